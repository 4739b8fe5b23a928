package org.opsbro.cli;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.opsbro.model.Value;

/** A JSON answer of the agent, read without surprises: what is missing is {@code ?}, 0 or empty. */
public record Answer(Value value) {
    /** What stands under some keys, one below the other. */
    public Answer at(String... keys) {
        var here = value;
        for (var key : keys) here = here instanceof Value.Fields fields ? fields.get(key) : Value.UNDEFINED;
        return new Answer(here);
    }

    public boolean isPresent() {
        return !(value instanceof Value.Undefined || value instanceof Value.None);
    }

    /** The text under some keys; {@code ?} if there is none. */
    public String text(String... keys) {
        return find(keys).orElse("?");
    }

    public Optional<String> find(String... keys) {
        var found = at(keys);
        return found.isPresent() ? Optional.of(found.value.display()) : Optional.empty();
    }

    public boolean isTrue(String... keys) {
        return at(keys).value instanceof Value.Bool bool && bool.isTrue();
    }

    public double number(String... keys) {
        // a switch over types costs a call of the tool milliseconds: its bootstrap is in no cache of classes
        var found = at(keys).value;
        if (found instanceof Value.Int whole) return whole.number();
        return found instanceof Value.Real real ? real.number() : 0;
    }

    /** A point in time as the agent writes it; absent if it is none. */
    public Optional<Instant> instant(String... keys) {
        try {
            return find(keys).map(Instant::parse);
        } catch (DateTimeParseException ignored) {
            return Optional.empty(); // absence is what the caller shows
        }
    }

    /** The elements of a list. */
    public List<Answer> list(String... keys) {
        return at(keys).value instanceof Value.Items items
                ? items.all().stream().map(Answer::new).toList()
                : List.of();
    }

    public List<String> texts(String... keys) {
        return list(keys).stream().map(Answer::text).toList();
    }

    /** The keys of an object. */
    public List<String> keys() {
        return value instanceof Value.Fields fields ? fields.keys() : List.of();
    }

    /** One leaf of a tree with its path: {@code os.linux.version}. */
    public record Leaf(String path, Value value) {}

    /** All leaves, in order; a list is one leaf. */
    public List<Leaf> leaves(String prefix) {
        var leaves = new ArrayList<Leaf>();
        gather(prefix, value, leaves);
        return leaves;
    }

    private static void gather(String path, Value value, List<Leaf> leaves) {
        if (value instanceof Value.Fields fields && fields.size() > 0) {
            for (var key : fields.keys()) gather(path.isEmpty() ? key : path + "." + key, fields.get(key), leaves);
        } else {
            leaves.add(new Leaf(path, value));
        }
    }
}
