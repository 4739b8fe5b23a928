package org.opsbro.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.opsbro.cli.commands.Commands;

/** Runs the tool as a shell would, inside the test. */
public record Tool(Map<String, String> variables, Starter starter, TemporaryAgent temporary) {
    private static final Starter NOTHING = (options, streams) -> ExitCode.FAILED;

    /** What one call printed. */
    public record Outcome(int exitCode, String out, String error) {}

    public static Tool on(FakeAgent agent) {
        return new Tool(Map.of("OPSBRO_DATA_DIR", agent.folder().toString()), NOTHING, () -> {
            throw new CommandFailed(ExitCode.FAILED, "no temporary agent in this test");
        });
    }

    /** With nothing listening. */
    public static Tool alone() {
        return new Tool(Map.of("OPSBRO_DATA_DIR", "/nowhere"), NOTHING, () -> {
            throw new CommandFailed(ExitCode.UNREACHABLE, "no temporary agent in this test");
        });
    }

    public Tool with(String variable, String value) {
        var more = new HashMap<>(variables);
        more.put(variable, value);
        return new Tool(more, starter, temporary);
    }

    public Tool with(TemporaryAgent another) {
        return new Tool(variables, starter, another);
    }

    public Tool with(Starter another) {
        return new Tool(variables, another, temporary);
    }

    public Outcome run(String... words) {
        var out = new ByteArrayOutputStream();
        var error = new ByteArrayOutputStream();
        var code = new Cli(Commands.contents(), starter, folder -> List.of(), temporary)
                .run(List.of(words), variables, new Streams(stream(out), stream(error)));
        return new Outcome(code, out.toString(StandardCharsets.UTF_8), error.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
