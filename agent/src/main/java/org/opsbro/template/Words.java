package org.opsbro.template;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.Function;
import org.opsbro.evaluator.Vocabulary;

/** The words of templates: filters, tests, and the names that can be called. */
public final class Words {
    private Words() {}

    /** For all templates of a pack. */
    static Vocabulary of(Evaluator evaluator) {
        var filters = filters();
        // a function is a filter too: '1.10'|version
        for (var function : evaluator.functions())
            if (!function.arguments().isEmpty()) filters.putIfAbsent(function.name(), function);
        return evaluator.vocabulary(Globals.functions(), filters, tests(), Globals.callables(), Inputs.NAMES);
    }

    /** By name, without the functions, which are filters too. */
    public static Map<String, Function> filters() {
        var filters = byName(ValueFilters.all());
        filters.putAll(byName(TextFilters.all()));
        filters.putAll(byName(ListFilters.all()));
        // those that map and its like apply are all but themselves
        filters.putAll(byName(new Applying(Map.copyOf(filters), tests()).all()));
        return filters;
    }

    /** By name. */
    public static Map<String, Function> tests() {
        return byName(Tests.all());
    }

    private static Map<String, Function> byName(List<Function> all) {
        Map<String, Function> named = new LinkedHashMap<>();
        for (var each : all) named.put(each.name(), each);
        return named;
    }
}
