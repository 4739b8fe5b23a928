package org.opsbro.host.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.detection.FolderHost;
import org.opsbro.host.Commands;
import org.opsbro.host.Commands.Command;
import org.opsbro.host.Commands.Outcome;
import org.opsbro.host.InstalledPackage;
import org.opsbro.host.InstalledPackage.State;

/** The databases of others than Debian are written by hand as apk(5), alpm and rpm --qf document them; {@code DebianPackagesTest} has real ones. */
class PackageDatabasesTest {
    private static final String STATUS = """
            Package: dpkg
            Essential: yes
            Status: install ok installed
            Architecture: amd64
            Version: 1.21.22

            Package: mawk
            Status: hold ok installed
            Architecture: amd64
            Version: 1.3.4.20200120-3.1
            Provides: awk, mawk-api (= 2)
            Depends: libc6 (>= 2.34)
            Description: Pattern scanning
             Status: deinstall ok config-files
             Package: not-this

            Package: libc6
            Status: install ok triggers-pending
            Architecture: amd64
            Version: 2.36-9
            Protected: yes

            Package: libc6
            Status: install ok unpacked
            Architecture: i386
            Version: 2.36-9

            Package: nginx
            Status: install reinstreq half-installed
            Architecture: all
            Version: 1.22.1-9

            Package: cron
            Status: deinstall ok config-files
            Architecture: amd64
            Version: 3.0pl1-162

            Package: site
            Status: install ok installed
            Architecture: all
            Version: 1
            Pre-Depends: perl:any
            Depends: awk | gawk,
             default-mta | mail-transport-agent, mawk (>= 1)

            Package: gone
            Status: purge ok not-installed
            Architecture: amd64
            """;

    @TempDir
    private Path root;

    private final List<List<String>> asked = new ArrayList<>();
    private String answer = "";

    private final Commands commands = new Commands() {
        @Override
        public Outcome run(Command command) {
            asked.add(command.words());
            return new Outcome.Exited(0, answer, "", false, Duration.ZERO);
        }
    };

    private static String shown(InstalledPackage each) {
        return Stream.of(
                        each.name() + ":" + each.architecture() + " " + each.version() + " " + each.state(),
                        each.foreign() ? "foreign" : "",
                        each.held() ? "held" : "",
                        each.vital() ? "vital" : "",
                        String.join(",", each.provides()))
                .filter(word -> !word.isEmpty())
                .reduce((a, b) -> a + " " + b)
                .orElseThrow();
    }

    @Test
    void dpkg_tells_states_architectures_holds_and_what_is_provided() {
        assertThat(DpkgPackages.parse(STATUS).stream().map(PackageDatabasesTest::shown))
                .containsExactly(
                        "dpkg:amd64 1.21.22 INSTALLED vital",
                        "mawk:amd64 1.3.4.20200120-3.1 INSTALLED held awk,mawk-api=2",
                        "libc6:amd64 2.36-9 INSTALLED vital",
                        "libc6:i386 2.36-9 BROKEN foreign vital",
                        "nginx:all 1.22.1-9 BROKEN",
                        "cron:amd64 3.0pl1-162 LEFTOVER",
                        "site:all 1 INSTALLED");
    }

    @Test
    void dpkg_tells_who_needs_what_would_go() {
        assertThat(DpkgPackages.needing(STATUS, Set.of("mawk"))).containsExactly("site");
        assertThat(DpkgPackages.needing(STATUS, Set.of("mawk", "site"))).isEmpty();
        assertThat(DpkgPackages.needing(
                        STATUS.replace(", mawk (>= 1)", "").replace("Provides: awk", "Provides: x"), Set.of("mawk")))
                .as("nobody is said to need an alternative that was not there")
                .isEmpty();
        assertThat(DpkgPackages.needing(STATUS, Set.of("dpkg"))).isEmpty();
    }

    @Test
    void what_dpkg_query_tells_of_this_machine_is_what_is_read() {
        var host = new LinuxHost();
        var told = (Outcome.Exited) host.commands()
                .run(Command.of(
                                "dpkg-query",
                                "-W",
                                "-f",
                                "${Package}:${Architecture} ${Version} ${db:Status-Status} ${db:Status-Want} ${Essential}\\n")
                        .keeping(8 << 20));
        assertThat(host.packages().all().stream()
                        .map(each -> each.name() + ":" + each.architecture() + " " + each.version() + " "
                                + (each.state() == State.LEFTOVER ? "config-files" : "installed")))
                .containsExactlyInAnyOrderElementsOf(told.output()
                        .lines()
                        .map(line -> line.split(" ", -1))
                        .map(words -> words[0] + " " + words[1] + " " + words[2])
                        .toList());
        assertThat(host.packages().all().stream()
                        .filter(InstalledPackage::vital)
                        .map(InstalledPackage::name))
                .contains("dpkg", "bash", "libc6");
        assertThat(host.packages().needing(Set.of("libc6"))).contains("bash", "coreutils");
    }

    @Test
    void apk_is_read() {
        assertThat(ApkPackages.parse("""
                        C:Q1abc=
                        P:musl
                        V:1.2.4-r2
                        A:x86_64
                        p:so:libc.musl-x86_64.so.1=1
                        F:lib
                        R:ld-musl-x86_64.so.1

                        P:mailx
                        V:8.1.2-r1
                        A:x86_64
                        p:mail=8.1.2 cmd:mail=8.1.2-r1
                        f:s
                        """).stream().map(PackageDatabasesTest::shown))
                .containsExactly("musl:x86_64 1.2.4-r2 INSTALLED vital", "mailx:x86_64 8.1.2-r1 BROKEN mail=8.1.2");
    }

