package org.opsbro.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.opsbro.cli.commands.Commands;

/** Runs the tool as a shell would, inside the test. */
public record Tool(Map<String, String> variables, Means means) {
    private static final Means NONE = new Means(
            (options, streams) -> {
                streams.out().println("an agent would start here: " + options);
                return ExitCode.OK;
            },
            () -> {
                throw new CommandFailed(ExitCode.UNREACHABLE, "no temporary agent in this test");
            },
            folder -> List.of(),
            folder -> List.of(),
            name -> {
                throw new CommandFailed(ExitCode.NOT_FOUND, "no machine to plan for in this test");
            },
            Clock::systemUTC);

    /** What one call printed. */
    public record Outcome(int exitCode, String out, String error) {}

    public static Tool on(FakeAgent agent) {
        return new Tool(Map.of("OPSBRO_DATA_DIR", agent.folder().toString()), NONE);
    }

    /** With nothing listening. */
    public static Tool alone() {
        return new Tool(Map.of("OPSBRO_DATA_DIR", "/nowhere"), NONE);
    }

    public Tool with(String variable, String value) {
        return with(Map.of(variable, value));
    }

    public Tool with(Map<String, String> more) {
        var all = new HashMap<>(variables);
        all.putAll(more);
        return new Tool(all, means);
    }

    public Tool with(TemporaryAgent temporary) {
        return new Tool(
                variables,
                new Means(
                        means.starter(),
                        temporary,
                        means.packs(),
                        means.configuration(),
                        means.plans(),
                        means.clock()));
    }

    public Tool with(LocalPlanner plans) {
        return new Tool(
                variables,
                new Means(
                        means.starter(),
                        means.temporary(),
                        means.packs(),
                        means.configuration(),
                        plans,
                        means.clock()));
    }

    public Tool at(Supplier<Clock> clock) {
        return new Tool(
                variables,
                new Means(
                        means.starter(),
                        means.temporary(),
                        means.packs(),
                        means.configuration(),
                        means.plans(),
                        clock));
    }

    public Outcome run(String... words) {
        var out = new ByteArrayOutputStream();
        var error = new ByteArrayOutputStream();
        var code = new Cli(Commands.contents(), means)
                .run(List.of(words), variables, new Streams(stream(out), stream(error)));
        return new Outcome(code, out.toString(StandardCharsets.UTF_8), error.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
