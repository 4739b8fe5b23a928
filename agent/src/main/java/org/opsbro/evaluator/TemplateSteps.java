package org.opsbro.evaluator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.opsbro.model.Nearest;
import org.opsbro.model.Value;

/** Steps that only templates have: names, entries, calls of values, {@code ~}, {@code ||}. */
final class TemplateSteps {
    private TemplateSteps() {}

    static final class Name extends Step {
        private final String name;
        private final Map<String, Callable> globals;

        Name(String name, Map<String, Callable> globals, Span at) {
            super(at);
            this.name = name;
            this.globals = globals;
        }

        @Override
        Value value(Frame frame) {
            var value = frame.variables().get(name);
            if (!(value instanceof Value.Undefined)) return value;
            var global = globals.get(name);
            return global == null ? value : global;
        }

        @Override
        String reason(Value.Undefined undefined, Frame frame) {
            if (!undefined.why().isEmpty()) return undefined.why();
            return Display.repr(name) + " is undefined"
                    + Nearest.hint(name, frame.variables().known());
        }
    }

    /** Jinja's {@code target.key} and {@code target[key]}. */
    static final class Entry extends Step {
        private final Step target;
        private final Step key;

        Entry(Step target, Step key, Span at) {
            super(at);
            this.target = target;
            this.key = key;
        }

        @Override
        Value value(Frame frame) {
            var container = target.known(frame);
            var at = key.known(frame);
            frame.standAt(at());
            return Containers.entry(container, at);
        }

        @Override
        String reason(Value.Undefined undefined, Frame frame) {
            return undefined.why().isEmpty()
                    ? Containers.missing(target.known(frame), key.known(frame))
                    : undefined.why();
        }
    }

    static final class Joined extends Step {
        private final List<Step> parts;

        Joined(List<Step> parts, Span at) {
            super(at);
            this.parts = parts;
        }

        @Override
        Value value(Frame frame) {
            var out = new StringBuilder();
            for (var part : parts) {
                var value = part.shown(frame);
                frame.spend(value);
                out.append(Display.str(value));
                Limits.checkText(out.length());
            }
            return Value.of(out.toString());
        }
    }

    static final class Fallback extends Step {
        private final Step value;
        private final Step fallback;

        Fallback(Step value, Step fallback, Span at) {
            super(at);
            this.value = value;
            this.fallback = fallback;
        }

        @Override
        Value value(Frame frame) {
            var found = value.value(frame);
            return found instanceof Value.Undefined ? fallback.value(frame) : found;
        }

        @Override
        String reason(Value.Undefined undefined, Frame frame) {
            return fallback.reason(undefined, frame);
        }
    }

    abstract static class Calling extends Step {
        private final List<Step> arguments;
        private final List<String> names;
        private final List<Step> values;

        Calling(List<Step> arguments, List<String> names, List<Step> values, Span at) {
            super(at);
            this.arguments = arguments;
            this.names = names;
            this.values = values;
        }

        /** An argument may be undefined: whoever uses it will say so. */
        final List<Value> arguments(Frame frame) {
            List<Value> found = new ArrayList<>(arguments.size());
            for (var step : arguments) found.add(told(step, frame));
            return found;
        }

        final Map<String, Value> keywords(Frame frame) {
            if (names.isEmpty()) return Map.of();
            Map<String, Value> found = new LinkedHashMap<>();
            for (var i = 0; i < names.size(); i++) found.put(names.get(i), told(values.get(i), frame));
            return found;
        }

        private static Value told(Step step, Frame frame) {
            var value = step.value(frame);
            return value instanceof Value.Undefined undefined && undefined.why().isEmpty()
                    ? new Value.Undefined(step.reason(undefined, frame))
                    : value;
        }

        final Value called(Callable callable, Frame frame) {
            var given = arguments(frame);
            var named = keywords(frame);
            frame.standAt(at());
            frame.spend(1 + given.size() + named.size());
            var result = callable.call(given, named, frame);
            frame.standAt(at());
            return result;
        }

        @Override
        String reason(Value.Undefined undefined, Frame frame) {
            return undefined.why().isEmpty() ? "the result of this call is undefined" : undefined.why();
        }
    }

    static final class Invocation extends Calling {
        private final Step target;

        Invocation(Step target, List<Step> arguments, List<String> names, List<Step> values, Span at) {
            super(arguments, names, values, at);
            this.target = target;
        }

        @Override
        Value value(Frame frame) {
            var called = target.known(frame);
            if (called instanceof Callable callable) return called(callable, frame);
            frame.standAt(at());
            throw new EvaluationException(Display.described(called) + " cannot be called");
        }
    }

    /** {@code object.name(…)}: what the object has under this name, or a method of its type. */
    static final class MethodCall extends Calling {
        private final Step object;
        private final String name;

        MethodCall(Step object, String name, List<Step> arguments, List<String> names, List<Step> values, Span at) {
            super(arguments, names, values, at);
            this.object = object;
            this.name = name;
        }

        @Override
        Value value(Frame frame) {
            var on = object.known(frame);
            if (on instanceof Value.Fields fields && fields.get(name) instanceof Callable callable)
                return called(callable, frame);
            var given = arguments(frame);
            for (var each : given)
                if (each instanceof Value.Undefined undefined) throw new EvaluationException(undefined.why());
            frame.standAt(at());
            if (!keywords(frame).isEmpty())
                throw new EvaluationException("." + name + "() takes no arguments with names");
            if (!(on instanceof Value.Fields)) frame.spend(on);
            else frame.spend(1);
            for (var each : given) frame.spend(each);
            return Methods.call(on, name, given);
        }
    }
}
