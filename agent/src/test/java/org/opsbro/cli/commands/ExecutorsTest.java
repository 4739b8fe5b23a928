package org.opsbro.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.opsbro.cli.FakeAgent;
import org.opsbro.cli.Tool;

class ExecutorsTest {
    private static final String NODES = """
            {"id": "ab12", "nodes": [{"node": "web-1", "uuid": "1"}, {"node": "web-22", "uuid": "2"}],
             "skipped": [{"node": "web-3", "uuid": "3", "state": "dead"}]}""";

    private FakeAgent agent;

    @BeforeEach
    void agent() throws IOException {
        agent = new FakeAgent();
    }

    @AfterEach
    void end() throws IOException {
        agent.close();
    }

    private void answering(String... events) {
        agent.answering("POST /exec", NODES);
        var more = "{\"next\": 7, \"more\": true, \"events\": [" + events[0] + "]}";
        agent.answering("GET /exec-get/ab12?after=0&wait=10", more);
        var rest = new StringBuilder();
        for (var i = 1; i < events.length; i++) rest.append(i > 1 ? "," : "").append(events[i]);
        agent.answering(
                "GET /exec-get/ab12?after=7&wait=10", "{\"next\": 9, \"more\": false, \"events\": [" + rest + "]}");
    }

    private static String said(String uuid, String output, String text) {
        var name = uuid.equals("1") ? "web-1" : "web-22";
        return "{\"node\": \"" + name + "\", \"uuid\": \"" + uuid + "\", \"" + output + "\": \"" + text + "\"}";
    }

    private static String ended(String uuid, int code) {
        var name = uuid.equals("1") ? "web-1" : "web-22";
        return "{\"node\": \"" + name + "\", \"uuid\": \"" + uuid + "\", \"state\": \"done\", \"rc\": " + code
                + ", \"reason\": \"\", \"cut\": false}";
    }

    @Test
    void lines_are_shown_behind_the_names_of_their_nodes_as_they_come() {
        answering(
                said("1", "output", "one\\ntw"),
                said("2", "output", "un"),
                said("1", "output", "o\\n"),
                said("2", "err", "oops\\n"),
                ended("1", 0),
                ended("2", 3));

        var outcome = Tool.on(agent).run("executors", "exec", "web", "--", "cat", "-n", "a b");

        assertThat(outcome.out()).isEqualTo("""
                web-1  | one
                web-1  | two
                web-22 | un
                """);
        assertThat(outcome.error()).isEqualTo("""
                web-3 is dead: it is not asked
                web-22 ! oops
                ✕ web-22 exit code 3
                1 of 2 nodes returned 0
                """);
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(agent.calls().getFirst())
                .startsWith("POST /exec {\"group\":\"web\",\"command\":[\"cat\",\"-n\",\"a b\"],\"shell\":false,"
                        + "\"timeout\":30.0,\"output\":1048576,\"user\":\"");
    }

    @Test
    void it_succeeds_if_the_command_did_on_all_nodes() {
        answering(ended("1", 0), ended("2", 0));

        assertThat(Tool.on(agent).run("executors", "exec", "web", "true").exitCode())
                .isZero();
    }

    @Test
    void equal_answers_are_folded() {
        answering(
                said("1", "output", "same\\n"),
                said("2", "output", "sa"),
                said("2", "output", "me\\n"),
                ended("2", 0),
                ended("1", 0));

        assertThat(Tool.on(agent)
                        .run("executors", "exec", "web", "--fold", "--", "uname")
                        .out())
                .isEqualTo("─── 2 nodes: web-1, web-22 ─── exit code 0\nsame\n");
    }

    @Test
    void what_a_node_prints_moves_no_cursor() {
        answering(said("1", "output", "\\u001b[2Jx\\u0007\\n"), ended("1", 0), ended("2", 0));

        assertThat(Tool.on(agent).run("executors", "exec", "web", "true").out()).doesNotContain("\u001b", "\u0007");
    }

