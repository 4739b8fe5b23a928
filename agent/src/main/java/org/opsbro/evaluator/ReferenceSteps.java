package org.opsbro.evaluator;

import org.opsbro.model.Value;

/** Steps that read a value from the scope. */
final class ReferenceSteps {
    private ReferenceSteps() {}

    static final class Reference extends Step {
        private final ReferencePath path;
        private final Lookup lookup;

        Reference(ReferencePath path, boolean ordered, Span at) {
            super(at);
            this.path = path;
            this.lookup = new Lookup(path, ordered);
        }

        @Override
        Value value(Frame frame) {
            frame.standAt(at());
            return lookup.find(frame.scope().root(path.root()), frame);
        }

        @Override
        String reason(Value.Undefined undefined, Frame frame) {
            return undefined.why().isEmpty() ? lookup.missing(frame) : undefined.why();
        }
    }

    /** {@code {{path||fallback}}}: the fallback is evaluated only where the path leads nowhere. */
    static final class Defaulted extends Step {
        private final Step reference;
        private final Step fallback;

        Defaulted(Step reference, Step fallback, Span at) {
            super(at);
            this.reference = reference;
            this.fallback = fallback;
        }

        @Override
        Value value(Frame frame) {
            var value = reference.value(frame);
            return value instanceof Value.Undefined ? fallback.value(frame) : value;
        }
    }
}
