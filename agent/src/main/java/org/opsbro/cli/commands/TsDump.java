package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;

/** Prints samples as carbon takes them: name, value, seconds; of rows the average. */
final class TsDump implements Command {
    @Override
    public void declare(Arguments arguments) {
        SeriesQuestion.declare(arguments.word("NAME", "which series; ts list names them"));
    }

    @Override
    public List<String> examples() {
        return List.of(
                "ts dump web-1.loadaverage.load1 --from -1d", "ts dump web-1.loadaverage.load1 --tier minute --json");
    }

    @Override
    public int run(Session session) {
        var answer = SeriesQuestion.ask(session);
        if (session.json()) return session.print(answer.value());
        var name = Safe.line(answer.text("name"));
        for (var point : answer.list("points")) {
            var numbers = point.list();
            session.streams()
                    .out()
                    .println(name + " " + numbers.get(1).text() + " "
                            + numbers.get(0).text());
        }
        return ExitCode.OK;
    }
}
