package org.opsbro.host.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.host.Files.What;
import org.opsbro.host.Hands.Rights;
import org.opsbro.host.Hands.Writing;
import org.opsbro.host.HostException;

class LinuxHandsTest {
    private static final long NOBODY = 65534;

    private final LinuxHands hands = new LinuxHands();
    private final LinuxFiles files = new LinuxFiles();

    @TempDir
    private Path temporary;

    private Path folder;
    private Rights ours;

    @BeforeEach
    void weAreWhoWeAre() throws IOException {
        folder = temporary.toRealPath();
        var entry = files.entry(folder.toString()).orElseThrow();
        ours = new Rights(0640, entry.uid(), entry.gid());
    }

    private void write(Path path, String expected, String text, String... validation) {
        var before = expected.isEmpty() ? Optional.<byte[]>empty() : Optional.of(expected.getBytes(UTF_8));
        hands.write(new Writing(path.toString(), text.getBytes(UTF_8), before, ours, List.of(validation)));
    }

    private void asRoot() {
        assumeThat(ours.uid()).isZero();
    }

    private static int mode(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
    }

    @Test
    void a_new_file_gets_its_rights_and_an_old_one_keeps_them() throws IOException {
        var path = folder.resolve("a");

        write(path, "", "one");
        assertThat(mode(path)).isEqualTo(0640);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        write(path, "one", "two");

        assertThat(path).hasContent("two");
        assertThat(mode(path)).isEqualTo(0755);
        assertThat(folder).isDirectoryNotContaining(each -> each.toString().contains("next"));
    }

    @Test
    void what_somebody_else_changed_meanwhile_is_not_overwritten() throws IOException {
        var path = Files.writeString(folder.resolve("a"), "theirs");

        assertThatThrownBy(() -> write(path, "ours", "new")).hasMessageContaining("somebody else writes it too");
        assertThatThrownBy(() -> write(path, "", "new")).hasMessageContaining("somebody else writes it too");

        assertThat(path).hasContent("theirs");
    }

    @Test
    void what_changes_while_its_program_looks_is_not_overwritten() throws IOException {
        var path = Files.writeString(folder.resolve("a"), "old");

        assertThatThrownBy(() -> write(path, "old", "new", "/bin/cp", "{file}", path.toString()))
                .hasMessageContaining("somebody else writes it too");

        assertThat(path).hasContent("new");
        assertThat(folder).isDirectoryNotContaining(each -> each.toString().contains("next"));
    }

    @Test
    void what_is_no_file_is_not_written() throws Exception {
        var pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        assertThatThrownBy(() -> write(pipe, "", "new")).hasMessageContaining("it is a device, pipe or socket");
        assertThatThrownBy(() -> write(folder, "", "new")).hasMessageContaining("it is a folder");
        assertThatThrownBy(() -> write(folder.resolve("no/file"), "", "new"))
                .hasMessageContaining("there is no folder");
    }

    @Test
    void what_its_program_refuses_never_takes_the_place_of_the_old() throws IOException {
        var path = Files.writeString(folder.resolve("a"), "good\n");

        assertThatThrownBy(() -> write(path, "good\n", "bad\n", "/bin/grep", "-q", "good", "{file}"))
                .hasMessageContaining("stays as it was, /bin/grep refuses the new content");
        write(path, "good\n", "good too\n", "/bin/grep", "-q", "good", "{file}");

        assertThat(path).hasContent("good too\n");
        assertThat(folder).isDirectoryNotContaining(each -> each.toString().contains("next"));
    }

    @Test
    void a_link_in_the_place_of_the_file_is_never_followed() throws IOException {
        var secret = Files.writeString(folder.resolve("secret"), "secret");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        var link = Files.createSymbolicLink(folder.resolve("link"), secret);

        assertThatThrownBy(() -> write(link, "secret", "new")).isInstanceOf(HostException.class);
        assertThatThrownBy(() -> hands.rights(link.toString(), new Rights(0777, ours.uid(), ours.gid())))
                .isInstanceOf(HostException.class);

        assertThat(secret).hasContent("secret");
        assertThat(mode(secret)).isEqualTo(0600);
    }

