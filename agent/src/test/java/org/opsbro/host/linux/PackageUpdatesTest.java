package org.opsbro.host.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.detection.FolderHost;
import org.opsbro.host.Commands;
import org.opsbro.host.Commands.Command;
import org.opsbro.host.Commands.Outcome;
import org.opsbro.host.Updates;
import org.opsbro.host.Updates.Update;

class PackageUpdatesTest {
    private static final String APT = """
            Reading package lists...
            The following packages will be upgraded:
              bash liblzma5
            Inst bash [5.2.15-2+b8] (5.2.15-2+b13 Debian:12.15/oldstable [amd64])
            Inst linux-image-6.1.0-40-amd64 (6.1.153-1 Debian-Security:12/oldstable-security [amd64])
            Inst liblzma5 [5.4.1-1] (5.4.1-1+deb12u2 Debian-Security:12/oldstable-security [amd64]) []
            Conf bash (5.2.15-2+b13 Debian:12.15/oldstable [amd64])
            """;

    @TempDir
    private Path root;

    private final Map<String, Outcome> answers = new HashMap<>();
    private int asked;

    private final Commands commands = new Commands() {
        @Override
        public Outcome run(Command command) {
            asked++;
            var words = String.join(" ", command.words());
            return answers.getOrDefault(words, new Outcome.NotStarted("no program: " + words));
        }
    };

    private static Outcome exited(int code, String output, String errors) {
        return new Outcome.Exited(code, output, errors, false, Duration.ZERO);
    }

    private PackageUpdates manager(String name) {
        return new PackageUpdates(name, new FolderHost(root).files(), commands, () -> Map.of("bash", "5.1.8-6.el9"));
    }

    @Test
    void apt_is_asked_without_its_caches_and_again_only_when_something_changed() throws IOException {
        FolderHost.put(root, "/var/lib/apt/lists/x_main_binary-amd64_Packages.lz4", "");
        answers.put(
                "nice -n 10 apt-get --simulate -o Debug::NoLocking=1 -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= dist-upgrade",
                exited(0, APT, ""));
        var updates = new PackageUpdates("apt", new LinuxBelow(root), commands, Map::of);

        var told = (Updates.Waiting) updates.now();
        updates.now();
        assertThat(asked).isEqualTo(1);
        FolderHost.put(root, "/var/lib/dpkg/status", "");
        updates.now();

        assertThat(asked).isEqualTo(2);
        assertThat(told.packages())
                .containsExactly(
                        new Update("bash", "5.2.15-2+b8", "5.2.15-2+b13"),
                        new Update("liblzma5", "5.4.1-1", "5.4.1-1+deb12u2"));
        assertThat(told.security()).containsExactly("liblzma5");
        assertThat(told.listsFrom()).isPresent();
    }

    /** The times of the real files, so that a change is seen. */
    private static final class LinuxBelow implements org.opsbro.host.Files {
        private final Path root;
        private final org.opsbro.host.Files real = new LinuxFiles();

        LinuxBelow(Path root) {
            this.root = root;
        }

        @Override
        public java.util.Optional<String> text(String path) {
            return real.text(root + path);
        }

        @Override
        public java.util.Optional<byte[]> bytes(String path) {
            return real.bytes(root + path);
        }

        @Override
        public org.opsbro.host.ByteSource open(String path) {
            return real.open(root + path);
        }

        @Override
        public java.util.Optional<FileFacts> facts(String path) {
            return real.facts(root + path);
        }

        @Override
        public java.util.Optional<String> link(String path) {
            return real.link(root + path);
        }

        @Override
        public List<String> names(String path) {
            return real.names(root + path);
        }

        @Override
        public java.util.Optional<Space> space(String path) {
            return real.space(root + path);
        }

        @Override
        public Draft draft(String path, byte[] content, Rights rights) {
            throw new UnsupportedOperationException(path);
        }

        @Override
        public void remove(String path) {
            throw new UnsupportedOperationException(path);
        }

        @Override
        public void makeFolder(String path, int mode) {
            throw new UnsupportedOperationException(path);
        }
    }

    @Test
    void without_lists_nothing_is_known() throws IOException {
        Files.createDirectories(root.resolve("var/lib/apt/lists/partial"));

        assertThat(manager("apt").now())
                .isEqualTo(new Updates.Untold("apt has no lists of packages: run apt-get update"));
        assertThat(manager("rpm").now()).isEqualTo(new Updates.Untold("nobody knows how to ask rpm about updates"));
    }

    @Test
    void dnf_ends_with_100_where_there_are_updates() {
        answers.put("nice -n 10 dnf -C -q --setopt=logfilelevel=0 check-update", exited(100, """

                        bash.x86_64                       5.1.8-9.el9               baseos
                        a-package-with-a-very-long-name-indeed.noarch
                                                          1:2.0-1.el9               appstream
                        Obsoleting Packages
                        grub2-tools.x86_64                1:2.06-94.el9             baseos
                            grub2-tools.x86_64            1:2.06-80.el9             @baseos
                        """, ""));
        answers.put(
                "nice -n 10 dnf -C -q --setopt=logfilelevel=0 --security check-update",
                exited(100, "bash.x86_64   5.1.8-9.el9   baseos\n", ""));

        var told = (Updates.Waiting) manager("dnf").now();

        assertThat(told.packages())
                .containsExactly(
                        new Update("bash", "5.1.8-6.el9", "5.1.8-9.el9"),
                        new Update("a-package-with-a-very-long-name-indeed", "", "1:2.0-1.el9"));
        assertThat(told.security()).containsExactly("bash");
    }

    @Test
    void a_manager_that_fails_is_quoted() {
        answers.put(
                "nice -n 10 dnf -C -q --setopt=logfilelevel=0 --security check-update",
                exited(1, "", "Error: Cache-only enabled but no cache for 'baseos'\n"));

        assertThat(manager("dnf").now())
                .isEqualTo(new Updates.Untold(
                        "dnf ended with exit code 1: Error: Cache-only enabled but no cache for 'baseos'"));
    }

    @Test
    void the_others_are_read_as_they_print() {
        assertThat(UpdateLists.apk("""
                        Installed:                                Available:
                        busybox-1.36.1-r2                       < 1.36.1-r5
                        libcrypto3-3.1.2-r0                     < 3.1.4-r1
                        """))
                .containsExactly(
                        new Update("busybox", "1.36.1-r2", "1.36.1-r5"),
                        new Update("libcrypto3", "3.1.2-r0", "3.1.4-r1"));
        assertThat(UpdateLists.pacman("bash 5.2.15-1 -> 5.2.21-1\nlinux 6.6.1-1 -> 6.6.2-1 [ignored]\n"))
                .containsExactly(new Update("bash", "5.2.15-1", "5.2.21-1"));
        assertThat(UpdateLists.zypper("""
                        S | Repository | Name | Current Version | Available Version | Arch
                        --+------------+------+-----------------+-------------------+-------
                        v | Updates    | bash | 4.4-150400.1    | 4.4-150400.27     | x86_64
                        """)).containsExactly(new Update("bash", "4.4-150400.1", "4.4-150400.27"));
        assertThat(UpdateLists.patches("""
                        Repository | Name                | Category | Severity  | Interactive | Status | Since | Summary
                        -----------+---------------------+----------+-----------+-------------+--------+-------+--------
                        Updates    | openSUSE-2026-1     | security | important | ---         | needed | -     | bash
                        """)).containsExactly("openSUSE-2026-1");
    }
}
