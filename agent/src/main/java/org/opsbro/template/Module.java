package org.opsbro.template;

import java.util.LinkedHashMap;
import java.util.Map;
import org.opsbro.evaluator.Variables;
import org.opsbro.model.Nearest;
import org.opsbro.model.Value;

/** What a template that is imported gives away: all that it has set, but names that begin with {@code _}. */
final class Module {
    private Module() {}

    static Value of(Variables set) {
        Map<String, Value> given = new LinkedHashMap<>();
        for (var name : set.own()) if (!name.startsWith("_")) given.put(name, set.get(name));
        return Value.fields(given);
    }

    /** Undefined, with a reason, if it has none of this name. */
    static Value named(String name, Variables set, String template) {
        if (set.own().contains(name)) return set.get(name);
        return new Value.Undefined(
                "the template \"" + template + "\" has no \"" + name + "\"" + Nearest.hint(name, set.own()));
    }
}