    @Test
    void json_is_the_whole_run() {
        answering(ended("1", 0), ended("2", 1));
        agent.answering("GET /exec-get/ab12", "{\"id\": \"ab12\", \"res\": {}}");

        var outcome = Tool.on(agent).run("executors", "exec", "web", "--json", "--", "true");

        assertThat(outcome.out()).contains("\"res\" : { }");
        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    @Test
    void no_node_is_two() {
        agent.answering("POST /exec", "{\"nodes\": [], \"skipped\": []}");

        var outcome = Tool.on(agent).run("executors", "exec", "web & !web", "--", "true");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.error()).isEqualTo("opsbro: no living node is in web & !web\n");
    }

    @Test
    void a_dry_run_shows_the_nodes_and_runs_nothing() {
        agent.answering("POST /exec", NODES);

        var outcome = Tool.on(agent).run("executors", "exec", "web", "--dry-run", "--", "reboot");

        assertThat(outcome.out()).isEqualTo("web-1\nweb-22\n");
        assertThat(agent.calls()).hasSize(1).first().asString().contains("\"dry_run\":true");
    }

    @Test
    void a_line_for_the_shell_is_one_word() {
        var outcome = Tool.on(agent).run("executors", "exec", "web", "--shell", "--", "ps", "-e");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.error()).contains("put it in quotes");
        assertThat(agent.calls()).isEmpty();
    }

    @Test
    void a_refusal_of_the_agent_is_told() {
        agent.answering("POST /exec", 409, "{\"error\": \"nobody may order the zone\"}");

        var outcome = Tool.on(agent).run("executors", "exec", "web", "true");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.error()).isEqualTo("opsbro: nobody may order the zone\n");
    }

    @Test
    void history_tells_both_sides() {
        agent.answering("GET /exec/history?limit=50", """
                [{"date": "2026-11-24T10:00:00Z", "entries": [
                  {"side": "ordered", "deed": "began", "user": "alice", "group": "web", "nodes": 2, "command": ["ls", "a b"]},
                  {"side": "ordered", "deed": "done", "user": "alice", "node": "web-1", "state": "done", "rc": 2, "reason": "",
                   "command": ["ls", "a b"]},
                  {"side": "here", "deed": "ended", "user": "bob", "from": "boss", "manner": "timed-out", "rc": 0, "reason": "",
                   "command": ["ps | wc"], "shell": true},
                  {"side": "here", "deed": "refused", "user": "", "from": "boss", "reason": "not signed", "line": "id"}]}]""");

        assertThat(Tool.on(agent).run("executors", "history").out())
                .contains("alice orders web (nodes: 2)  ls 'a b'\n")
                .contains("alice → web-1 exit code 2  ls 'a b'\n")
                .contains("bob @ boss → here timed-out  ps | wc\n")
                .contains(" @ boss → here refused: not signed  id\n");
    }

    @Test
    void keys_of_authorities_are_made_taken_shown_and_removed() throws IOException {
        agent.answering("POST /agent/authorities/generate", "{\"zone\": \"paris\", \"public_key\": \"abc=\"}");
        agent.answering("POST /agent/authorities/import", "{\"zone\": \"paris\", \"orders\": true}");
        agent.answering("POST /agent/authorities/remove", "{\"zone\": \"paris\"}");
        agent.answering("GET /agent/authorities", """
                [{"zone": "paris", "public_key": "abc=", "orders": false, "problem": ""},
                 {"zone": "rome", "public_key": "", "orders": false, "problem": "chmod 600"}]""");
        var tool = Tool.on(agent);

        assertThat(tool.run("gossip", "zone", "authority", "generate", "--zone", "paris")
                        .out())
                .contains("\nabc=\n");
        assertThat(tool.run("gossip", "zone", "authority", "import", "abc=").out())
                .contains("obeys the authority of the zone paris, and may order it");
        assertThat(tool.run("gossip", "zone", "authority", "import").error()).contains("want a KEY, or --from FILE");
        assertThat(tool.run("gossip", "zone", "authority", "import", "--from", "/no/such")
                        .error())
                .contains("the key cannot be read");
        assertThat(tool.run("gossip", "zone", "authority", "show").out())
                .containsPattern("paris +abc= +obeys\n")
                .contains("chmod 600");
        assertThat(tool.run("gossip", "zone", "authority", "remove").exitCode()).isZero();
        assertThat(agent.calls())
                .contains(
                        "POST /agent/authorities/generate {\"erase\":false,\"zone\":\"paris\"}",
                        "POST /agent/authorities/import {\"erase\":false,\"key\":\"abc=\"}");
    }
}