    @Test
    void pacman_is_read() throws IOException {
        FolderHost.put(root, "/var/lib/pacman/local/ALPM_DB_VERSION", "9\n");
        FolderHost.put(root, "/var/lib/pacman/local/gcc-libs-13.2.1-5/desc", """
                %NAME%
                gcc-libs

                %VERSION%
                13.2.1-5

                %ARCH%
                x86_64

                %PROVIDES%
                libgcc=13.2.1
                """);
        var packages = PackageDatabase.of(new FolderHost(root).files(), commands);

        assertThat(packages.manager()).isEqualTo("pacman");
        assertThat(packages.all().stream().map(PackageDatabasesTest::shown))
                .containsExactly("gcc-libs:x86_64 13.2.1-5 INSTALLED libgcc=13.2.1");
    }

    @Test
    void rpm_is_asked_once_for_the_same_database() throws IOException {
        FolderHost.put(root, "/var/lib/rpm/rpmdb.sqlite", "x");
        FolderHost.put(root, "/usr/bin/dnf", "");
        answer = """
                gpg-pubkey\t(none)\t8483c65d-5ccc5b19\tgpg(Fedora)\s
                postfix\tx86_64\t3.7.9-1.fc38\tMTA config(postfix) libpostfix.so()(64bit) postfix server(smtp) smtpd smtpd /usr/sbin/x\s
                """;
        var packages = PackageDatabase.of(new FolderHost(root).files(), commands);

        assertThat(packages.manager()).isEqualTo("dnf");
        assertThat(packages.all().stream().map(PackageDatabasesTest::shown))
                .containsExactly("postfix:x86_64 3.7.9-1.fc38 INSTALLED MTA,smtpd");
        assertThat(packages.installed()).isEqualTo(Map.of("postfix", "3.7.9-1.fc38"));
        assertThat(asked).hasSize(1);
    }

    @Test
    void an_rpm_that_gives_no_answer_is_asked_again() throws IOException {
        FolderHost.put(root, "/var/lib/rpm/rpmdb.sqlite", "x");
        var packages = PackageDatabase.of(new FolderHost(root).files(), commands);

        assertThat(packages.all()).isEmpty();
        answer = "bash\tx86_64\t5.2-1\t\n";
        assertThat(packages.installed()).containsKey("bash");
    }

    @Test
    void the_lists_of_apt_are_asked_once_for_the_same_names() throws IOException {
        FolderHost.put(root, "/var/lib/dpkg/status", STATUS);
        var packages = PackageDatabase.of(new FolderHost(root).files(), commands);
        assertThat(packages.unlisted(List.of("cron"))).as("there are no lists").containsExactly("cron");
        assertThat(asked).isEmpty();

        FolderHost.put(root, "/var/lib/apt/lists/mirror_main_binary-amd64_Packages", "");
        answer = "      cron | 3.0pl1-162 | http://deb.example.org bookworm/main amd64 Packages\n";
        var names = List.of("cron", "cron=3.0pl1-162", "cron:i386", "cron=4", "other");

        assertThat(packages.unlisted(names)).containsExactlyInAnyOrder("cron=4", "other");
        assertThat(packages.unlisted(List.of("cron"))).isEmpty();
        assertThat(packages.unlisted(List.of("other"))).containsExactly("other");
        assertThat(asked).hasSize(1);
        packages.unlisted(List.of("cron", "third"));
        assertThat(asked.getLast()).endsWith("madison", "third");
    }

    @Test
    void the_cache_of_apt_is_opened_where_it_is_newer_than_its_lists_and_sources() throws IOException {
        FolderHost.put(root, "/var/lib/dpkg/status", STATUS);
        FolderHost.put(root, "/var/lib/apt/lists/mirror_main_binary-amd64_Packages", "");
        FolderHost.put(root, "/etc/apt/sources.list.d/site.sources", "");
        FolderHost.put(root, "/var/cache/apt/pkgcache.bin", "");
        answer = "      cron | 3.0pl1-162 | http://deb.example.org bookworm/main amd64 Packages\n";

        assertThat(PackageDatabase.of(new FolderHost(root).files(), commands).unlisted(List.of("cron")))
                .isEmpty();
        assertThat(asked.getLast()).startsWith("apt-cache", "-o", "pkgCacheFile::Generate=false", "madison");

        Files.setLastModifiedTime(
                root.resolve("etc/apt/sources.list.d/site.sources"),
                FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(PackageDatabase.of(new FolderHost(root).files(), commands).unlisted(List.of("cron")))
                .isEmpty();
        assertThat(asked.getLast()).contains("Dir::Cache::pkgcache=");
    }

    @Test
    void an_interrupted_dpkg_is_noticed() throws IOException {
        FolderHost.put(root, "/var/lib/dpkg/status", STATUS);
        var packages = PackageDatabase.of(new FolderHost(root).files(), commands);
        assertThat(packages.interrupted()).isFalse();

        FolderHost.put(root, "/var/lib/dpkg/updates/0003", "");

        assertThat(packages.interrupted()).isTrue();
    }
}
