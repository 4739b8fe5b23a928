package org.opsbro.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opsbro.it.Patience.eventually;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generators of a real agent: what a kill leaves, what a plan touches, what the page promises. */
class GeneratorsTest {
    private static final Pattern BLOCK = Pattern.compile("```(yaml|jinja)\n(.*?)```", Pattern.DOTALL);
    /** System calls that change a file system, or start a program. */
    static final String CHANGING =
            "openat,creat,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,link,linkat,symlink,symlinkat,chmod,fchmodat,chown,fchownat,truncate,execve";

    @TempDir
    private Path folder;

    private Server server = new Server(Path.of("."));

    @BeforeEach
    void begin() {
        server = new Server(folder.resolve("agent"));
    }

    @AfterEach
    void end() throws IOException {
        server.close();
    }

    private Path file() {
        return folder.resolve("made.conf");
    }

    private Path ran() {
        return folder.resolve("ran");
    }

    /** A generator whose command writes a line each time. */
    private void pack(String... more) throws IOException {
        var command = "command: [sh, -c, 'echo ran >> " + ran() + "']\n";
        pack(
                """
                generator:
                  generate_if: "True"
                  path: %s
                  template: made.j2
                """.formatted(file()) + (command + String.join("\n", more) + "\n").indent(2),
                "node {{ node.name }}\n",
                "made.j2");
    }

    private void pack(String generator, String template, String name) throws IOException {
        var pack = server.data().resolve("local-configuration/packs/mine");
        Files.createDirectories(pack.resolve("generators/templates"));
        Files.writeString(pack.resolve("package.yml"), "name: mine\ntopics: [configuration automation]\n");
        Files.writeString(pack.resolve("generators/made.yml"), generator);
        Files.writeString(pack.resolve("generators/templates").resolve(name), template);
    }

    @Test
    void a_kill_between_the_new_file_and_its_command_loses_no_command() throws Exception {
        pack("debounce: 3s");
        server.start();
        eventually(() -> Files.exists(file()));
        server.kill();
        assertThat(ran()).doesNotExist();

        server.start();

        eventually(() -> Files.exists(ran()));
        server.does("generators", "wait-compliant", "mine/made");
        assertThat(ran()).hasContent("ran");
        assertThat(Files.readString(server.data().resolve("debts.json"))).contains("\"debts\" : [ ]");
    }

    @Test
    void a_kill_by_the_command_itself_runs_it_again() throws Exception {
        pack();
        var once = folder.resolve("once");
        var script = "test -e %s || { touch %s; kill -9 $(cat %s); sleep 5; }; echo ran >> %s"
                .formatted(once, once, server.data().resolve("agent.lock"), ran());
        pack("""
                generator:
                  generate_if: "True"
                  path: %s
                  template: made.j2
                  command: [sh, -c, '%s']
                """.formatted(file(), script), "x\n", "made.j2");
        server.opsbro("agent", "start", "--daemon", "--port", "0");
        eventually(() -> Files.exists(once));
        eventually(() -> ProcessHandle.of(server.pid()).isEmpty());

        server.start();

        eventually(() -> Files.exists(ran()));
        server.does("generators", "wait-compliant", "mine/made");
    }

    @Test
    void a_template_is_checked_when_its_pack_is_loaded_and_rendered_on_demand() throws Exception {
        pack();
        var templates = server.data().resolve("local-configuration/packs/mine/generators/templates");
        Files.writeString(templates.resolve("part.j2"), "{{ node.name|upper }}\n");
        Files.writeString(templates.resolve("wrong.j2"), "\n{% include 'pat.j2' %}\n");
        server.start();

        assertThat(server.does("packs", "show", "mine"))
                .contains("wrong.j2:2:12: there is no template \"pat.j2\" in this pack: did you mean part.j2?");
        var draft = Files.writeString(folder.resolve("draft.j2"), "{% include 'part.j2' %}end\n");
        assertThat(server.does("evaluator", "render", draft.toString(), "--pack", "mine"))
                .isEqualTo(server.does("evaluator", "render", "--text", "{{ node.name|upper }}\n") + "end\n");
    }

    @Test
    void one_shot_writes_the_file_and_waits_for_its_command() throws Exception {
        pack();

        server.does("agent", "start", "--one-shot");

        assertThat(file()).content().startsWith("node ");
        assertThat(ran()).hasContent("ran");
        server.does("agent", "start", "--one-shot");
        assertThat(ran()).hasContent("ran");
    }

    /** Each system call of a command that starts an agent for itself is looked at. */
    @Test
    void a_plan_touches_nothing_but_the_folders_of_the_agent() throws Exception {
        pack("backup: true", "validate: [touch, " + folder.resolve("validated") + ", '{file}']");
        server.does("version");
        var trace = folder.resolve("trace");

        var outcome = server.shell(
                "strace -f -qq -s 300 -e trace=" + CHANGING + " -o " + trace + " ./opsbro generators plan");

        assertThat(outcome.code()).as(outcome.error()).isZero();
        assertThat(outcome.out()).contains("would be written", "+node ", "then run:");
        assertThat(trace).content().contains(server.data().toString()); // it did see the agent at work
        try (var lines = Files.lines(trace)) {
            var foreign = lines.filter(line -> !line.contains("= -1 "))
                    .filter(line -> !line.contains("openat(") || line.matches(".*O_(WRONLY|RDWR|CREAT|TRUNC).*"))
                    .filter(line -> line.contains(folder.toString()))
                    .filter(line -> !line.contains(folder.resolve("agent").toString()))
                    .collect(Collectors.toList());
            assertThat(foreign).isEmpty();
        }
        assertThat(List.of(file(), ran(), folder.resolve("validated")))
                .allSatisfy(path -> assertThat(path).doesNotExist());
    }

    @Test
    void a_fresh_machine_with_the_shipped_packs_is_left_as_it_is() throws Exception {
        var shipped = Path.of("/etc/haproxy/haproxy.cfg");
        var before = Files.exists(shipped) ? Files.readString(shipped) : "";

        server.does("agent", "start", "--one-shot");

        assertThat(server.does("generators", "state", "haproxy")).contains("NOT-ELIGIBLE");
        assertThat(Files.exists(shipped) ? Files.readString(shipped) : "").isEqualTo(before);
    }

    @Test
    void the_example_of_the_page_works() throws Exception {
        var page = Files.readString(Path.of("../docs/generators.md"));
        var blocks = BLOCK.matcher(page).results().map(found -> found.group(2)).toList();
        var generator = blocks.get(0)
                .replace("/etc/haproxy/haproxy.cfg", file().toString())
                .replace("systemctl reload haproxy", "touch " + ran());
        pack(generator, blocks.get(1), "haproxy.cfg.j2");
        server.settings("groups: [haproxy, apache]\n");

        server.start();
        server.does("generators", "wait-compliant", "mine/made");

        assertThat(file()).content().contains("backend apache\n    server ", ":80 check\n");
        assertThat(ran()).exists();
        assertThat(server.does("generators", "state", "mine", "--show-diff")).contains("+backend apache");

        Files.writeString(file(), "by hand\n");
        eventually(() -> Files.readString(file()).contains("backend apache"));
    }
}
