package org.opsbro.metrology.render;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A function of targets.
 *
 * @param group of graphite-web
 * @param signature as Python writes it
 */
public record Function(String name, String group, String signature, String doc, List<Parameter> parameters, Body body) {
    /** What it makes. */
    @FunctionalInterface
    interface Body {
        Given apply(Call call);
    }

    /** Puts what is given to the parameters, each checked. */
    Map<String, List<Given>> bound(List<Given> given, Map<String, Given> named) {
        Map<String, List<Given>> bound = new HashMap<>();
        for (var i = 0; i < given.size(); i++) {
            var parameter = parameters.isEmpty() ? null : parameters.get(Math.min(i, parameters.size() - 1));
            if (parameter == null || (i >= parameters.size() && !parameter.multiple()))
                throw new BadTarget(name + "() takes " + parameters.size() + " arguments at most, not " + given.size());
            bound.computeIfAbsent(parameter.name(), absent -> new ArrayList<>())
                    .add(parameter.checked(given.get(i), name));
        }
        named.forEach((key, value) -> {
            var parameter =
                    parameters.stream().filter(each -> each.name().equals(key)).findFirst();
            if (parameter.isEmpty() || bound.containsKey(key))
                throw new BadTarget(name + "() takes no " + key + (parameter.isEmpty() ? "" : " twice"));
            bound.put(key, List.of(parameter.get().checked(value, name)));
        });
        for (var parameter : parameters)
            if (parameter.required() && !bound.containsKey(parameter.name()))
                throw new BadTarget(name + "() wants " + parameter.name());
        return bound;
    }
}
