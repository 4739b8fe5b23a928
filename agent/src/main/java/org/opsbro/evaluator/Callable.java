package org.opsbro.evaluator;

import java.util.List;
import java.util.Map;
import org.opsbro.model.Value;

/** A value of templates that can be called: a macro, {@code caller}, {@code loop}, {@code namespace}. */
public interface Callable extends Value.Fields {
    /**
     * @param arguments those without a name
     * @param keywords those with one, in their order
     * @throws EvaluationException if they are not what it wants
     */
    Value call(List<Value> arguments, Map<String, Value> keywords, Frame frame);

    @Override
    default Value get(String key) {
        return Value.UNDEFINED;
    }

    @Override
    default List<String> keys() {
        return List.of();
    }
}
