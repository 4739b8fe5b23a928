package org.opsbro.detection.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.opsbro.model.Json;
import org.opsbro.model.Value;
import org.opsbro.pack.Keys;

/**
 * JSON. An object is the facts; a list stands under {@code items}, or, with {@code key: name}, its objects stand each under the value it has for that key;
 * anything else stands under {@code value}. {@code path: data.result} takes a part of it.
 */
record JsonFacts(List<String> path, Optional<String> key) implements FactParser {
    static Optional<FactParser> from(Keys keys) {
        var path = keys.text("path").map(text -> List.of(text.split("\\.", -1))).orElse(List.of());
        return Optional.of(new JsonFacts(path, keys.text("key")));
    }

    @Override
    public Value.Fields parse(String text) {
        return Facts.bounded(fields(part(read(text))));
    }

    private static Value read(String text) {
        try {
            return Json.read(text);
        } catch (Json.NotJson broken) {
            throw new Unreadable("not JSON: " + broken.getMessage(), 0, 0);
        }
    }

    private Value part(Value whole) {
        var part = whole;
        for (var step : path) {
            part = part instanceof Value.Fields fields ? fields.get(step) : Value.UNDEFINED;
            if (part instanceof Value.Undefined)
                throw new Unreadable("no \"" + step + "\" of path " + String.join(".", path), 0, 0);
        }
        return part;
    }

    private Value.Fields fields(Value part) {
        return switch (part) {
            case Value.Fields fields -> fields;
            case Value.Items items when key.isPresent() -> keyed(items, key.get());
            case Value.Items items -> Value.object().with("items", items).end();
            default -> Value.object().with("value", part).end();
        };
    }

    private static Value.Fields keyed(Value.Items items, String key) {
        var facts = new Facts();
        List<Value> all = new ArrayList<>(items.all());
        for (var i = 0; i < all.size(); i++) {
            if (!(all.get(i) instanceof Value.Fields item) || !item.has(key))
                throw new Unreadable("item " + (i + 1) + " of the list has no key \"" + key + "\"", 0, 0);
            facts.putOnce(item.get(key).display(), item, 0);
        }
        return facts.end();
    }
}
