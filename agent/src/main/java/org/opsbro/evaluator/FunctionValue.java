package org.opsbro.evaluator;

import java.util.List;
import java.util.Map;
import org.opsbro.model.Value;

/** A function whose name the template redefines somewhere, so that it is known only at the time of the call that this one is meant. */
record FunctionValue(Function function) implements Callable {
    @Override
    public Value call(List<Value> arguments, Map<String, Value> keywords, Frame frame) {
        for (var each : arguments) frame.spend(each);
        for (var each : keywords.values()) frame.spend(each);
        return function.call(arguments, keywords, frame.scope());
    }
}
