package org.opsbro.packs.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.opsbro.compliance.FakeMachine;
import org.opsbro.compliance.RuleBench;

class SymbolicLinkTest {
    private static final String WANTED = "{path: /srv/current, target: app-2}";

    private final FakeMachine machine = FakeMachine.bare().folder("/srv");

    private RuleBench rule(String parameters) {
        return RuleBench.of(new SymbolicLink(), machine, parameters);
    }

    @Test
    void a_link_is_made_or_pointed_elsewhere() {
        assertThat(rule(WANTED).holds()).startsWith("deviation: /srv/current is not there, want a link to app-2\n");

        machine.link("/srv/current", "app-1");

        assertThat(rule(WANTED).holds()).startsWith("deviation: /srv/current points to app-1, want app-2\n");
        rule(WANTED).apply();
        assertThat(machine.files().link("/srv/current")).contains("app-2");
        assertThat(rule(WANTED).holds()).isEqualTo("compliant: /srv/current points to app-2\n");
    }

    @Test
    void what_is_no_link_stays() {
        machine.file("/srv/current", "dear\n");

        assertThat(rule(WANTED).holds())
                .isEqualTo("by hand: /srv/current is no symbolic link, want one to app-2: something else is there\n");
        assertThat(rule("{path: /srv/current, absent: true}").holds())
                .isEqualTo("cannot tell: /srv/current is there, but is no symbolic link\n");
    }

    @Test
    void a_link_goes_and_what_it_points_to_stays() {
        machine.file("/srv/app", "dear\n").link("/srv/current", "app");

        rule("{path: /srv/current, absent: true}").holds();
        rule("{path: /srv/current, absent: true}").apply();

        assertThat(machine.files().entry("/srv/current")).isEmpty();
        assertThat(machine.text("/srv/app")).isEqualTo("dear\n");
    }

    @Test
    void a_target_is_wanted_and_an_absolute_one_is_whole() {
        assertThat(rule("{path: /srv/current}").refusals())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("target: ");
        assertThat(rule("{path: /srv/current, target: ''}").refusals())
                .containsExactly("target: found \"\", want a path");
        assertThat(rule("{path: /srv/current, target: /a/../b}").refusals()).hasSize(1);
        assertThat(rule("{path: /srv/current, target: ../a}").refusals()).isEmpty();
    }
}
