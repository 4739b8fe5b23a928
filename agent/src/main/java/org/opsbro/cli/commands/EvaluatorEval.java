package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

final class EvaluatorEval implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments
                .word("EXPR", "the expression, in quotes of the shell")
                .option("--pack", "NAME", "whose parameters it may refer to")
                .flag("--explain", "show the value of each of its parts, where it comes from and how long it took");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "evaluator eval \"{{collector.loadaverage.load1}} > 2\"",
                "evaluator eval \"{{parameters.disk_warning}}\" --pack linux --explain",
                "evaluator eval \"1 + 1\" --json");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var given = session.given();
        var body = Value.object().with("expr", given.text("EXPR")).with("explain", given.has("--explain"));
        given.find("--pack").ifPresent(pack -> body.with("pack", pack));
        var answer = session.agent().post("/agent/evaluator/eval", Json.write(body.end()));
        return session.show(answer, screen -> {
            screen.title("Result");
            if (given.has("--explain")) ExplanationTree.draw(screen, answer);
            else screen.line(ExplanationTree.python(answer.at("result").value()));
        });
    }
}
