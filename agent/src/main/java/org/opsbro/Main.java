package org.opsbro;

import java.util.List;
import org.opsbro.cli.Cli;
import org.opsbro.cli.CommandFailed;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Streams;
import org.opsbro.cli.commands.Commands;

/** The porch: {@code agent start} goes up to the agent, any other word goes to the command line. */
public final class Main {
    private Main() {}

    public static void main(String[] words) {
        var cli = new Cli(
                Commands.contents(),
                (options, streams) -> {
                    throw notYet();
                },
                () -> {
                    throw notYet();
                });
        System.exit(cli.run(List.of(words), System.getenv(), Streams.ofProcess()));
    }

    private static CommandFailed notYet() {
        return new CommandFailed(ExitCode.FAILED, "this build has no agent yet");
    }
}
