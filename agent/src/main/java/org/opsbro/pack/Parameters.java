package org.opsbro.pack;

import java.util.Optional;
import org.opsbro.model.Source;
import org.opsbro.model.Value;

/**
 * The parameters of one pack, merged over the levels and checked against their declarations in {@code package.yml}.
 *
 * @param values by name; a parameter without value and default is absent
 */
public record Parameters(Value.Fields values) {
    public static final Parameters NONE = new Parameters(Value.Fields.EMPTY);

    public Value value(String name) {
        return values.get(name);
    }

    /** The text of a parameter; empty if it has none. */
    public Optional<String> text(String name) {
        return values.get(name) instanceof Value.Text text ? Optional.of(text.text()) : Optional.empty();
    }

    public boolean isTrue(String name) {
        return Value.TRUE.equals(values.get(name));
    }

    /** Where the value in force was written, for {@code --explain}. */
    public record Origin(String level, Source source, boolean isDefault) {}
}
