package org.opsbro.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Contents;
import org.opsbro.cli.FakeAgent;
import org.opsbro.cli.Tool;

/** What every command does when something is wrong, whatever it is for. */
class ErrorsTest {
    private static final Set<String> WITHOUT_AGENT = Set.of(
            "agent start", "agent doctor", "agent keygen", "keygen", "packs lint", "version", "completion", "banner");

    /** What a line needs besides its words. */
    private static final Map<String, List<String>> ALSO = Map.of(
            "agent log follow", List.of("--once"),
            "compliance accept", List.of("--by", "alice"),
            "evaluator render", List.of("--text", "x"),
            "gossip wait-members", List.of("--name", "x"),
            "gossip zone key import", List.of("--from", "pom.xml"),
            "gossip zone authority import", List.of("AAAA"),
            "kv-store put", List.of("value"),
            "packs promote", List.of("--to-zone"),
            "packs update", List.of("--to-zone"));

    /** What is not there is what they wait for. */
    private static final Set<String> WAIT_FOR_IT = Set.of("kv-store wait-exists", "kv-store wait-value");

    static List<Contents.Entry> commands() {
        return Commands.contents().entries();
    }

    static List<Contents.Entry> commandsOfAnAgent() {
        return commands().stream()
                .filter(command -> !WITHOUT_AGENT.contains(command.words()))
                // it waits for an agent too
                .filter(command -> !command.words().equals("agent wait-initialized"))
                .toList();
    }

    /** The command with a word for each that it wants. */
    private static String[] line(Contents.Entry command, String... more) {
        var arguments = new Arguments();
        command.command().get().declare(arguments);
        var words = new ArrayList<>(List.of(command.words().split(" ")));
        words.addAll(List.of(more));
        for (var word : arguments.words())
            if (word.least() > 0)
                words.add(word.choices().isEmpty() ? "linux.x" : word.choices().getFirst());
        words.addAll(ALSO.getOrDefault(command.words(), List.of()));
        return words.toArray(String[]::new);
    }

    @ParameterizedTest
    @MethodSource("commandsOfAnAgent")
    void without_an_agent_it_exits_3(Contents.Entry command) {
        var outcome = Tool.alone().run(line(command, "--timeout", "1"));

        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.error()).contains("opsbro: no ");
        assertThat(outcome.exitCode()).isEqualTo(3);
    }

    static List<Contents.Entry> commandsThatAsk() {
        return commandsOfAnAgent().stream()
                .filter(command -> !WAIT_FOR_IT.contains(command.words()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("commandsThatAsk")
    void what_the_agent_does_not_know_exits_5(Contents.Entry command) throws IOException {
        try (var agent =
                new FakeAgent().answering(call -> new FakeAgent.Canned(404, "{\"error\": \"no such thing\"}"))) {
            var outcome = Tool.on(agent).run(line(command, "--timeout", "1"));

            assertThat(outcome.error()).isEqualTo("opsbro: no such thing\n");
            assertThat(outcome.exitCode()).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @MethodSource("commandsOfAnAgent")
    void an_agent_that_answers_nonsense_is_told_and_exits_1(Contents.Entry command) throws IOException {
        try (var agent = new FakeAgent().answering(call -> new FakeAgent.Canned(500, "<html>"))) {
            var outcome = Tool.on(agent).run(line(command, "--timeout", "1"));

            assertThat(outcome.error()).startsWith("opsbro: the agent answered 500 to ");
            assertThat(outcome.exitCode()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void an_option_that_is_not_there_exits_2_before_anything_is_done(Contents.Entry command) {
        var outcome = Tool.alone().run(line(command, "--nothing-such"));

        assertThat(outcome.error())
                .isEqualTo("opsbro: " + command.words() + ": there is no option --nothing-such (see: opsbro "
                        + command.words() + " --help)\n");
        assertThat(outcome.exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void a_word_too_many_or_too_few_exits_2(Contents.Entry command) {
        var arguments = new Arguments();
        command.command().get().declare(arguments);
        var words = arguments.words();
        if (!words.isEmpty() && words.getFirst().least() > 0)
            assertThat(Tool.alone().run(command.words().split(" ")).error())
                    .contains(words.getFirst().label() + " is missing");
        if (words.stream().noneMatch(word -> word.most() == 0)) {
            var line = (String.join(" ", line(command)) + " a b c d").split(" ");
            assertThat(Tool.alone().run(line).error()).contains("one word too many");
            assertThat(Tool.alone().run(line).exitCode()).isEqualTo(2);
        }
    }
}
