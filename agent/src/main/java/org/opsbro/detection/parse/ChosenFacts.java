package org.opsbro.detection.parse;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.opsbro.model.Value;
import org.opsbro.pack.Keys;

/**
 * Some of what a format gives, under names of one's own: {@code facts: {busy_workers: BusyWorkers, waiting: queues.mail.waiting}}. Those that are not there
 * are left out; if none is there the text is not what it should be.
 *
 * @param wanted the key, or the path of keys with dots, by the name it gets
 */
record ChosenFacts(FactParser parser, Map<String, String> wanted) implements FactParser {
    static FactParser of(FactParser parser, Keys keys) {
        Map<String, String> wanted = new LinkedHashMap<>();
        var facts = keys.map("facts");
        for (var name : facts.names()) wanted.put(name, facts.requiredText(name));
        return wanted.isEmpty() ? parser : new ChosenFacts(parser, wanted);
    }

    @Override
    public Value.Fields parse(String text) {
        var all = parser.parse(text);
        var chosen = Value.object();
        var found = 0;
        for (var each : wanted.entrySet()) {
            var value = value(all, each.getValue());
            if (value instanceof Value.Undefined) continue;
            chosen.with(each.getKey(), value);
            found++;
        }
        if (found == 0) throw new Unreadable("none of " + String.join(", ", wanted.values()) + " is there", 0, 0);
        return chosen.end();
    }

    private static Value value(Value.Fields all, String key) {
        if (all.has(key)) return all.get(key);
        Value here = all;
        for (var step : List.of(key.split("\\.", -1)))
            here = here instanceof Value.Fields fields ? fields.get(step) : Value.UNDEFINED;
        return here;
    }
}
