package org.opsbro.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.Function;
import org.opsbro.evaluator.Vocabulary;

/** The words of templates: filters, tests, and the names that can be called. */
public final class Words {
    private Words() {}

    static Vocabulary of(Evaluator evaluator) {
        return evaluator.vocabulary(Globals.functions(), filters(), tests(), Globals.callables(), Inputs.NAMES);
    }

    /** By name. */
    public static Map<String, Function> filters() {
        var all = new ArrayList<Function>();
        all.addAll(ValueFilters.all());
        return byName(all);
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
