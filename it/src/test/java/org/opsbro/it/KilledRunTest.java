package org.opsbro.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/**
 * A real agent that is killed in the middle of a run of two rules, at a call of the kernel that strace(1) waits for. Each rule holds {@code conf} of a folder
 * and owes a command that copies it to {@code loaded}, as a service would read it: what is loaded tells whether the command ran after the change.
 */
class KilledRunTest {
    private static final String RENAMING = "rename,renameat,renameat2";

    @TempDir
    private Path folder;

    private Server server = new Server(Path.of("."));

    @BeforeEach
    void two_rules() throws IOException {
        server = new Server(folder.resolve("agent"));
        var pack = server.data().resolve("local-configuration/packs/mine");
        Files.createDirectories(pack.resolve("compliance"));
        Files.writeString(pack.resolve("package.yml"), "name: mine\n");
        var rules = new StringBuilder();
        for (var name : List.of("first", "second")) {
            Files.createDirectories(folder.resolve(name));
            Files.writeString(folder.resolve(name).resolve("conf"), "old\n");
            Files.writeString(folder.resolve(name).resolve("loaded"), "old\n");
            rules.append("""
                  - name: %s
                    type: file-content
                    parameters: {file: %s/conf, text: "new\\n"}
                    post_commands: [[cp, %s/conf, %s/loaded]]
                """.formatted(name, folder.resolve(name), folder.resolve(name), folder.resolve(name)));
        }
        Files.writeString(
                pack.resolve("compliance/files.yml"),
                "compliance:\n  verify_if: \"True\"\n  mode: enforcing\n  rules:\n"
                        + rules.toString().indent(2));
    }

    @AfterEach
    void end() throws IOException {
        server.close();
    }

    private String in(String name, String file) throws IOException {
        return Files.readString(folder.resolve(name).resolve(file)).strip();
    }

    /** As it is killed when one of these calls comes to one of these paths. */
    private void killedAt(String calls, String... paths) throws Exception {
        var seen = Stream.of(paths).map(path -> " -P " + folder.resolve(path)).toList();
        var outcome = server.shell("exec strace -f -qq -o /dev/null" + String.join("", seen) + " -e trace=" + calls
                + " -e inject=" + calls + ":signal=KILL ./opsbro agent start --one-shot");
        assertThat(outcome.code())
                .as("killed by 9: %s%s", outcome.out(), outcome.error())
                .isIn(128 + 9, 9);
    }

    /** A new agent pays what is owed and does the rest; nothing else lies about. */
    private void startedAgain() throws Exception {
        server.does("agent", "start", "--one-shot");

        for (var name : List.of("first", "second")) {
            assertThat(in(name, "conf")).isEqualTo("new");
            assertThat(in(name, "loaded")).isEqualTo("new");
            try (var files = Files.list(folder.resolve(name))) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .containsExactlyInAnyOrder("conf", "loaded");
            }
        }
        assertThat(server.does("compliance", "owed")).contains("none: each has exited with 0");
    }

    private List<Value.Fields> changes() throws Exception {
        return Json.read(server.does("compliance", "changes", "--json")) instanceof Value.Items items
                ? items.all().stream().map(Value.Fields.class::cast).toList()
                : List.of();
    }

    /** All runs, the last one first; what there was before is there, and loaded. */
    private void takenBack() throws Exception {
        SequencedSet<String> runs = new LinkedHashSet<>();
        changes().forEach(change -> runs.add(change.get("run").display()));
        server.start();
        for (var run : runs.reversed()) server.opsbro("compliance", "rollback", run);

        for (var name : List.of("first", "second")) {
            assertThat(in(name, "conf")).isEqualTo("old");
            assertThat(in(name, "loaded")).isEqualTo("old");
        }
        assertThat(server.does("compliance", "state", "mine")).contains("ROLLED-BACK");
    }

    @Test
    void before_the_rename_nothing_has_changed() throws Exception {
        killedAt(RENAMING, "first");
        assertThat(in("first", "conf") + in("first", "loaded")).isEqualTo("oldold");

        startedAgain();

        assertThat(changes())
                .extracting(change -> change.get("done"))
                .containsExactly(Value.FALSE, Value.TRUE, Value.TRUE);
        takenBack();
    }

    @Test
    void between_the_rename_and_the_post_command_that_command_is_owed() throws Exception {
        killedAt("fsync,fdatasync", "first");
        assertThat(in("first", "conf") + in("first", "loaded")).isEqualTo("newold");

        startedAgain();

        assertThat(changes()).extracting(change -> change.get("done")).containsExactly(Value.FALSE, Value.TRUE);
        var killed = changes().getFirst().get("run").display();
        server.start();
        server.does("compliance", "rollback", killed);
        assertThat(in("first", "conf") + in("first", "loaded")).isEqualTo("oldold");
        assertThat(in("second", "conf")).isEqualTo("new");
        server.kill();
        takenBack();
    }

    @Test
    void between_two_rules_the_first_is_whole_and_the_second_untouched() throws Exception {
        killedAt("openat,stat,lstat,newfstatat,statx", "second/conf", "second");
        assertThat(in("first", "conf") + in("first", "loaded")).isEqualTo("newnew");
        assertThat(in("second", "conf") + in("second", "loaded")).isEqualTo("oldold");

        startedAgain();

        assertThat(changes()).extracting(change -> change.get("done")).containsExactly(Value.TRUE, Value.TRUE);
        takenBack();
    }
}
