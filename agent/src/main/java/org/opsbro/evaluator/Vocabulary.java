package org.opsbro.evaluator;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The words that an expression may use.
 *
 * @param functions by name
 * @param filters of templates: {@code value|filter(…)}, whose first argument is the value
 * @param tests of templates: {@code value is test(…)}
 * @param globals of templates, which a name that the template sets hides
 * @param inputs the names of templates that are dependencies: {@code nodes}, {@code collector}…
 */
public record Vocabulary(
        Map<String, Function> functions,
        Map<String, Function> filters,
        Map<String, Function> tests,
        Map<String, Callable> globals,
        Set<String> inputs) {
    public Vocabulary {
        functions = Map.copyOf(functions);
        filters = Map.copyOf(filters);
        tests = Map.copyOf(tests);
        globals = Map.copyOf(globals);
        inputs = Set.copyOf(inputs);
    }

    static Vocabulary of(Map<String, Function> functions) {
        return new Vocabulary(functions, Map.of(), Map.of(), Map.of(), Set.of());
    }

    /** Where the template gives these names a meaning of its own, as to a macro, that hides the function of the name. */
    public Vocabulary redefining(Set<String> names) {
        var kept = new HashMap<>(functions);
        kept.keySet().removeAll(names);
        return new Vocabulary(kept, filters, tests, globals, inputs);
    }
}
