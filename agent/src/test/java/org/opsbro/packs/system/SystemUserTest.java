package org.opsbro.packs.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opsbro.compliance.FakeAccounts;
import org.opsbro.compliance.FakeMachine;
import org.opsbro.compliance.RuleBench;

class SystemUserTest {
    private static final String HASH = "$6$saltsalt$abcdefghijklmnopqrstuvwxyz0123456789";

    private final FakeMachine machine = FakeAccounts.withShadowUtils(FakeMachine.bare())
            .file("/etc/shadow", "root:*:19000:0:99999:7:::\nbob:$6$old$hashhashhashhash:19000:0:99999:7:::\n");

    private RuleBench rule(String parameters) {
        return RuleBench.of(new SystemUser(), machine, parameters);
    }

    @Test
    void a_user_is_made_with_all_that_is_wanted_in_one_run() {
        assertThat(rule(new SystemUser().example()).holds()).isEqualTo("""
                deviation: there is no user deploy
                change: make the user deploy
                $ useradd -m -u 2000 -c Deployment -d /srv/deploy -s /bin/sh -G daemon deploy
                """);
        assertThat(rule(new SystemUser().example()).apply().compliant()).isTrue();
    }

    @Test
    void looking_makes_no_user() {
        var before = machine.text("/etc/passwd");

        rule("{name: mallory}").plan();

        assertThat(machine.text("/etc/passwd")).isEqualTo(before);
        assertThat(machine.ran()).isEmpty();
    }

    @Test
    void what_differs_is_changed_in_one_run_and_can_be_taken_back() {
        var rule = rule(
                "{name: bob, uid: 1500, gid: daemon, display_name: Robert, home_dir: /srv/bob, shell: /bin/false, groups: [shadow]}");

        assertThat(rule.holds()).isEqualTo("""
                compliant: there is a user bob
                deviation: bob has the uid 1000, want 1500
                deviation: bob has the own group 1000, want 1
                deviation: bob has the display name Bob, want Robert
                deviation: bob has the home /home/bob, want /srv/bob (what is in it does not move)
                deviation: bob has the shell /bin/sh, want /bin/false
                deviation: bob is not in the group shadow
                change: change the user bob
                $ usermod -u 1500 -g 1 -c Robert -d /srv/bob -s /bin/false -G shadow bob
                """);
        var passwd = machine.text("/etc/passwd");
        var undo = rule.findings().changes().getFirst().undo().orElseThrow();
        rule.apply();
        undo.apply(machine);
        assertThat(machine.text("/etc/passwd")).isEqualTo(passwd);
    }

    @Test
    void other_groups_stay_unless_only_those_are_wanted() {
        machine.file("/etc/group", "root:x:0:\ndaemon:x:1:bob\nshadow:x:42:\nbob:x:1000:\n");

        assertThat(rule("{name: bob, groups: [shadow]}").holds()).contains("-G daemon,shadow bob");
        assertThat(rule("{name: bob, groups: [shadow], exclusive_groups: true}").holds())
                .contains("bob is in the group daemon, where nobody wants it", "-G shadow bob");
        assertThat(rule("{name: bob, groups: [bob]}").holds()).doesNotContain("deviation");
    }

