package org.opsbro.packs.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.opsbro.compliance.FakeMachine;
import org.opsbro.compliance.Finding;
import org.opsbro.compliance.RuleBench;
import org.opsbro.host.InstalledPackage;
import org.opsbro.host.InstalledPackage.State;

class PackageInstallTest {
    private static final String APT =
            "env DEBIAN_FRONTEND=noninteractive apt-get -y -q -o APT::Cmd::Pattern-Only=true -o DPkg::Lock::Timeout=120"
                    + " -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold ";

    private final FakeMachine machine =
            FakeMachine.bare().packages("apt", Map.of("dpkg", "1.21", "mawk", "1.3.4-3", "nginx", "1.22.1-9"));

    private RuleBench install(String parameters) {
        return RuleBench.of(new PackageInstall(), machine, parameters);
    }

    private RuleBench status(String parameters) {
        return RuleBench.of(new PackageStatus(), machine, parameters);
    }

    private void whenRun(String line, java.util.function.Consumer<FakeMachine> deed) {
        machine.when(deed, line.split(" ", -1));
    }

    @Test
    void what_is_installed_or_provided_is_right() {
        machine.installed(new InstalledPackage(
                "exim4",
                "amd64",
                "4.96",
                State.INSTALLED,
                false,
                false,
                false,
                List.of("mail-transport-agent", "mta-api=3")));

        assertThat(install("packages: [nginx, 'nginx>=1.20', mail-transport-agent, 'mta-api>=3']")
                        .holds())
                .isEqualTo("""
                        compliant: nginx 1.22.1-9 is installed
                        compliant: nginx 1.22.1-9 is installed
                        compliant: mail-transport-agent is provided by exim4
                        compliant: mta-api is provided by exim4
                        """);
    }

    @Test
    void one_run_installs_all_that_are_missing() {
        whenRun(APT + "install cron curl", now -> now.installed("cron", "3").installed("curl", "7.88"));

        assertThat(install("packages: [cron, nginx, curl, cron]").holds())
                .isEqualTo("""
                deviation: cron is not installed
                compliant: nginx 1.22.1-9 is installed
                deviation: curl is not installed
                deviation: cron is not installed
                change: install cron, curl
                """ + "$ " + APT + "install cron curl\n");
    }

    @Test
    void the_lists_come_first_if_they_do_not_have_the_package() {
        machine.unlisted("cron");
        whenRun("env DEBIAN_FRONTEND=noninteractive apt-get -q update", FakeMachine::listed);
        whenRun(APT + "install cron", now -> now.installed("cron", "3"));

        assertThat(install("packages: cron").holds()).isEqualTo("""
                deviation: cron is not installed
                change: bring the lists of apt up to date
                $ env DEBIAN_FRONTEND=noninteractive apt-get -q update
                change: install cron
                """ + "$ " + APT + "install cron\n");
    }

    @Test
    void an_old_version_is_brought_up_and_a_newer_one_is_not_taken_back() {
        whenRun(APT + "install nginx", now -> now.installed("nginx", "1.24.0-1"));
        whenRun(APT + "install nginx=1.23.0-1", now -> now.installed("nginx", "1.23.0-1"));

        assertThat(install("packages: ['nginx>=1.24']").holds()).startsWith("""
                deviation: nginx is 1.22.1-9, want >= 1.24
                change: install nginx >= 1.24
                """);
        assertThat(install("packages: ['nginx=1.23.0-1']").holds()).startsWith("""
                deviation: nginx is 1.22.1-9, want = 1.23.0-1
                change: install nginx = 1.23.0-1
                """);
        assertThat(install("packages: ['nginx=1.21.0-1', 'nginx=1.22*']").holds())
                .isEqualTo("""
                by hand: nginx is 1.22.1-9, want = 1.21.0-1: what is installed is newer, and going back can harm the data of a service
                compliant: nginx 1.22.1-9 is installed
                """);
    }

    @Test
    void what_is_held_stays() {
        machine.installed(new InstalledPackage("vim", "", "9.0", State.INSTALLED, false, true, false, List.of()));

        assertThat(install("packages: ['vim>=9.1']").holds())
                .isEqualTo("by hand: vim is 9.0, want >= 9.1: somebody told apt to hold it as it is\n");
    }

    @Test
    void what_is_installed_by_half_or_only_left_over_is_installed() {
        machine.removed("nginx")
                .installed(new InstalledPackage("nginx", "", "1.22", State.BROKEN, false, false, false, List.of()))
                .installed(new InstalledPackage("cron", "", "3", State.LEFTOVER, false, false, false, List.of()));
        whenRun(
                APT + "install nginx cron",
                now -> now.installed("nginx", "1.22").installed("cron", "3"));

        assertThat(install("packages: [nginx, cron]").holds()).startsWith("""
                deviation: nginx is installed by half
                deviation: cron is not installed
                change: install nginx, cron
                """);
    }

