package org.opsbro.cli.commands;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.CommandFailed;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;
import org.opsbro.model.Problem;
import org.opsbro.model.Value;

final class PacksLint implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments.word("PATH", "the folder of a pack, or a folder of packs");
    }

    @Override
    public List<String> examples() {
        return List.of("packs lint packs/global/linux", "packs lint packs/global --json");
    }

    /** Exit 1 where something is wrong; warnings alone are 0. */
    @Override
    public int run(Session session) {
        var folder = Path.of(session.given().text("PATH")).toAbsolutePath().normalize();
        if (!Files.isDirectory(folder)) throw new CommandFailed(ExitCode.NOT_FOUND, "there is no folder " + folder);
        var problems = session.means().packs().lint(folder);
        var errors = problems.stream()
                .filter(each -> each.severity() == Problem.Severity.ERROR)
                .count();
        var answer = new Answer(
                new Value.Items(problems.stream().<Value>map(Problem::toValue).toList()));
        session.show(answer, screen -> {
            for (var problem : problems) {
                var isError = problem.severity() == Problem.Severity.ERROR;
                var lines = problem.toString().split("\n", 2);
                screen.line((isError ? screen.paint().bad("✕ ") : screen.paint().warning("‼ ")) + Safe.line(lines[0]));
                if (lines.length > 1) screen.said("  ", lines[1]);
            }
            screen.line(
                    problems.isEmpty()
                            ? screen.paint().ok("✓") + " nothing is wrong in " + folder
                            : errors + " errors, " + (problems.size() - errors) + " warnings");
        });
        return errors > 0 ? ExitCode.FAILED : ExitCode.OK;
    }
}
