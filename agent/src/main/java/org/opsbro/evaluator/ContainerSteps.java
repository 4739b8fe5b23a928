package org.opsbro.evaluator;

import java.util.ArrayList;
import java.util.List;
import org.opsbro.evaluator.Expr.Brackets;
import org.opsbro.model.Value;

/** Steps that make containers and take parts out of them. */
final class ContainerSteps {
    private ContainerSteps() {}

    static final class Sequence extends Step {
        private final Brackets kind;
        private final List<Step> parts;

        Sequence(Brackets kind, List<Step> parts, Span at) {
            super(at);
            this.kind = kind;
            this.parts = parts;
        }

        @Override
        Value value(Frame frame) {
            var values = Limits.weighed(values(parts, frame));
            frame.standAt(at());
            frame.spend(values.size());
            return switch (kind) {
                case LIST -> new Value.Items(values);
                case TUPLE -> new Value.Tuple(values);
                case SET -> Sets.of(values);
            };
        }
    }

    static final class Dictionary extends Step {
        private final List<Step> keys;
        private final List<Step> values;

        Dictionary(List<Step> keys, List<Step> values, Span at) {
            super(at);
            this.keys = keys;
            this.values = values;
        }

        @Override
        Value value(Frame frame) {
            List<Value> names = new ArrayList<>(keys.size());
            List<Value> found = new ArrayList<>(keys.size());
            for (var i = 0; i < keys.size(); i++) {
                names.add(keys.get(i).known(frame));
                found.add(values.get(i).shown(frame));
            }
            frame.standAt(at());
            frame.spend(names.size());
            Limits.weighed(found);
            return Dictionaries.of(names, found);
        }
    }

    static final class Subscript extends Step {
        private final Step target;
        private final Step index;

        Subscript(Step target, Step index, Span at) {
            super(at);
            this.target = target;
            this.index = index;
        }

        @Override
        Value value(Frame frame) {
            var container = target.known(frame);
            var key = index.known(frame);
            frame.standAt(at());
            if (container instanceof Value.Text text) frame.spend(text);
            return Containers.at(container, key);
        }
    }

    static final class Slice extends Step {
        private final Step target;
        private final Step from;
        private final Step to;
        private final Step step;

        Slice(Step target, Step from, Step to, Step step, Span at) {
            super(at);
            this.target = target;
            this.from = from;
            this.to = to;
            this.step = step;
        }

        @Override
        Value value(Frame frame) {
            var sequence = target.known(frame);
            var first = from.known(frame);
            var end = to.known(frame);
            var stride = step.known(frame);
            frame.standAt(at());
            frame.spend(sequence);
            return Slices.of(sequence, first, end, stride);
        }
    }

    static final class Method extends Step {
        private final Step target;
        private final String name;
        private final List<Step> arguments;

        Method(Step target, String name, List<Step> arguments, Span at) {
            super(at);
            this.target = target;
            this.name = name;
            this.arguments = arguments;
        }

        @Override
        Value value(Frame frame) {
            var object = target.known(frame);
            var values = values(arguments, frame);
            frame.standAt(at());
            frame.spend(object);
            for (var value : values) frame.spend(value);
            return Methods.call(object, name, values);
        }
    }

    /** Free text with values in it. */
    static final class Interpolation extends Step {
        private final List<Step> parts;

        Interpolation(List<Step> parts, Span at) {
            super(at);
            this.parts = parts;
        }

        @Override
        Value value(Frame frame) {
            var out = new StringBuilder();
            for (var part : parts) out.append(Display.plain(part.known(frame)));
            frame.standAt(at());
            return Limits.text(out.toString());
        }
    }

    private static List<Value> values(List<Step> steps, Frame frame) {
        List<Value> values = new ArrayList<>(steps.size());
        for (var step : steps) values.add(step.shown(frame));
        return values;
    }
}
