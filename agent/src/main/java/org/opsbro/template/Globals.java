package org.opsbro.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.opsbro.evaluator.Arguments;
import org.opsbro.evaluator.Callable;
import org.opsbro.evaluator.Display;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Frame;
import org.opsbro.evaluator.Function;
import org.opsbro.evaluator.Function.Argument;
import org.opsbro.evaluator.Function.Purity;
import org.opsbro.evaluator.Limits;
import org.opsbro.evaluator.Scope;
import org.opsbro.model.Value;

/** What templates can call beside the functions of every expression. */
final class Globals {
    private Globals() {}

    static List<Function> functions() {
        return List.of(
                Function.impure(
                        Purity.WORLD,
                        "gossip",
                        "ok_nodes",
                        "The alive nodes of a group in the order of their uuids, all without a group. With if_none='raise' none at all is an error.",
                        "{% for node in ok_nodes(group='web') %}",
                        Globals::alive,
                        Argument.of("group", Function.Type.TEXT, Value.of("")),
                        Argument.of("if_none", Function.Type.TEXT, Value.of(""))),
                Function.pure(
                        "basic",
                        "range",
                        "The integers from 0, or from the first number, up to before the last, by steps.",
                        "range(3)|list → [0, 1, 2]",
                        Globals::range,
                        Argument.of("from", Function.Type.INT),
                        Argument.of("to", Function.Type.ANY, Value.NONE),
                        Argument.of("step", Function.Type.INT, Value.of(1))));
    }

    static Map<String, Callable> callables() {
        return Map.of(
                "namespace",
                Globals::namespace,
                "dict",
                Globals::dictionary,
                "cycler",
                Globals::cycler,
                "joiner",
                Globals::joiner);
    }

    private static Value alive(List<Value> arguments, Scope scope) {
        var group = Arguments.text(arguments, 0);
        var alive = Cluster.alive(scope.world(), group);
        if (alive.isEmpty() && Arguments.text(arguments, 1).equals("raise"))
            throw new EvaluationException("no node is alive" + (group.isEmpty() ? "" : " in the group " + group));
        scope.counted(alive.size());
        return new Value.Items(alive);
    }

    private static Value range(List<Value> arguments) {
        var single = arguments.get(1) instanceof Value.None;
        var from = single ? 0 : Arguments.whole(arguments, 0);
        var to = Arguments.whole(arguments, single ? 0 : 1);
        var step = Arguments.whole(arguments, 2);
        if (step == 0) throw new EvaluationException("range() wants a step that is not 0");
        List<Value> all = new ArrayList<>();
        for (var i = from; step > 0 ? i < to : i > to; i += step) {
            if (all.size() == Limits.LIST)
                throw new EvaluationException("range() gives at most " + Limits.LIST + " values");
            all.add(Value.of(i));
        }
        return new Value.Items(all);
    }

    private static Value namespace(List<Value> arguments, Map<String, Value> keywords, Frame frame) {
        var namespace = new Namespace();
        filled(arguments, keywords).forEach(namespace::set);
        return namespace;
    }

    private static Value dictionary(List<Value> arguments, Map<String, Value> keywords, Frame frame) {
        return Value.fields(filled(arguments, keywords));
    }

    private static Map<String, Value> filled(List<Value> arguments, Map<String, Value> keywords) {
        Map<String, Value> all = new LinkedHashMap<>();
        if (arguments.size() > 1) throw new EvaluationException("want names with values: name=value");
        if (arguments.size() == 1)
            Pairs.of(arguments.getFirst()).forEach(pair -> all.put(Display.str(pair.key()), pair.value()));
        all.putAll(keywords);
        return all;
    }

    private static Value cycler(List<Value> arguments, Map<String, Value> keywords, Frame frame) {
        if (arguments.isEmpty()) throw new EvaluationException("cycler() wants the values to go through");
        return new Cycler(List.copyOf(arguments));
    }

    private static Value joiner(List<Value> arguments, Map<String, Value> keywords, Frame frame) {
        var separator = arguments.isEmpty() ? keywords.getOrDefault("sep", Value.of(", ")) : arguments.getFirst();
        var first = new Cycler(List.of(Value.of(""), separator));
        // the first time nothing, then the separator for ever
        return (Callable) (none, no, in) -> first.position() == 0 ? first.next() : separator;
    }
}
