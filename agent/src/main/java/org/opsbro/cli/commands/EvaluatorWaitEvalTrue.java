package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

final class EvaluatorWaitEvalTrue implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments.word("EXPR", "the expression, in quotes of the shell");
    }

    @Override
    public List<String> examples() {
        return List.of("evaluator wait-eval-true \"{{collector.loadaverage.load1}} < 2\" --timeout 60s");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var text = session.given().text("EXPR");
        eval(session, text); // what is wrong in it is told at the letter that was typed
        return session.await(text, () -> eval(session, "bool(" + text + ")").isTrue("result"));
    }

    private static Answer eval(Session session, String text) {
        return session.agent()
                .post(
                        "/agent/evaluator/eval",
                        Json.write(Value.object().with("expr", text).end()));
    }
}
