package org.opsbro.agent.shared;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.opsbro.compliance.Place;
import org.opsbro.model.Value;

/**
 * A place that this node has.
 *
 * @param slot its number, from 1
 * @param session that holds it in the store
 * @param changing whether something is being changed
 * @param at when the last change was, in milliseconds of the clock; 0 before there was one
 * @param before the checks that were CRITICAL before it
 * @param failure why the roll-out is to be stopped; empty for no reason
 */
record Held(Place place, int slot, String session, boolean changing, long at, Set<String> before, String failure) {
    Held {
        before = Set.copyOf(before);
    }

    Held changing(Place again) {
        return new Held(again, slot, session, true, at, before, failure);
    }

    Held changed(long now) {
        return new Held(place, slot, session, false, now, before, failure);
    }

    Held failed(String why) {
        return new Held(place, slot, session, false, at, before, why);
    }

    Value toValue() {
        return Value.object()
                .with("name", place.name())
                .with("most", place.most())
                .with("soak_ms", place.soak().toMillis())
                .with("slot", slot)
                .with("session", session)
                .with("changing", changing)
                .with("at", at)
                .with("before", Value.texts(new TreeSet<>(before)))
                .with("failure", failure)
                .end();
    }

    static Held of(Value.Fields told) {
        var before = new TreeSet<String>();
        if (told.get("before") instanceof Value.Items items) for (var each : items.all()) before.add(each.display());
        var place = new Place(
                told.get("name").display(), (int) number(told, "most"), Duration.ofMillis(number(told, "soak_ms")));
        return new Held(
                place,
                (int) number(told, "slot"),
                told.get("session").display(),
                told.get("changing").equals(Value.TRUE),
                number(told, "at"),
                before,
                told.get("failure").display());
    }

    private static long number(Value.Fields told, String key) {
        return told.get(key) instanceof Value.Int number ? number.number() : 0;
    }
}
