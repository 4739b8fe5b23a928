package org.opsbro.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opsbro.cli.Captures;
import org.opsbro.cli.CommandFailed;
import org.opsbro.cli.Contents;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.FakeAgent;
import org.opsbro.cli.LocalPlanner;
import org.opsbro.cli.Tool;
import org.opsbro.model.Json;

/**
 * Each command on answers of a real agent, at 80 columns without colour, as the transcripts say: {@code src/test/resources/cli/transcripts}, a file for
 * each command. How they and the answers are renewed stands in {@code README.md} beside them.
 */
class TranscriptsTest {
    private static final Path FOLDER = Path.of("src/test/resources/cli");
    private static final String SPINNER = "\r[^\r\n]*\u001b\\[K";
    private static final boolean RENEW = "renew".equals(System.getProperty("transcripts"));

    static List<Contents.Entry> commands() {
        return Commands.contents().entries();
    }

    private static Path file(Contents.Entry command) {
        return FOLDER.resolve("transcripts").resolve(command.words().replace(' ', '-') + ".txt");
    }

    private static Captures captures() throws IOException {
        return new Captures(
                FOLDER.resolve("answers"),
                Optional.ofNullable(System.getProperty("transcripts.agent")).map(Path::of));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void each_command_prints_what_its_transcript_says(Contents.Entry command) throws IOException {
        assertThat(file(command))
                .as(
                        "a transcript of %s: write one that begins with '$ opsbro %s', see %s/README.md",
                        command.words(), command.words(), FOLDER)
                .exists();
        var transcript = Transcript.parse(Files.readString(file(command)));
        var captures = captures();
        var found = new ArrayList<Transcript.Call>();
        for (var call : transcript.calls()) {
            var said = said(run(command, call, captures, List.of()));
            found.add(call.matches(said) ? call : call.renewed(said));
        }
        var wanted = transcript.toString();
        var text = new Transcript(found).toString();
        if (RENEW) Files.writeString(file(command), text);
        else
            assertThat(text)
                    .as("renew it with: mvn -Dfast -pl agent test -Dtest=TranscriptsTest -Dtranscripts=renew")
                    .isEqualTo(wanted);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void each_command_prints_one_json_value_where_that_is_wanted(Contents.Entry command) throws IOException {
        var captures = captures();
        for (var call : Transcript.parse(Files.readString(file(command))).calls()) {
            // what the agent itself says while it runs is no answer
            if (call.words().contains("--json") || command.words().equals("agent start")) continue;
            var outcome = run(command, call, captures, List.of("--json"));
            if (outcome.out().isEmpty()) assertThat(outcome.error()).startsWith("opsbro: ");
            else
                assertThat(Json.pretty(Json.read(outcome.out())))
                        .isEqualTo(outcome.out().stripTrailing());
        }
    }

    @Test
    void no_transcript_is_left_of_a_command_that_is_gone() throws IOException {
        try (Stream<Path> all = Files.list(FOLDER.resolve("transcripts"))) {
            assertThat(all)
                    .containsExactlyInAnyOrderElementsOf(
                            commands().stream().map(TranscriptsTest::file).toList());
        }
    }

    private static Tool.Outcome run(Contents.Entry command, Transcript.Call call, Captures captures, List<String> more)
            throws IOException {
        try (var agent = new FakeAgent().answering(captures)) {
            call.answers().forEach(each -> agent.answering(each.call(), each.status(), each.body()));
            var words = new ArrayList<>(call.words());
            words.addAll(command.words().split(" ").length, more);
            return Tool.on(agent)
                    .with(Map.of("OPSBRO_TERMINAL", "80", "NO_COLOR", "1", "OPSBRO_NO_QUOTE", "1"))
                    .with(call.variables())
                    .with(planning(captures))
                    .at(captures::clock)
                    .run(words.toArray(String[]::new));
        }
    }

    /** Without an agent the plan is what one would answer. */
    private static LocalPlanner planning(Captures captures) {
        return name -> {
            var answer = captures.answer("GET /compliance/plan"
                    + name.map(each -> "?name=" + each.replace("/", "%2F")).orElse(""));
            if (answer.status() == 404)
                throw new CommandFailed(
                        ExitCode.NOT_FOUND,
                        Json.readObject(answer.body()).get("error").display());
            return new LocalPlanner.Plan(Json.read(answer.body()), List.of());
        };
    }

    /** What a terminal shows, errors marked, then the exit code unless it is 0. */
    private static String said(Tool.Outcome outcome) {
        var text = new StringBuilder();
        outcome.out()
                .replaceAll(SPINNER, "")
                .lines()
                .forEach(line -> text.append(line).append('\n'));
        outcome.error().lines().forEach(line -> text.append("! ").append(line).append('\n'));
        if (outcome.exitCode() != 0) text.append('[').append(outcome.exitCode()).append("]\n");
        return text.toString();
    }
}