    @Test
    void a_password_goes_as_its_hash_on_standard_input_and_is_shown_nowhere() {
        var rule = rule("{name: bob, password_hash: '%s'}".formatted(HASH));

        var plan = rule.holds();

        assertThat(plan).isEqualTo("""
                compliant: there is a user bob
                deviation: bob has another password
                change: give bob the password whose hash is wanted (not shown)
                $ chpasswd -e
                """);
        assertThat(rule.findings().toString()).doesNotContain(HASH).doesNotContain("$6$old");
        rule.apply();
        assertThat(machine.text("/etc/shadow")).contains("bob:" + HASH + ":");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret", "abJnggxhB/yWI", "$6$x:y$aaaaaaaaaaaaa", "!"})
    void what_is_no_hash_is_refused_without_being_told(String password) {
        assertThat(rule("{name: bob, password_hash: '%s'}".formatted(password)).refusals())
                .singleElement()
                .asString()
                .startsWith("password_hash: found no hash of crypt(5)")
                .doesNotContain("found " + password);
    }

    @Test
    void a_lock_stays_when_the_password_changes_and_goes_only_on_demand() {
        machine.file("/etc/shadow", "bob:!$6$old$hashhashhashhash:19000:0:99999:7:::\n");

        rule("{name: bob, password_hash: '%s'}".formatted(HASH)).apply();
        assertThat(machine.text("/etc/shadow")).startsWith("bob:!" + HASH + ":");
        assertThat(rule("{name: bob, locked: false}").holds())
                .contains("deviation: bob is locked, want it open", "$ usermod -U bob");
        assertThat(rule("{name: bob, locked: true}").holds()).doesNotContain("deviation");
    }

    @Test
    void who_has_no_password_cannot_be_opened() {
        machine.file("/etc/shadow", "bob:!:19000:0:99999:7:::\n");

        assertThat(rule("{name: bob, locked: false}").holds()).contains("it has no password to open it with");
    }

    @Test
    void a_group_of_the_same_name_becomes_the_own_one() {
        machine.file("/etc/group", machine.text("/etc/group") + "web:x:80:\n");

        assertThat(rule("{name: web, system: true}").holds()).contains("$ useradd -M -r -g web web");
    }

    @Test
    void the_own_group_by_name_is_the_one_that_has_this_name() {
        assertThat(rule("{name: bob, gid: shadow}").holds()).contains("bob has the own group 1000, want 42");
    }

    @Test
    void a_user_goes_and_root_never() {
        assertThat(rule("{name: bob, absent: true}").holds()).isEqualTo("""
                deviation: there is a user bob, want none (its home stays)
                change: remove the user bob
                $ userdel bob
                """);
        assertThat(rule("{name: nemo, absent: true}").holds()).isEqualTo("compliant: there is no user nemo\n");
        assertThat(rule("{name: root, absent: true}").refusals()).containsExactly("absent: root cannot go");
        machine.file("/etc/passwd", "root:x:0:0::/root:/bin/sh\ntoor:x:0:0::/root:/bin/sh\n");
        assertThat(rule("{name: toor, absent: true}").holds()).contains("cannot tell: the user toor has the uid 0");
    }

    @Test
    void what_would_fail_halfway_is_told_before() {
        assertThat(rule("{name: alice, uid: 1000}").holds())
                .isEqualTo("cannot tell: the uid 1000 that is wanted for alice is that of bob\n");
        assertThat(rule("{name: alice, groups: [wheel]}").holds())
                .contains("cannot tell: there is no group wheel in /etc/group");
        assertThat(rule("{name: alice, uid: 0}").refusals())
                .containsExactly("uid: found 0, which is that of root: want another");
        assertThat(rule("{name: 'a:b', display_name: 'x:y', home_dir: '/a:b'}").refusals())
                .hasSize(3);
    }

    @Test
    void without_the_secret_file_nothing_is_told_of_passwords() {
        machine.without("/etc/shadow");

        assertThat(rule("{name: bob, locked: true}").holds()).contains("cannot tell: /etc/shadow cannot be read");
    }

    @Test
    void busybox_makes_and_removes_but_does_not_change() {
        var alpine = FakeAccounts.withBusyBox(FakeMachine.bare()).file("/etc/shadow", "bob:$6$a$b:19000::::::\n");

        assertThat(RuleBench.of(new SystemUser(), alpine, new SystemUser().example())
                        .holds())
                .contains("""
                $ adduser -D -u 2000 -g Deployment -h /srv/deploy -s /bin/sh deploy
                change: add deploy to the group daemon
                $ addgroup deploy daemon
                """);
        assertThat(RuleBench.of(
                                new SystemUser(),
                                alpine,
                                "{name: bob, shell: /bin/zsh, groups: [daemon], locked: true}")
                        .holds())
                .contains(
                        "by hand: bob has the shell /bin/sh, want /bin/zsh: busybox cannot change it",
                        "$ addgroup bob daemon",
                        "$ passwd -l bob");
        assertThat(RuleBench.of(new SystemUser(), alpine, "{name: bob, absent: true}")
                        .holds())
                .contains("$ deluser bob");
    }
}
