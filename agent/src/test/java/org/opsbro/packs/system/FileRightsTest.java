package org.opsbro.packs.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opsbro.compliance.FakeMachine;
import org.opsbro.compliance.RuleBench;
import org.opsbro.host.Hands.Rights;

class FileRightsTest {
    private static final String SHADOW = """
            file: /etc/shadow
            owner: root
            group: shadow
            permissions: 640
            """;

    private final FakeMachine machine = FakeMachine.bare().file("/etc/shadow", "root:*:1::::::\n");

    private RuleBench rule(String parameters) {
        return RuleBench.of(new FileRights(), machine, parameters);
    }

    @Test
    void what_is_right_is_left_alone() {
        machine.owned("/etc/shadow", 0640, 0, 42);

        assertThat(rule(SHADOW).holds()).isEqualTo("""
                compliant: /etc/shadow belongs to root
                compliant: /etc/shadow has the group shadow
                compliant: /etc/shadow has the mode 0640
                """);
    }

    @Test
    void owner_group_and_mode_are_mended_in_one_change() {
        machine.owned("/etc/shadow", 0666, 1000, 0);

        assertThat(rule(SHADOW).holds()).isEqualTo("""
                deviation: /etc/shadow belongs to bob, want root
                deviation: /etc/shadow has the group root, want shadow
                deviation: /etc/shadow has the mode 0666, want 0640
                change: give /etc/shadow the rights root:shadow 0640 in place of bob:root 0666
                """);
        assertThat(rule(SHADOW).apply().compliant()).isTrue();
        assertThat(machine.rights("/etc/shadow")).isEqualTo(new Rights(0640, 0, 42));
    }

    @Test
    void what_is_not_given_stays_as_it_is() {
        machine.owned("/etc/shadow", 0604, 1000, 1000);

        rule("{file: /etc/shadow, permissions: 0600}").apply();

        assertThat(machine.rights("/etc/shadow")).isEqualTo(new Rights(0600, 1000, 1000));
    }

    @ParameterizedTest
    @CsvSource({"0640", "0440", "0600", "0000"})
    void a_mode_that_is_as_strict_as_it_must_be_or_stricter_is_left_alone(String mode) {
        machine.owned("/etc/shadow", Integer.parseInt(mode, 8), 0, 42);

        assertThat(rule("{file: /etc/shadow, max_permissions: 640}").holds())
                .isEqualTo("compliant: /etc/shadow has the mode " + mode + "\n");
    }

    @ParameterizedTest
    @CsvSource({"0644, 0640", "0460, 0440", "4750, 0640", "0777, 0640", "0003, 0000"})
    void only_what_a_mode_has_too_much_is_taken_away(String before, String after) {
        machine.owned("/etc/shadow", Integer.parseInt(before, 8), 0, 42);

        assertThat(rule("{file: /etc/shadow, max_permissions: 640}").holds())
                .isEqualTo("""
                deviation: /etc/shadow has the mode %s, want 0640 or stricter
                change: give /etc/shadow the rights root:shadow %s in place of root:shadow %s
                """.formatted(before, after, before));
    }

    @Test
    void a_mode_and_the_most_that_it_may_be_exclude_each_other() {
        assertThat(rule("{file: /etc/shadow, permissions: 600, max_permissions: 640}")
                        .refusals())
                .containsExactly("max_permissions: want either permissions: or max_permissions:");
    }

    @Test
    void a_file_that_is_missing_is_told() {
        assertThat(rule("{file: /etc/none, owner: root}").holds())
                .isEqualTo("by hand: /etc/none is not there: only a file that is there can be given rights\n");
    }

    @Test
    void a_link_and_an_unknown_account_change_nothing() {
        machine.link("/etc/link", "/etc/shadow");

        assertThat(rule("{file: /etc/link, owner: bob}").holds())
                .isEqualTo("cannot tell: /etc/link is a symbolic link to /etc/shadow: name the file it points to\n");
        assertThat(rule("{file: /etc/shadow, owner: nobody-here}").holds())
                .isEqualTo("cannot tell: there is no user nobody-here\n");
    }

    @Test
    void parameters_are_read_with_types() {
        assertThat(rule("{file: etc/shadow, permisions: 888}").refusals())
                .containsExactly(
                        "file: found \"etc/shadow\", want an absolute path without \"..\", \".\", \"//\" and a last \"/\"",
                        "permissions: want at least one of owner, group, permissions and max_permissions",
                        "permisions: unknown parameter, did you mean permissions?");
        assertThat(rule("{file: /etc/shadow, permissions: 888}").refusals())
                .contains("permissions: found \"888\", want 3 or 4 octal digits such as 644 or 0750");
    }
}
