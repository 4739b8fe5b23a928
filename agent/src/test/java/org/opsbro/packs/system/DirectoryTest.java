package org.opsbro.packs.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.opsbro.compliance.FakeMachine;
import org.opsbro.compliance.RuleBench;
import org.opsbro.host.Hands.Rights;

class DirectoryTest {
    private static final String WANTED = "{path: /srv/app, owner: bob, group: shadow, permissions: 750}";

    private final FakeMachine machine = FakeMachine.bare().folder("/srv");

    private RuleBench rule(String parameters) {
        return RuleBench.of(new Directory(), machine, parameters);
    }

    @Test
    void a_missing_folder_is_made_with_its_rights() {
        assertThat(rule(WANTED).holds()).isEqualTo("""
                deviation: /srv/app is not there
                change: make the folder /srv/app
                """);
        rule(WANTED).apply();
        assertThat(machine.rights("/srv/app")).isEqualTo(new Rights(0750, 1000, 42));
    }

    @Test
    void one_that_is_there_gets_what_is_wanted_of_its_rights() {
        machine.folder("/srv/app").owned("/srv/app", 0777, 1000, 1000);

        assertThat(rule("{path: /srv/app, permissions: 755}").holds()).isEqualTo("""
                compliant: /srv/app is a folder
                deviation: /srv/app has the mode 0777, want 0755
                change: give /srv/app the rights bob:bob 0755 in place of bob:bob 0777
                """);
    }

    @Test
    void the_folder_above_it_is_not_made() {
        assertThat(rule("{path: /srv/none/app}").holds())
                .isEqualTo("by hand: /srv/none/app is not there: there is no folder /srv/none\n");
    }

    @Test
    void an_empty_folder_goes_and_a_full_one_stays() {
        machine.folder("/srv/empty").file("/srv/full/data", "dear\n");

        assertThat(rule("{path: /srv/empty, absent: true}").holds()).contains("change: remove /srv/empty");
        assertThat(rule("{path: /srv/full, absent: true}").holds())
                .isEqualTo("by hand: /srv/full is there, want none: there are 1 things in it\n");
        assertThat(rule("{path: /srv/none, absent: true}").holds()).isEqualTo("compliant: /srv/none is not there\n");
    }

    @Test
    void a_link_or_a_file_in_its_place_changes_nothing() {
        machine.link("/srv/link", "/etc").file("/srv/file", "");

        assertThat(rule("{path: /srv/link, permissions: 777}").holds())
                .isEqualTo("cannot tell: /srv/link is a symbolic link to /etc: name the folder it points to\n");
        assertThat(rule("{path: /srv/link, absent: true}").holds()).startsWith("cannot tell");
        assertThat(rule("{path: /srv/file}").holds()).startsWith("cannot tell");
        assertThat(rule("{path: /srv/app, owner: nobody-here}").holds())
                .isEqualTo("cannot tell: there is no user nobody-here\n");
    }
}
