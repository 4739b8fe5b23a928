package org.opsbro.template;

import java.util.List;
import org.opsbro.evaluator.Containers;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Frame;
import org.opsbro.evaluator.Variables;
import org.opsbro.model.Value;

/** What is given a value by {@code for}, {@code set} and {@code with}. */
sealed interface Target {
    /** @param offset of what is to blame if it does not fit */
    void set(Value value, Variables variables, int offset, Frame frame);

    record Name(String name) implements Target {
        @Override
        public void set(Value value, Variables variables, int offset, Frame frame) {
            variables.set(name, value);
        }
    }

    /** {@code key, value}: one part for each. */
    record Several(List<Target> parts) implements Target {
        @Override
        public void set(Value value, Variables variables, int offset, Frame frame) {
            frame.standAt(offset);
            if (value instanceof Value.Undefined undefined) throw new EvaluationException(undefined.display());
            var all = Containers.parts(value);
            if (all.size() != parts.size())
                throw new EvaluationException(
                        "want " + parts.size() + " values for as many names, found " + all.size());
            for (var i = 0; i < parts.size(); i++) parts.get(i).set(all.get(i), variables, offset, frame);
        }
    }

    /** {@code namespace.name}. */
    record Attribute(String namespace, String name) implements Target {
        @Override
        public void set(Value value, Variables variables, int offset, Frame frame) {
            frame.standAt(offset);
            if (!(frame.variables().get(namespace) instanceof Namespace found))
                throw new EvaluationException(
                        "\"" + namespace + "\" is no namespace: make one by set " + namespace + " = namespace()");
            found.set(name, value);
        }
    }
}
