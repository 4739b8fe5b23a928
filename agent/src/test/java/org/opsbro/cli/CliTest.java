package org.opsbro.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class CliTest {
    @Test
    void alone_it_lists_the_commands_by_topic() {
        var outcome = Tool.alone().run();

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .startsWith("opsbro COMMAND")
                .contains("\nagent\n  agent start ")
                .contains("tool\n  version");
    }

    @Test
    void the_words_of_a_family_list_it_and_exit_2() {
        var outcome = Tool.alone().run("agent");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.out()).contains("agent info").doesNotContain("banner");
    }

    @Test
    void help_of_a_family_exits_0() {
        assertThat(Tool.alone().run("agent", "--help").exitCode()).isZero();
        assertThat(Tool.alone().run("--help").exitCode()).isZero();
    }

    @Test
    void a_mistyped_word_is_told_with_the_nearest() {
        var outcome = Tool.alone().run("agent", "inof");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.error()).isEqualTo("opsbro: there is no command agent inof; did you mean agent info?\n");
        assertThat(outcome.out()).contains("agent stop");
    }

    @Test
    void a_wrong_option_exits_2_and_says_where_help_is() {
        var outcome = Tool.alone().run("version", "--jsn");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.error())
                .isEqualTo(
                        "opsbro: version: there is no option --jsn; did you mean --json? (see: opsbro version --help)\n");
    }

    @Test
    void options_may_stand_before_the_command() {
        assertThat(Tool.alone().run("--timeout", "3", "--json", "version").out())
                .startsWith("{");
    }

    @Test
    void without_an_agent_a_command_exits_3_and_says_what_to_do() {
        var outcome = Tool.alone().run("agent", "info");

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.error())
                .isEqualTo(
                        "opsbro: no agent answers at /nowhere/opsbro.sock (there is no such socket); start one: opsbro agent start --daemon\n");
    }

    @Test
    void what_the_agent_does_not_know_exits_5_with_its_reason() throws IOException {
        try (var agent = new FakeAgent().answering("GET /agent/info", 404, "{\"error\": \"no such thing\"}")) {
            var outcome = Tool.on(agent).run("agent", "info");

            assertThat(outcome.exitCode()).isEqualTo(5);
            assertThat(outcome.error()).isEqualTo("opsbro: no such thing\n");
        }
    }

    @Test
    void colours_are_for_terminals_only() {
        assertThat(Tool.alone().run("banner").out()).doesNotContain("\u001b");
        assertThat(Tool.alone().with("OPSBRO_TERMINAL", "120").run("banner").out())
                .contains("\u001b[", "« ");
        assertThat(Tool.alone()
                        .with("OPSBRO_TERMINAL", "120")
                        .run("banner", "--no-color")
                        .out())
                .doesNotContain("\u001b");
        assertThat(Tool.alone()
                        .with("OPSBRO_TERMINAL", "120")
                        .with("NO_COLOR", "1")
                        .run("banner", "--no-quote")
                        .out())
                .doesNotContain("\u001b", "«");
    }
}
