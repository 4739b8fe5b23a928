package org.opsbro.evaluator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.opsbro.model.Value;

/** The names that a template has given values, innermost block first, and behind all of them its inputs. One thread's. */
public final class Variables {
    static final Variables NONE = ofInputs(name -> Value.UNDEFINED, List.of());

    private final @Nullable Variables outer;
    private final Function<String, Value> inputs;
    private final Collection<String> inputNames;
    // few names in a block: a row is faster than a map
    private String[] names = new String[4];
    private Value[] values = new Value[4];
    private int count;

    private Variables(@Nullable Variables outer, Function<String, Value> inputs, Collection<String> inputNames) {
        this.outer = outer;
        this.inputs = inputs;
        this.inputNames = inputNames;
    }

    /**
     * The outermost block.
     *
     * @param inputs undefined for a name that is none
     * @param names those it knows, for hints
     */
    public static Variables ofInputs(Function<String, Value> inputs, Collection<String> names) {
        return new Variables(null, inputs, names);
    }

    /** A block within this one: what it sets, it forgets at its end. */
    public Variables inner() {
        return new Variables(this, inputs, inputNames);
    }

    /** The outermost block of another template with the same inputs, which knows nothing of what this one has set. */
    public Variables separate() {
        return new Variables(null, inputs, inputNames);
    }

    /** Undefined if no block and no input has this name. */
    public Value get(String name) {
        for (var here = this; here != null; here = here.outer) {
            var at = here.position(name);
            if (at >= 0) return here.values[at];
        }
        return inputs.apply(name);
    }

    /** Sets it in this block. */
    public void set(String name, Value value) {
        var at = position(name);
        if (at >= 0) {
            values[at] = value;
            return;
        }
        if (count == names.length) {
            names = Arrays.copyOf(names, 2 * count);
            values = Arrays.copyOf(values, 2 * count);
        }
        names[count] = name;
        values[count++] = value;
    }

    /** The names of this block alone, in the order in which they were set. */
    public List<String> own() {
        return List.of(Arrays.copyOf(names, count));
    }

    /** Every name that means something here. */
    List<String> known() {
        List<String> known = new ArrayList<>();
        for (var here = this; here != null; here = here.outer) known.addAll(here.own());
        known.addAll(inputNames);
        return known;
    }

    private int position(String name) {
        for (var i = 0; i < count; i++) if (names[i].equals(name)) return i;
        return -1;
    }
}