    @Test
    void a_link_above_is_followed_only_if_root_or_we_made_it() throws IOException {
        asRoot();
        var real = Files.createDirectory(folder.resolve("real"));
        var link = Files.createSymbolicLink(folder.resolve("link"), Path.of("real"));
        write(link.resolve("a"), "", "through our own link");
        Files.setAttribute(link, "unix:uid", (int) NOBODY, LinkOption.NOFOLLOW_LINKS);

        assertThatThrownBy(() -> write(link.resolve("b"), "", "x")).hasMessageContaining("is a link of the user 65534");

        assertThat(real.resolve("a")).hasContent("through our own link");
        assertThat(real.resolve("b")).doesNotExist();
    }

    @Test
    void owner_group_and_mode_are_given_together() throws IOException {
        asRoot();
        var path = Files.writeString(folder.resolve("a"), "");

        hands.rights(path.toString(), new Rights(0604, NOBODY, 42));

        var entry = files.entry(path.toString()).orElseThrow();
        assertThat(entry.what()).isEqualTo(What.FILE);
        assertThat(List.of((long) entry.mode(), entry.uid(), entry.gid())).containsExactly(0604L, NOBODY, 42L);
    }

    @Test
    void special_bits_need_folders_of_root_above() throws IOException {
        var path = Files.writeString(folder.resolve("a"), "");

        assertThatThrownBy(() -> hands.rights(path.toString(), new Rights(04755, ours.uid(), ours.gid())))
                .hasMessageContaining("special bits");
    }

    @Test
    void folders_and_links_are_made_and_removed() throws IOException {
        var made = folder.resolve("made");
        hands.makeFolder(made.toString(), new Rights(0750, ours.uid(), ours.gid()));
        assertThat(mode(made)).isEqualTo(0750);
        assertThatThrownBy(() -> hands.makeFolder(made.resolve("a/b").toString(), ours))
                .isInstanceOf(HostException.class);

        var link = made.resolve("link");
        hands.makeLink(link.toString(), "one");
        hands.makeLink(link.toString(), "two");
        assertThat(Files.readSymbolicLink(link)).hasToString("two");
        assertThatThrownBy(() -> hands.makeLink(made.toString(), "one")).hasMessageContaining("no link is there");

        assertThatThrownBy(() -> hands.remove(made.toString(), Optional.empty()))
                .hasMessageContaining("not empty");
        hands.remove(link.toString(), Optional.empty());
        hands.remove(made.toString(), Optional.empty());
        assertThat(made).doesNotExist();
    }

    @Test
    void what_is_another_meanwhile_is_not_removed() throws IOException {
        var path = Files.writeString(folder.resolve("a"), "theirs");
        var link = Files.createSymbolicLink(folder.resolve("link"), Path.of("theirs"));

        for (var each : List.of(path, link)) {
            assertThatThrownBy(() -> hands.remove(each.toString(), Optional.of("ours".getBytes(UTF_8))))
                    .hasMessageContaining("somebody else writes it too");
            assertThat(Files.exists(each, LinkOption.NOFOLLOW_LINKS)).isTrue();
            hands.remove(each.toString(), Optional.of("theirs".getBytes(UTF_8)));
            hands.remove(each.toString(), Optional.of("theirs".getBytes(UTF_8)));
            assertThat(Files.exists(each, LinkOption.NOFOLLOW_LINKS)).isFalse();
        }
    }

    @Test
    void a_path_that_is_not_whole_is_refused() {
        for (var path : List.of("relative", "/etc/../etc/passwd", "/", "", "/a\0b"))
            assertThatThrownBy(() -> hands.remove(path, Optional.empty()))
                    .as(path)
                    .isInstanceOf(HostException.class);
        assertThatThrownBy(() -> hands.tellKernel("/etc/passwd", "1")).hasMessageContaining("below /proc/sys or /sys");
    }

    @Test
    void a_number_of_the_kernel_is_read_whole() {
        var path = "/proc/sys/kernel/pid_max";
        try (var source = files.open(path)) {
            var buffer = new byte[100];
            var whole = new String(buffer, 0, source.read(buffer), UTF_8).strip();

            assertThat(whole).matches("[0-9]{4,}");
            assertThat(files.firstLine(path)).hasValue(whole);
            assertThat(files.text(path)).hasValue(whole + "\n");
        }
    }
}
