package org.opsbro.packs.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.opsbro.compliance.FakeAccounts;
import org.opsbro.compliance.FakeMachine;
import org.opsbro.compliance.RuleBench;

class SystemGroupTest {
    private final FakeMachine machine = FakeAccounts.withShadowUtils(FakeMachine.bare())
            .file("/etc/group", "root:x:0:\ndaemon:x:1:\nbob:x:1000:\nweb:x:80:daemon\n");

    private RuleBench rule(String parameters) {
        return RuleBench.of(new SystemGroup(), machine, parameters);
    }

    @Test
    void a_group_is_made_with_its_members() {
        assertThat(rule(new SystemGroup().example()).holds()).isEqualTo("""
                deviation: there is no group deployers
                deviation: bob is not in the group deployers
                change: make the group deployers
                $ groupadd -g 2000 deployers
                change: give the group deployers the members bob
                $ gpasswd -M bob deployers
                """);
    }

    @Test
    void other_members_stay_unless_exclusive() {
        assertThat(rule("{name: web, members: [bob]}").holds()).contains("$ gpasswd -M daemon,bob web");
        assertThat(rule("{name: web, members: [bob], exclusive: true}").holds())
                .contains("daemon is in the group web, where nobody wants it", "$ gpasswd -M bob web");
        assertThat(rule("{name: bob, members: [bob]}").holds()).doesNotContain("deviation");
    }

    @Test
    void members_that_only_the_secret_file_has_otherwise_are_brought_in_step() {
        machine.file("/etc/gshadow", "web:!::daemon,bob\n");

        assertThat(rule("{name: web, members: [daemon]}").holds())
                .contains(
                        "/etc/gshadow names other members of web than /etc/group: daemon, bob",
                        "$ gpasswd -M daemon web");
    }

    @Test
    void a_number_is_changed_and_never_taken_from_another() {
        assertThat(rule("{name: web, gid: 8080}").holds()).contains("$ groupmod -g 8080 web");
        assertThat(rule("{name: web, gid: 1000}").holds())
                .isEqualTo("cannot tell: the gid 1000 that is wanted for web is that of bob\n");
    }

    @Test
    void a_group_goes_unless_it_is_somebodys_own() {
        assertThat(rule("{name: web, absent: true}").holds()).contains("$ groupdel web");
        assertThat(rule("{name: bob, absent: true}").holds())
                .isEqualTo("cannot tell: the group bob is the own group of bob, so it cannot go\n");
        assertThat(rule("{name: nothing, absent: true}").holds()).isEqualTo("compliant: there is no group nothing\n");
    }

    @Test
    void a_member_who_is_nobody_changes_nothing() {
        assertThat(rule("{name: web, members: [nemo]}").holds())
                .startsWith("cannot tell: there is no user nemo to be a member of web");
    }

    @Test
    void busybox_adds_and_takes_members_one_by_one() {
        var alpine = FakeAccounts.withBusyBox(FakeMachine.bare())
                .file("/etc/group", "root:x:0:\nbob:x:1000:\nweb:x:80:daemon\n");

        assertThat(RuleBench.of(new SystemGroup(), alpine, "{name: web, gid: 81, members: [bob], exclusive: true}")
                        .holds())
                .contains("by hand: web has the gid 80, want 81", "$ addgroup bob web", "$ delgroup daemon web");
    }
}
