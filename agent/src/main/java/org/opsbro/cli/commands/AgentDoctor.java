package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Command;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Mark;
import org.opsbro.cli.display.Safe;
import org.opsbro.model.Value;

final class AgentDoctor implements Command {
    @Override
    public List<String> examples() {
        return List.of("agent doctor", "agent doctor --json");
    }

    @Override
    public int run(Session session) {
        var findings = new Examination(session).findings();
        var answer = new Answer(new Value.Items(findings.stream()
                .map(Examination.Finding::toValue)
                .<Value>map(each -> each)
                .toList()));
        session.show(answer, screen -> {
            screen.title("Doctor");
            for (var finding : findings) {
                screen.text(" ", 3, finding.mark().with(screen.paint(), Safe.line(finding.found())));
                if (!finding.remedy().isEmpty())
                    screen.text("   " + screen.paint().faint("→ "), 5, Safe.line(finding.remedy()));
            }
        });
        return findings.stream().anyMatch(finding -> finding.mark() == Mark.BAD) ? ExitCode.FAILED : ExitCode.OK;
    }
}
