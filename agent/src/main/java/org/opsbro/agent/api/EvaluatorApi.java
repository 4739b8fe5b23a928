package org.opsbro.agent.api;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.opsbro.evaluator.BadExpression;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.Explanation;
import org.opsbro.evaluator.Scope;
import org.opsbro.model.Nearest;
import org.opsbro.model.Value;
import org.opsbro.template.Inputs;
import org.opsbro.template.TemplateException;
import org.opsbro.template.Templates;
import org.opsbro.template.Trace;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;

/** Expressions and templates: the functions there are, and what one comes to. Never over TCP without the token: functions may read files. */
public final class EvaluatorApi {
    private final Evaluator evaluator;
    private final Function<String, Scope> scopes;
    private final Function<String, Map<String, String>> templates;

    /**
     * @param scopes what an expression may refer to, by the name of a pack whose parameters it has; "" for none
     * @param templates the texts of the templates of a pack by their names
     */
    public EvaluatorApi(
            Evaluator evaluator, Function<String, Scope> scopes, Function<String, Map<String, String>> templates) {
        this.evaluator = evaluator;
        this.scopes = scopes;
        this.templates = templates;
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
                        this::evaluate),
                new Route(
                        "POST",
                        "/agent/evaluator/render",
                        "Renders the template {\"text\": …, \"name\": …, \"pack\": …, \"explain\": true}: it reads the parameters of the pack and includes its templates",
                        Access.TOKEN,
                        this::render));
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

    private Reply render(Request request) {
        var body = Bodies.fields(request);
        var name = Bodies.find(body, "name").orElse("template");
        var pack = Bodies.find(body, "pack").orElse("");
        var texts = new HashMap<>(templates.apply(pack));
        texts.put(name, Bodies.text(body, "text"));
        var inputs = Inputs.of(scopes.apply(pack));
        try {
            var template = Templates.of(texts, evaluator).template(name);
            if (Value.TRUE.equals(body.get("explain"))) return Reply.json(explained(template.trace(inputs)));
            return Reply.json(
                    Value.object().with("text", template.render(inputs)).end());
        } catch (TemplateException refused) {
            return Reply.error(422, String.valueOf(refused.getMessage()));
        }
    }

    private static Value explained(Trace trace) {
        var seen = trace.seen().stream()
                .<Value>map(each -> Value.object()
                        .with("template", each.at().file())
                        .with("line", each.at().line())
                        .with("column", each.at().column())
                        .with("expression", explained(each.explanation()))
                        .end())
                .toList();
        var fields = Value.object().with("text", trace.output()).with("expressions", new Value.Items(seen));
        trace.failure().ifPresent(failure -> fields.with("failure", String.valueOf(failure.getMessage())));
        return fields.end();
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
