package org.opsbro.cli.commands;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Quantity;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Table;

final class AgentInternalShowThreads implements Command {
    @Override
    public List<String> examples() {
        return List.of("agent internal show-threads");
    }

    @Override
    public int run(Session session) {
        var answer = session.agent().get("/threads");
        return session.show(answer, screen -> {
            screen.title("Threads");
            var table = new Table()
                    .column("THREAD", 1)
                    .right("CPU", 1)
                    .right("USER", 3)
                    .right("SYSTEM", 3)
                    .column("PART", 2);
            answer.list("threads").stream()
                    .sorted(Comparator.comparingDouble(AgentInternalShowThreads::cpu)
                            .reversed())
                    .forEach(each -> table.row(
                            Safe.line(each.text("name")),
                            seconds(cpu(each)),
                            seconds(each.number("user_time")),
                            seconds(each.number("system_time")),
                            Safe.line(each.find("part").orElse(""))));
            table.draw(screen);
            answer.find("age")
                    .ifPresent(age -> screen.line(screen.paint()
                            .faint("the agent is " + Quantity.duration(Duration.ofSeconds((long) answer.number("age")))
                                    + " old")));
        });
    }

    private static double cpu(Answer thread) {
        return thread.number("user_time") + thread.number("system_time");
    }

    private static String seconds(double seconds) {
        return Quantity.number(seconds) + " s";
    }
}
