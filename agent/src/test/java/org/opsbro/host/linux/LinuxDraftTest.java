package org.opsbro.host.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.host.Files.Rights;
import org.opsbro.host.HostException;

class LinuxDraftTest {
    private final LinuxFiles files = new LinuxFiles();

    @TempDir
    private Path folder;

    @Test
    void a_draft_changes_nothing_until_it_is_published() throws IOException {
        var path = Files.writeString(folder.resolve("a"), "one");

        try (var draft = draft(path, "two")) {
            assertThat(path).hasContent("one");
            assertThat(Path.of(draft.path())).hasContent("two").hasParent(folder);
            draft.publish();
        }

        assertThat(path).hasContent("two");
        assertThat(names()).isEqualTo(1);
    }

    @Test
    void a_draft_that_is_not_published_leaves_nothing() throws IOException {
        var path = Files.writeString(folder.resolve("a"), "one");

        draft(path, "two").close();

        assertThat(path).hasContent("one");
        assertThat(names()).isEqualTo(1);
    }

    @Test
    void rights_are_those_asked_for_or_those_of_before() throws IOException {
        var path = Files.writeString(folder.resolve("a"), "one");
        Files.setAttribute(path, "unix:mode", 02750);

        publish(path, "two", Rights.asBefore(0600));
        assertThat(mode(path)).isEqualTo(02750);

        publish(path, "two", new Rights(OptionalLong.empty(), OptionalLong.empty(), OptionalInt.of(0604), 0600));
        assertThat(mode(path)).isEqualTo(0604);
    }

    @Test
    void owner_and_group_are_given_before_the_content_is_there() throws IOException {
        assumeTrue(isRoot(), "only root gives files away");
        var path = folder.resolve("a");

        publish(path, "two", new Rights(OptionalLong.of(12), OptionalLong.of(34), OptionalInt.of(04755), 0600));
        assertThat(files.facts(path.toString())).hasValueSatisfying(facts -> {
            assertThat(facts.uid()).isEqualTo(12);
            assertThat(facts.gid()).isEqualTo(34);
            assertThat(facts.mode()).isEqualTo(04755);
        });

        publish(path, "three", Rights.asBefore(0600));
        assertThat(files.facts(path.toString()))
                .hasValueSatisfying(facts -> assertThat(facts.uid()).isEqualTo(12));
    }

    @Test
    void drafts_of_agents_that_were_killed_are_removed_and_those_of_others_stay() throws Exception {
        var path = Files.writeString(folder.resolve("a"), "one");
        var dead = new ProcessBuilder("true").start();
        dead.waitFor();
        var ours = ProcessHandle.current().pid();
        Files.writeString(folder.resolve(".a." + dead.pid() + "-0badcafe.opsbro-next"), "half");
        Files.writeString(folder.resolve(".a." + ours + "-0badcafe.opsbro-next"), "being written");
        var forgotten = Files.writeString(folder.resolve(".a." + ours + "-0000000f.opsbro-next"), "half");
        Files.setLastModifiedTime(forgotten, FileTime.from(Instant.now().minusSeconds(300)));
        Files.writeString(folder.resolve(".a.b." + dead.pid() + "-0badcafe.opsbro-next"), "of another file");

        publish(path, "two", Rights.asBefore(0600));

        assertThat(path).hasContent("two");
        assertThat(files.names(folder.toString()))
                .containsExactlyInAnyOrder(
                        ".a." + ours + "-0badcafe.opsbro-next", ".a.b." + dead.pid() + "-0badcafe.opsbro-next", "a");
    }

    @Test
    void two_who_write_the_same_file_never_write_into_one_draft() throws IOException {
        var path = Files.writeString(folder.resolve("a"), "one");

        try (var first = draft(path, "first");
                var second = draft(path, "second")) {
            second.publish();
            assertThat(path).hasContent("second");
            first.publish();
        }

        assertThat(path).hasContent("first");
        assertThat(names()).isEqualTo(1);
    }

    @Test
    void a_link_of_ours_stays_and_what_it_points_to_is_replaced_or_made() throws IOException {
        Files.createDirectory(folder.resolve("real"));
        Files.createSymbolicLink(folder.resolve("short"), Path.of("real"));
        Files.createSymbolicLink(folder.resolve("real/link"), Path.of("../real/file"));

        publish(folder.resolve("short/link"), "one", Rights.asBefore(0600));
        publish(folder.resolve("short/link"), "two", Rights.asBefore(0600));

        assertThat(folder.resolve("real/link")).isSymbolicLink();
        assertThat(folder.resolve("real/file")).hasContent("two");
    }

    @Test
    void a_link_of_somebody_else_is_refused_wherever_it_stands_in_the_path() throws IOException {
        assumeTrue(isRoot(), "only root gives links away");
        var target = Files.writeString(folder.resolve("shadow"), "secret");
        var link = Files.createSymbolicLink(folder.resolve("link"), target);
        var short_ = Files.createSymbolicLink(folder.resolve("short"), folder);
        for (var each : new Path[] {link, short_})
            Files.setAttribute(each, "unix:uid", 1234, LinkOption.NOFOLLOW_LINKS);

        assertThatThrownBy(() -> draft(link, "two"))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("is a link of the user 1234");
        assertThatThrownBy(() -> draft(short_.resolve("shadow"), "two")).isInstanceOf(HostException.class);

        assertThat(target).hasContent("secret");
    }

    @Test
    void links_in_a_circle_folders_devices_and_missing_folders_are_refused_with_the_reason() throws IOException {
        Files.createSymbolicLink(folder.resolve("round"), Path.of("round"));

        assertThatThrownBy(() -> draft(folder.resolve("round"), "")).hasMessageContaining("in a circle");
        assertThatThrownBy(() -> draft(folder, "")).hasMessageContaining("it is a folder, want a file");
        assertThatThrownBy(() -> draft(Path.of("/dev/null"), "")).hasMessageContaining("it is a device");
        assertThatThrownBy(() -> draft(folder.resolve("no/file"), "")).hasMessageContaining("there is no folder");
        assertThat(names()).isEqualTo(1);
    }

    /** The same through a file system of 64 KiB. */
    @Test
    void a_full_disk_leaves_the_old_file_and_no_draft() throws Exception {
        assumeTrue(isRoot(), "only root mounts");
        var disk = Files.createDirectory(folder.resolve("disk"));
        var mounted = run("mount", "-t", "tmpfs", "-o", "size=64k", "none", disk.toString());
        assumeTrue(mounted == 0, "this machine lets nobody mount");
        try {
            var path = Files.writeString(disk.resolve("a"), "one");

            assertThatThrownBy(() -> draft(path, "x".repeat(200_000)))
                    .isInstanceOf(HostException.class)
                    .hasMessageContaining("No space left");

            assertThat(path).hasContent("one");
            assertThat(files.names(disk.toString())).containsExactly("a");
        } finally {
            run("umount", disk.toString());
        }
    }

    private static int run(String... words) throws Exception {
        return new ProcessBuilder(words).inheritIO().start().waitFor();
    }

    private void publish(Path path, String text, Rights rights) {
        try (var draft = files.draft(path.toString(), text.getBytes(UTF_8), rights)) {
            draft.publish();
        }
    }

    private org.opsbro.host.Files.Draft draft(Path path, String text) {
        return files.draft(path.toString(), text.getBytes(UTF_8), Rights.asBefore(0600));
    }

    private int mode(Path path) {
        return files.facts(path.toString()).orElseThrow().mode();
    }

    private int names() {
        return files.names(folder.toString()).size();
    }

    private boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid") instanceof Integer uid && uid == 0;
    }
}
