package org.opsbro.evaluator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Compiles expressions against a fixed set of functions. For any thread. */
public final class Evaluator {
    private final Map<String, Function> functions = new TreeMap<>();

    public Evaluator(Iterable<FunctionLibrary> libraries) {
        for (var library : libraries) for (var function : library.functions()) functions.put(function.name(), function);
    }

    /** By name. */
    public List<Function> functions() {
        return List.copyOf(functions.values());
    }

    /** The names of some of them. */
    public Set<String> names(Predicate<Function> wanted) {
        return functions.values().stream().filter(wanted).map(Function::name).collect(Collectors.toSet());
    }

    public Optional<Function> function(String name) {
        return Optional.ofNullable(functions.get(name));
    }

    /**
     * Compiles an expression.
     *
     * @throws BadExpression if it is none, or names an unknown function or root
     */
    public Expression compile(String text) {
        var parser = new Parser(text, 0);
        return new CompiledExpression(text, parser.whole(), words(), parser.warnings());
    }

    /**
     * Compiles free text with references: {@code debian-{{collector.system.os.linux.major_version}}}. Its value is text, lists joined by ",";
     * an undefined reference raises.
     */
    public Expression interpolation(String text) {
        var reader = new Interpolations(text);
        return new CompiledExpression(text, reader.whole(), words(), reader.warnings());
    }

    /** The words of a template: the functions that are here and more of them, and the filters, tests and names that only templates have. */
    public Vocabulary vocabulary(
            List<Function> more,
            Map<String, Function> filters,
            Map<String, Function> tests,
            Map<String, Callable> globals,
            Set<String> inputs) {
        var all = new TreeMap<>(functions);
        for (var function : more) all.put(function.name(), function);
        Map<String, Callable> named = new HashMap<>(globals);
        all.forEach((name, function) -> named.put(name, new FunctionValue(function)));
        return new Vocabulary(all, filters, tests, named, inputs);
    }

    private Vocabulary words() {
        return Vocabulary.of(functions);
    }
}
