package org.opsbro.evaluator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opsbro.host.HostException;
import org.opsbro.model.Nearest;
import org.opsbro.model.Value;

/**
 * A function of the language.
 *
 * @param name as it is called
 * @param group for {@code evaluator list}: basic, string, system…
 * @param arguments in order; those with a default come last
 * @param doc one or two sentences, then what is special
 * @param example an expression that works anywhere, with its result: {@code max([1, 5]) → 5}
 * @param purity what its result depends on
 */
public record Function(
        String name, String group, List<Argument> arguments, String doc, String example, Purity purity, Body body) {
    public Function {
        arguments = List.copyOf(arguments);
    }

    /** A pure function. */
    public static Function pure(
            String group, String name, String doc, String example, Pure body, Argument... arguments) {
        return new Function(
                name, group, List.of(arguments), doc, example, Purity.PURE, (values, scope) -> body.apply(values));
    }

    /** A function that depends on more than its arguments. */
    public static Function impure(
            Purity purity, String group, String name, String doc, String example, Body body, Argument... arguments) {
        return new Function(name, group, List.of(arguments), doc, example, purity, body);
    }

    /** A body whose result depends on its arguments only. */
    @FunctionalInterface
    public interface Pure {
        Value apply(List<Value> arguments);
    }

    /** What the result depends on: an IO function has a deadline and runs once a turn; TIME and RANDOM are run each time. */
    public enum Purity {
        PURE,
        /** Depends on the World: groups, nodes, checks. */
        WORLD,
        IO,
        TIME,
        RANDOM
    }

    /** Whether its result may change when the nodes of the cluster or its events do. */
    public boolean readsCluster() {
        return purity == Purity.WORLD && group.equals("gossip");
    }

    /** What an argument may be; ANY takes everything but Undefined, MAYBE takes Undefined too. */
    public enum Type {
        ANY,
        MAYBE,
        /** As ANY, and the order of its values does not matter: those of a wildcard are not sorted first. */
        BAG,
        /** What a loop can visit: list, tuple, set, dictionary, text. */
        PARTS,
        TEXT,
        NUMBER,
        INT,
        BOOL,
        LIST
    }

    /**
     * One argument.
     *
     * @param fallback present where the argument may be left out
     * @param many takes all arguments that are left, none too, as one list
     */
    public record Argument(String name, Type type, Optional<Value> fallback, boolean many) {
        public static Argument of(String name, Type type) {
            return new Argument(name, type, Optional.empty(), false);
        }

        public static Argument of(String name, Type type, Value fallback) {
            return new Argument(name, type, Optional.of(fallback), false);
        }

        /** Those that stand behind it are given by name only. */
        public static Argument many(String name, Type type) {
            return new Argument(name, type, Optional.of(Value.Items.EMPTY), true);
        }
    }

    /** The arguments come checked, in order, with defaults filled in. A wrong value is refused with {@link EvaluationException}. */
    @FunctionalInterface
    public interface Body {
        Value apply(List<Value> arguments, Scope scope);
    }

    /**
     * Its result for arguments in their order, checked, with defaults filled in.
     *
     * @throws EvaluationException if they are not what it wants
     */
    public Value call(List<Value> given, Scope scope) {
        return call(given, Map.of(), scope);
    }

    /** The same with arguments that are given by their names. */
    Value call(List<Value> given, Map<String, Value> named, Scope scope) {
        List<Value> all = new ArrayList<>(arguments.size());
        var inOrder = given;
        for (var i = 0; i < arguments.size(); i++) {
            var argument = arguments.get(i);
            if (argument.many()) {
                all.add(new Value.Items(given.subList(Math.min(i, given.size()), given.size())));
                inOrder = given.subList(0, Math.min(i, given.size()));
            } else {
                all.add(argument(i, inOrder, named));
            }
        }
        if (inOrder.size() > arguments.size()) throw wrong("found " + given.size() + " arguments");
        for (var name : named.keySet()) checkName(name);
        return applied(all, scope);
    }

    private Value argument(int which, List<Value> inOrder, Map<String, Value> named) {
        var argument = arguments.get(which);
        var byName = Optional.ofNullable(named.get(argument.name()));
        if (which < inOrder.size() && byName.isPresent()) throw wrong(argument.name() + " is given twice");
        var value = which < inOrder.size()
                ? inOrder.get(which)
                : byName.or(argument::fallback)
                        .orElseThrow(() -> wrong("the argument " + argument.name() + " is missing"));
        if (!CallStep.fits(argument, value)) throw CallStep.refused(this, argument, value);
        return value;
    }

    private void checkName(String name) {
        var names = arguments.stream()
                .filter(each -> !each.many())
                .map(Argument::name)
                .toList();
        if (!names.contains(name)) throw wrong("it has no argument " + name + Nearest.hint(name, names));
    }

    private EvaluationException wrong(String reason) {
        return new EvaluationException("want " + signature() + ": " + reason);
    }

    /** Its result for arguments that are known to fit. */
    Value applied(List<Value> values, Scope scope) {
        try {
            if (purity != Purity.IO) return body.apply(values, scope);
            return scope.once(new Scope.Call(name, List.copyOf(values)), () -> body.apply(values, scope));
        } catch (HostException broken) {
            throw new EvaluationException(name + "(): " + broken.getMessage());
        }
    }

    /** {@code max(values, *more)}, {@code check_tcp(host, port, timeout=10)}. */
    public String signature() {
        var words = new StringBuilder(name).append('(');
        for (var argument : arguments) {
            if (words.charAt(words.length() - 1) != '(') words.append(", ");
            words.append(argument.many() ? "*" : "").append(argument.name());
            if (!argument.many())
                argument.fallback().ifPresent(value -> words.append('=').append(Display.repr(value)));
        }
        return words.append(')').toString();
    }
}
