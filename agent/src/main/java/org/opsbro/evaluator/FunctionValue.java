package org.opsbro.evaluator;

import java.util.List;
import java.util.Map;
import org.opsbro.model.Value;

/** A function as a value of templates: where the template redefines its name, only the time of the call tells that it is meant. */
record FunctionValue(Function function) implements Callable {
    @Override
    public Value call(List<Value> arguments, Map<String, Value> keywords, Frame frame) {
        for (var each : arguments) frame.spend(each);
        for (var each : keywords.values()) frame.spend(each);
        return function.call(arguments, keywords, frame.scope());
    }
}
