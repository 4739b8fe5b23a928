package org.opsbro.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opsbro.it.Patience.eventually;
import static org.opsbro.it.Patience.freePort;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/** An agent on this machine, from its start to its end. */
class OneMachineTest {
    @TempDir
    private Path folder;

    private Server server = new Server(Path.of("."));

    @BeforeEach
    void machine() {
        server = new Server(folder);
    }

    @AfterEach
    void end() throws IOException {
        server.close();
    }

    private void pack(String file, String text) throws IOException {
        var path = server.data().resolve("local-configuration/packs").resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    @Test
    void a_new_user_gets_true_answers_about_this_machine() throws Exception {
        server.start();

        assertThat(server.does("agent", "info"))
                .contains("State:              ✓ ok")
                .contains("linux");
        var host = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        assertThat(server.does("agent", "info", "--json")).contains("\"name\" : \"" + host.split("\\.")[0] + "\"");
        assertThat(server.does("monitoring", "state"))
                .contains("linux > checks > disks")
                .contains("OK: / is at");
        assertThat(server.does("collectors", "show", "system")).contains("collector.system.hostname");
        assertThat(server.does("collectors", "state")).contains("memory");
        assertThat(server.does("detectors", "state")).contains(" * linux");
        assertThat(server.does("evaluator", "eval", "{{collector.system.cpu_count}} >= 1", "--explain"))
                .contains("True")
                .contains("collector system of the pack system");
        assertThat(server.does("packs", "show")).contains("global > linux").contains("packs.linux.disk_warning");
        assertThat(server.does("dashboards", "show", "linux"))
                .contains("Fullest file system")
                .contains("┌─");
        assertThat(server.does("agent", "doctor")).contains("✓ Java");
        assertThat(server.does("tutorials", "show", "first-steps")).contains("1. Start the agent");
        assertThat(server.opsbro("evaluator", "eval", "1 +").error())
                .contains("want a value, found the end")
                .contains("^");
        assertThat(server.opsbro("collectors", "show", "memry").code()).isEqualTo(5);

        assertThat(server.does("agent", "stop")).contains("has stopped");
        assertThat(server.opsbro("agent", "info").code()).isEqualTo(3);
    }

    @Test
    void each_command_that_tells_something_tells_it_as_json_too() throws Exception {
        server.start();
        for (var line : List.of(
                "agent info",
                "agent doctor",
                "agent modules state",
                "agent log list",
                "agent log follow daemon --once",
                "agent parameters show",
                "agent parameters get groups",
                "agent internal show-threads",
                "agent reload",
                "agent print uuid",
                "collectors list",
                "collectors state",
                "collectors show",
                "collectors show memory",
                "collectors run memory",
                "collectors history",
                "collectors wait-ok memory",
                "detectors list",
                "detectors state",
                "detectors run",
                "detectors run linux/linux",
                "detectors history",
                "detectors wait-group linux",
                "monitoring state",
                "monitoring state linux",
                "monitoring history",
                "state",
                "packs list",
                "packs show",
                "packs show linux",
                "packs parameters get linux.disk_warning",
                "evaluator list",
                "evaluator list max",
                "evaluator eval 1+1",
                "evaluator eval 1+1 --explain",
                "evaluator wait-eval-true 1==1",
                "dashboards list",
                "dashboards show linux",
                "tutorials list",
                "tutorials show first-steps",
                "version")) {
            var words = new ArrayList<>(List.of(line.split(" ")));
            assertThat(server.does(words.toArray(String[]::new))).as(line).isNotBlank();
            words.add("--json");
            assertThat(Json.read(server.does(words.toArray(String[]::new))))
                    .as(line)
                    .isNotEqualTo(Value.NONE);
            assertThat(server.does(
                            line.split(" ")[0], line.split(" ").length > 1 ? line.split(" ")[1] : "--help", "--help"))
                    .as(line)
                    .isNotBlank();
        }
    }

    @Test
    void without_an_agent_one_is_started_for_the_command() throws Exception {
        assertThat(server.does("evaluator", "eval", "1 + 1")).contains("2");
        assertThat(server.does("detectors", "state")).contains(" * linux");
        assertThat(server.does("agent", "start", "--one-shot")).contains("ready after");
    }

    @Test
    void a_second_agent_on_one_data_folder_says_so_and_stops() throws Exception {
        server.start();
        var second = server.opsbro("agent", "start", "--port", "0");
        assertThat(second.code()).isNotZero();
        assertThat(second.error()).contains("another agent (pid " + server.pid() + ") already uses the data folder");
    }

    @Test
    void killed_it_keeps_its_identity_its_history_and_the_states_of_checks() throws Exception {
        server.start();
        var uuid = server.does("agent", "print", "uuid");
        eventually(() -> server.does("monitoring", "history").contains("linux/disks"));
        eventually(() -> Files.exists(server.data().resolve("checks.json")));
        var since = check("linux/disks").get("since");

        server.kill();
        server.start();

        assertThat(server.does("agent", "print", "uuid")).isEqualTo(uuid);
        assertThat(server.does("monitoring", "history")).contains("linux/disks");
        assertThat(check("linux/disks").get("since")).isEqualTo(since);
    }

    private Value.Fields check(String name) throws Exception {
        var state = Json.readObject(server.does("monitoring", "state", "--json"));
        return (Value.Fields) ((Value.Fields) state.get("checks")).get(name);
    }

    @Test
    void packs_are_taken_as_they_change_and_a_broken_object_is_off_alone() throws Exception {
        server.start();
        pack("mine/package.yml", "name: mine\nparameters:\n  limit:\n    type: int\n    default: 5\n");
        pack(
                "mine/monitoring/good.yml",
                "check:\n  if_group: '*'\n  interval: 1s\n  critical_if: \"1 > {{parameters.limit}}\"\n  ok_output: \"'limit is %d' % {{parameters.limit}}\"\n");
        pack("mine/monitoring/bad.yml", "check:\n  if_group: '*'\n  critical_if: \"maxx([1]) > 1\"\n");
        pack(
                "mine/detectors/group.yml",
                "detector:\n  apply_if: \"{{parameters.limit}} > 6\"\n  add_groups: [over-six]\n");

        eventually(() -> server.does("monitoring", "state").contains("limit is 5"));
        assertThat(server.does("agent", "info")).contains("bad.yml:3:").contains("did you mean max?");
        assertThat(server.does("packs", "show", "mine")).contains("bad.yml:3:");
        assertThat(server.opsbro(
                                "packs",
                                "lint",
                                server.data()
                                        .resolve("local-configuration/packs/mine")
                                        .toString())
                        .code())
                .isEqualTo(1);

        assertThat(server.does("packs", "parameters", "set", "mine.limit", "7")).contains("parameters.yml");
        eventually(() -> server.does("monitoring", "state").contains("limit is 7"));
        server.does("detectors", "wait-group", "over-six");
        server.does("packs", "parameters", "set", "mine.limit", "1");
        eventually(() -> !server.does("detectors", "state").contains("over-six"));
        assertThat(server.does("detectors", "history")).contains("+over-six").contains("-over-six");
    }

    @Test
    void parameters_of_the_agent_are_changed_with_their_comments_kept() throws Exception {
        server.settings("# ours\ngroups:\n  - web # front\nlog_level: INFO\n");
        server.start();
        assertThat(server.does("detectors", "state")).contains(" * web");
        server.does("agent", "parameters", "add", "groups", "db");
        server.does("agent", "parameters", "set", "log_level", "DEBUG");
        assertThat(Files.readString(server.configuration().resolve("agent.yml")))
                .isEqualTo("# ours\ngroups:\n  - web # front\n  - db\nlog_level: DEBUG\n");
        eventually(() -> server.does("detectors", "state").contains(" * db"));
        assertThat(server.opsbro("agent", "parameters", "set", "port", "high").error())
                .contains("wants a number");
        assertThat(server.does("agent", "parameters", "show")).contains("agent.groups");
        assertThat(server.opsbro("agent", "parameters", "set", "log_lvl", "DEBUG")
                        .error())
                .contains("did you mean log_level?");
    }

    @Test
    void the_first_parameter_makes_the_file() throws Exception {
        server.start();
        server.does("agent", "parameters", "add", "groups", "web");
        assertThat(Files.readString(server.configuration().resolve("agent.yml")))
                .isEqualTo("groups: [web]\n");
        eventually(() -> server.does("detectors", "state").contains(" * web"));
    }

    @Test
    void over_tcp_nobody_changes_anything_without_the_token() throws Exception {
        var port = freePort();
        server.start(port);
        var token = server.token();

        assertThat(call(port, "GET", "/agent/state", "", "")).isEqualTo("200 \"ok\"");
        assertThat(call(port, "POST", "/agent/evaluator/eval", "{\"expr\": \"1\"}", ""))
                .startsWith("401 ");
        assertThat(call(port, "POST", "/agent/evaluator/eval", "{\"expr\": \"1+1\"}", token))
                .isEqualTo("200 {\"result\":2}");
        assertThat(call(port, "POST", "/stop", "", token)).startsWith("403 ");
        assertThat(call(port, "GET", "/api", "", "")).contains("/collectors/{name}");
        var openApi =
                Json.readObject(call(port, "GET", "/api/openapi.json", "", "").substring(4));
        assertThat(openApi.get("openapi")).isEqualTo(Value.of("3.1.0"));
        assertThat(((Value.Fields) openApi.get("paths")).keys()).contains("/monitoring/state", "/collectors/{name}");
    }

    private static String call(int port, String method, String path, String body, String token) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .method(method, HttpRequest.BodyPublishers.ofString(body));
            if (!token.isEmpty()) request.header("Authorization", "Bearer " + token);
            var response = client.send(request.build(), BodyHandlers.ofString());
            return response.statusCode() + " " + response.body();
        }
    }

    @Test
    void a_full_disk_is_told_and_the_agent_goes_on() throws Exception {
        // a file system of 4 MiB, which only root may make
        if (!System.getProperty("user.name").equals("root")
                || new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder.toString())
                                .start()
                                .waitFor()
                        != 0) {
            Assumptions.abort("no file system can be mounted here: this needs root");
            return;
        }
        try {
            server.start();
            try (var filler = Files.newOutputStream(folder.resolve("filler"))) {
                while (true) filler.write(new byte[65_536]);
            } catch (IOException full) {
                assertThat(full).hasMessageContaining("No space left");
            }
            var fill = server.opsbro("packs", "parameters", "set", "linux.disk_warning", "70");
            assertThat(fill.code()).isNotZero();
            assertThat(fill.error()).contains("No space left");
            assertThat(server.does("agent", "print", "uuid")).isNotBlank();
            Files.delete(folder.resolve("filler"));
            server.does("packs", "parameters", "set", "linux.disk_warning", "70");
            server.does("agent", "stop");
        } finally {
            server.close();
            new ProcessBuilder("umount", "-l", folder.toString()).start().waitFor();
        }
    }

    @Test
    void completion_scripts_are_understood_by_bash_and_zsh() throws Exception {
        var asked = "COMP_WORDS=(opsbro agent par); COMP_CWORD=2; _opsbro; echo ${COMPREPLY[*]}; "
                + "COMP_WORDS=(opsbro packs list --l); COMP_CWORD=3; _opsbro; echo ${COMPREPLY[*]}";
        var zsh = "autoload -U compinit bashcompinit; compinit -u -D; bashcompinit; source %s; emulate sh; " + asked;

        assertThat(completions("bash", "source %s; " + asked)).isEqualTo(List.of("parameters", "--level"));
        // zsh itself leaves out what does not begin as the word at the cursor
        assertThat(completions("zsh", zsh))
                .satisfiesExactly(
                        each -> assertThat(each).contains("parameters").doesNotContain("members"),
                        each -> assertThat(each).contains("--level").doesNotContain("--detail"));
    }

    @Test
    void completion_scripts_are_understood_by_fish() throws Exception {
        assertThat(completions(
                        "fish", "source %s; complete -C 'opsbro agent par'; complete -C 'opsbro packs list --lev'"))
                .satisfiesExactly(
                        each -> assertThat(each).startsWith("parameters"),
                        each -> assertThat(each).startsWith("--level"));
    }

    private List<String> completions(String shell, String asked) throws Exception {
        var script = folder.resolve("completion." + shell);
        Files.writeString(script, server.does("completion", shell));
        var process = new ProcessBuilder(shell, "-c", asked.formatted(script))
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }
}