    @Test
    void another_architecture_is_another_package() {
        machine.removed("nginx")
                .installed(
                        new InstalledPackage("nginx", "i386", "1.22", State.INSTALLED, true, false, false, List.of()));
        whenRun(APT + "install nginx", now -> now.installed("nginx", "1.22"));

        assertThat(install("packages: ['nginx:i386', nginx]").holds()).startsWith("""
                compliant: nginx:i386 1.22 is installed
                deviation: nginx is not installed
                """);
    }

    @Test
    void what_is_not_wanted_is_removed_alone() {
        whenRun(APT + "remove nginx", now -> now.removed("nginx"));

        assertThat(status("{names: [nginx, telnetd], status: not-installed}").holds())
                .isEqualTo("""
                compliant: telnetd is not installed
                deviation: nginx is installed, want none
                change: remove nginx
                """ + "$ " + APT + "remove nginx\n");
    }

    @Test
    void what_others_need_or_the_machine_itself_is_not_removed() {
        machine.installed(new InstalledPackage("libc6", "", "2.36", State.INSTALLED, false, false, true, List.of()));
        assertThat(status("{name: libc6, status: absent}").holds())
                .isEqualTo(
                        "by hand: libc6 is installed, want none: this machine, or its agent, does not work without it\n");

        machine.needing("site");
        assertThat(status("{name: nginx, status: absent}").holds())
                .isEqualTo("by hand: nginx is installed, want none: other packages need what the rule names: site;"
                        + " name these too if they shall go\n");
    }

    @Test
    void what_was_installed_can_be_taken_back() {
        whenRun(APT + "install cron", now -> now.installed("cron", "3"));

        assertThat(install("packages: [cron]")
                        .findings()
                        .changes()
                        .getFirst()
                        .undo()
                        .orElseThrow()
                        .commands())
                .extracting(command -> String.join(" ", command.words()))
                .containsExactly(APT + "remove cron");
    }

    @Test
    void each_manager_has_its_words() {
        record Case(String manager, String run) {}
        for (var each : List.of(
                new Case("dnf", "dnf -y -q install cron|curl >= 7"),
                new Case("yum", "yum -y -q install cron|curl >= 7"),
                new Case("zypper", "zypper --non-interactive --quiet install cron|curl>=7"),
                new Case("apk", "apk --no-interactive --update-cache add cron|curl>=7"),
                new Case("pacman", "pacman --noconfirm --needed -S cron|curl>=7"))) {
            var other = FakeMachine.bare().packages(each.manager(), Map.of("bash", "5"));
            var bar = each.run().indexOf('|');
            var words = new java.util.ArrayList<>(
                    List.of(each.run().substring(0, bar).split(" ", -1)));
            words.add(each.run().substring(bar + 1));
            other.when(now -> now.installed("cron", "1").installed("curl", "8"), words.toArray(String[]::new));

            RuleBench.of(new PackageInstall(), other, "packages: [cron, 'curl>=7']")
                    .holds();
        }
    }

    @Test
    void audit_of_a_missing_package_does_nothing() {
        var bench = install("packages: [cron]");

        assertThat(bench.findings().all()).containsExactly(new Finding.Deviation("cron is not installed"));
        assertThat(machine.ran()).isEmpty();
    }

    @Test
    void a_machine_without_a_known_manager_or_answer_is_told() {
        assertThat(RuleBench.of(new PackageInstall(), FakeMachine.bare(), "packages: [cron]")
                        .holds())
                .isEqualTo("not eligible: no package manager is known on this machine\n");
        assertThat(RuleBench.of(new PackageInstall(), FakeMachine.bare().packages("dnf", Map.of()), "packages: [cron]")
                        .holds())
                .isEqualTo("cannot tell: the database of dnf tells of no package at all\n");
    }

    @Test
    void names_that_a_manager_would_read_more_into_are_refused() {
        for (var name : List.of(
                "-y",
                "nginx-",
                "ngin*",
                "nginx/sid",
                "a b",
                "a;b",
                "nginx=",
                "@core",
                "./x.deb",
                "nginx^",
                "~nusers",
                "a=1 b"))
            assertThat(install("packages: ['" + name + "']").refusals())
                    .as(name)
                    .contains("packages: found \"" + name + "\", want " + Wish.TOLD);
    }
}
