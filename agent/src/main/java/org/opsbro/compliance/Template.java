package org.opsbro.compliance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.opsbro.evaluator.BadExpression;
import org.opsbro.evaluator.Display;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.Expression;
import org.opsbro.evaluator.Scope;
import org.opsbro.model.Value;

/** Parameters with {@code {{references}}} in their texts. A text that is one reference and nothing else becomes its value, which may be a list. */
sealed interface Template {
    Pattern ALONE = Pattern.compile("\\{\\{[^{}]*}}");

    record Fixed(Value value) implements Template {}

    record Whole(Expression expression) implements Template {}

    record Mixed(Expression expression) implements Template {}

    record Items(List<Template> all) implements Template {}

    record Fields(Map<String, Template> all) implements Template {}

    /** @throws BadExpression with the reason, if a text in it is none */
    static Template of(Value value, Evaluator evaluator) {
        return switch (value) {
            case Value.Text(String text) when ALONE.matcher(text).matches() -> new Whole(evaluator.compile(text));
            case Value.Text(String text) when text.contains("{{") -> new Mixed(evaluator.interpolation(text));
            case Value.Items(List<Value> all) ->
                new Items(all.stream().map(each -> of(each, evaluator)).toList());
            case Value.Fields fields -> {
                var all = new LinkedHashMap<String, Template>();
                fields.forEach((key, each) -> all.put(key, of(each, evaluator)));
                yield new Fields(all);
            }
            default -> new Fixed(value);
        };
    }

    /** @throws EvaluationException if a reference in it is not known now */
    default Value filled(Scope scope) {
        return switch (this) {
            case Fixed fixed -> fixed.value();
            case Whole whole -> whole.expression().evaluate(scope);
            case Mixed mixed -> Value.of(Display.str(mixed.expression().evaluate(scope)));
            case Items items ->
                new Value.Items(
                        items.all().stream().map(each -> each.filled(scope)).toList());
            case Fields fields -> {
                var all = new LinkedHashMap<String, Value>();
                fields.all().forEach((key, each) -> all.put(key, each.filled(scope)));
                yield Value.fields(all);
            }
        };
    }

    /** Whether it is the same whatever the world. */
    default boolean isFixed() {
        return expressions().isEmpty();
    }

    default boolean calls(Set<String> functions) {
        return expressions().stream().anyMatch(each -> each.calls(functions));
    }

    default List<Expression> expressions() {
        var found = new ArrayList<Expression>();
        switch (this) {
            case Fixed fixed -> {}
            case Whole whole -> found.add(whole.expression());
            case Mixed mixed -> found.add(mixed.expression());
            case Items items -> items.all().forEach(each -> found.addAll(each.expressions()));
            case Fields fields -> fields.all().values().forEach(each -> found.addAll(each.expressions()));
        }
        return found;
    }
}
