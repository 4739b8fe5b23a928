package org.opsbro.template;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.opsbro.evaluator.Callable;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Frame;
import org.opsbro.evaluator.Variables;
import org.opsbro.model.Value;

/** A macro that can be called: it sees the names of the place where it was defined. Lives as long as its rendering. */
final class MacroValue implements Callable {
    private final Statement.Macro macro;
    private final Rendering rendering;
    private final Template template;
    private final Variables around;

    MacroValue(Statement.Macro macro, Rendering rendering) {
        this.macro = macro;
        this.rendering = rendering;
        this.template = rendering.template();
        this.around = rendering.frame().variables();
    }

    @Override
    public Value call(List<Value> arguments, Map<String, Value> keywords, Frame frame) {
        var inner = around.inner();
        var rest = new LinkedHashMap<>(keywords);
        bind(arguments, rest, inner, frame);
        if (macro.signature().uses().contains("caller")) {
            var caller = rest.remove("caller");
            inner.set("caller", caller == null ? new Value.Undefined("no caller was given to this macro") : caller);
        }
        more(arguments, rest, inner);
        return rendering.captured(() -> rendering.all(template, macro.body(), inner));
    }

    private void bind(List<Value> arguments, Map<String, Value> rest, Variables inner, Frame frame) {
        var declared = macro.signature().arguments();
        for (var i = 0; i < declared.size(); i++) {
            var argument = declared.get(i);
            var named = rest.remove(argument.name());
            if (i < arguments.size()) {
                if (named != null) throw wrong(argument.name() + " is given twice");
                inner.set(argument.name(), arguments.get(i));
            } else {
                inner.set(argument.name(), named == null ? fallback(argument, inner, frame) : named);
            }
        }
    }

    private Value fallback(Signature.Argument argument, Variables inner, Frame frame) {
        if (argument.fallback().isEmpty())
            return new Value.Undefined("the argument " + argument.name() + " of "
                    + macro.signature().shown() + " was not given");
        var outside = frame.variables();
        frame.enter(inner);
        try {
            return argument.fallback().get().value(frame);
        } catch (EvaluationException failed) {
            throw template.failed(failed, frame.offset());
        } finally {
            frame.enter(outside);
        }
    }

    /** What was given beyond the arguments that it names. */
    private void more(List<Value> arguments, Map<String, Value> rest, Variables inner) {
        var declared = macro.signature().arguments().size();
        var uses = macro.signature().uses();
        var surplus = arguments.subList(Math.min(declared, arguments.size()), arguments.size());
        if (uses.contains("varargs")) inner.set("varargs", new Value.Tuple(surplus));
        else if (!surplus.isEmpty()) throw wrong("found " + arguments.size() + " arguments");
        if (uses.contains("kwargs")) inner.set("kwargs", Value.fields(rest));
        else if (!rest.isEmpty())
            throw wrong("it has no argument " + rest.keySet().iterator().next());
    }

    private EvaluationException wrong(String reason) {
        return new EvaluationException("want " + macro.signature().shown() + ": " + reason);
    }

    @Override
    public Value get(String key) {
        return switch (key) {
            case "name" -> Value.of(macro.signature().name());
            case "arguments" ->
                new Value.Tuple(macro.signature().arguments().stream()
                        .map(each -> Value.of(each.name()))
                        .toList());
            case "caller" -> Value.of(macro.signature().uses().contains("caller"));
            default -> Value.UNDEFINED;
        };
    }

    @Override
    public List<String> keys() {
        return List.of("name", "arguments", "caller");
    }
}
