package org.opsbro;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opsbro.agent.Agent;
import org.opsbro.agent.Folders;
import org.opsbro.agent.Foreground;
import org.opsbro.agent.Lint;
import org.opsbro.agent.LocalPlan;
import org.opsbro.agent.Options;
import org.opsbro.agent.StartException;
import org.opsbro.cli.Cli;
import org.opsbro.cli.CommandFailed;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.LocalPlanner;
import org.opsbro.cli.Means;
import org.opsbro.cli.StartOptions;
import org.opsbro.cli.Streams;
import org.opsbro.cli.TemporaryAgent;
import org.opsbro.cli.commands.Commands;

/** The porch: {@code agent start} goes up to the agent, any other word goes to the command line. */
public final class Main {
    private static final StartOptions AS_CONFIGURED = new StartOptions(
            false, false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private final Map<String, String> variables;

    private Main(Map<String, String> variables) {
        this.variables = variables;
    }

    public static void main(String[] words) {
        var main = new Main(System.getenv());
        var cli = new Cli(
                Commands.contents(),
                new Means(
                        main::start,
                        main::temporary,
                        Lint::of,
                        Lint::configuration,
                        main::plan,
                        Clock::systemDefaultZone));
        // the launcher makes its cache of classes from one run of the commands that people use most
        for (var line : main.variables.getOrDefault("OPSBRO_TRAIN", "").split(";", -1))
            if (!line.isEmpty()) cli.run(List.of(line.split(" ", -1)), main.variables, Streams.ofProcess());
        Cli.leave(cli.run(List.of(words), main.variables, Streams.ofProcess()));
    }

    private int start(StartOptions wanted, Streams streams) {
        try {
            Foreground.run(options(wanted, wanted.oneShot(), true), wanted.oneShot(), streams.out());
            return ExitCode.OK;
        } catch (StartException cannot) {
            throw failed(cannot);
        }
    }

    private TemporaryAgent.Running temporary() {
        try {
            return running(Agent.start(options(AS_CONFIGURED, true, false)));
        } catch (StartException cannot) {
            throw failed(cannot);
        }
    }

    private LocalPlanner.Plan plan(Optional<String> name) {
        try {
            var told = LocalPlan.of(folders(AS_CONFIGURED), packs(), name);
            return new LocalPlanner.Plan(told.plans(), told.problems());
        } catch (IllegalArgumentException unknown) {
            throw new CommandFailed(ExitCode.NOT_FOUND, String.valueOf(unknown.getMessage()));
        }
    }

    private static TemporaryAgent.Running running(Agent agent) {
        return new TemporaryAgent.Running() {
            @Override
            public Path socket() {
                return agent.socket();
            }

            @Override
            public void close() {
                agent.close();
            }
        };
    }

    private static CommandFailed failed(StartException cannot) {
        return new CommandFailed(ExitCode.FAILED, String.valueOf(cannot.getMessage()));
    }

    private Options options(StartOptions wanted, boolean onlyLocal, boolean hands) {
        var version = Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .orElse("unreleased");
        return new Options(
                folders(wanted),
                packs(),
                wanted.port(),
                wanted.listen(),
                onlyLocal,
                hands,
                wanted.autoDetect(),
                version);
    }

    private Folders folders(StartOptions wanted) {
        return new Folders(
                wanted.configFolder().orElseGet(() -> folder("OPSBRO_CONFIG_DIR", "/etc/opsbro")),
                wanted.dataFolder().orElseGet(() -> folder("OPSBRO_DATA_DIR", "/var/lib/opsbro")),
                wanted.logFolder().orElseGet(() -> folder("OPSBRO_LOG_DIR", "/var/log/opsbro")));
    }

    private Path packs() {
        return folder("OPSBRO_PACKS_DIR", "/usr/lib/opsbro/packs");
    }

    private Path folder(String variable, String usual) {
        var given = variables.getOrDefault(variable, "");
        return Path.of(given.isEmpty() ? usual : given).toAbsolutePath();
    }
}
