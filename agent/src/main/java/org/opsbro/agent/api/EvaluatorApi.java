package org.opsbro.agent.api;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.opsbro.evaluator.BadExpression;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.Explanation;
import org.opsbro.evaluator.Scope;
import org.opsbro.model.Nearest;
import org.opsbro.model.Value;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;

/** Expressions: the functions there are, and the value of one. Never over TCP without the token: functions may read files. */
public final class EvaluatorApi {
    private final Evaluator evaluator;
    private final Function<String, Scope> scopes;

    /** @param scopes what an expression may refer to, by the name of a pack whose parameters it has; "" for none */
    public EvaluatorApi(Evaluator evaluator, Function<String, Scope> scopes) {
        this.evaluator = evaluator;
        this.scopes = scopes;
    }

    public List<Route> routes() {
        return List.of(
                new Route(
                        "GET",
                        "/agent/evaluator/list",
                        "Functions of expressions",
                        Access.OPEN,
                        request -> Reply.json(functions())),
                new Route("GET", "/agent/evaluator/list/{name}", "One function", Access.OPEN, this::function),
                new Route(
                        "POST",
                        "/agent/evaluator/eval",
                        "Evaluates {\"expr\": …, \"pack\": …, \"explain\": true}",
                        Access.TOKEN,
                        this::evaluate));
    }

    private Value functions() {
        return new Value.Items(
                evaluator.functions().stream().map(EvaluatorApi::described).toList());
    }

    private static Value described(org.opsbro.evaluator.Function function) {
        return Value.object()
                .with("name", function.name())
                .with("group", function.group())
                .with("signature", function.signature())
                .with("doc", function.doc())
                .with("example", function.example())
                .end();
    }

    private Reply function(Request request) {
        var name = request.variable("name");
        return evaluator
                .function(name)
                .map(function -> Reply.json(described(function)))
                .orElseGet(() -> Reply.notFound("there is no function " + name
                        + Nearest.hint(
                                name,
                                evaluator.functions().stream()
                                        .map(each -> each.name())
                                        .toList())));
    }

    private Reply evaluate(Request request) {
        var body = Bodies.fields(request);
        var text = Bodies.text(body, "expr");
        var scope = scopes.apply(Bodies.find(body, "pack").orElse(""));
        try {
            var expression = evaluator.compile(text);
            if (Value.TRUE.equals(body.get("explain"))) return Reply.json(explained(expression.explain(scope)));
            var value = expression.evaluate(scope);
            if (value instanceof Value.Undefined undefined) return Reply.error(422, undefined.why());
            return Reply.json(Value.object().with("result", value).end());
        } catch (BadExpression | EvaluationException refused) {
            return Reply.error(422, String.valueOf(refused.getMessage()));
        }
    }

    private static Value explained(Explanation tree) {
        var fields = Value.object()
                .with("text", tree.text())
                .with("outcome", tree.outcome().name().toLowerCase(Locale.ROOT));
        if (!(tree.value() instanceof Value.Undefined)) fields.with("value", tree.value());
        if (!tree.note().isEmpty()) fields.with("note", tree.note());
        return fields.with("nanos", tree.nanos())
                .with(
                        "parts",
                        new Value.Items(tree.parts().stream()
                                .map(EvaluatorApi::explained)
                                .toList()))
                .end();
    }
}
