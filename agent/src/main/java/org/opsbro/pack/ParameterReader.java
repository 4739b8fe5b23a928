package org.opsbro.pack;

import java.util.List;
import java.util.function.Consumer;
import org.opsbro.model.Value;

/**
 * Reads the parameters of a pack: each that is wrong is told, and its standard value taken.
 *
 * @param wrong takes a sentence for each that is wrong
 */
public record ParameterReader(Parameters parameters, Consumer<String> wrong) {
    public long number(String name, long least, long most, long standard) {
        var value = parameters.value(name);
        if (value instanceof Value.Undefined) return standard;
        if (value instanceof Value.Int(var number) && number >= least && number <= most) return number;
        wrong.accept(name + ": found " + value.display() + ", want a number from " + least + " to " + most);
        return standard;
    }

    /** One of some words, the first of them by default. */
    public String word(String name, String... choices) {
        var value = parameters.value(name);
        if (value instanceof Value.Undefined) return choices[0];
        for (var choice : choices) if (choice.equals(value.display())) return choice;
        wrong.accept(name + ": found \"" + value.display() + "\", want one of " + String.join(", ", choices));
        return choices[0];
    }

    public boolean flag(String name, boolean standard) {
        return switch (parameters.value(name)) {
            case Value.Bool(var isTrue) -> isTrue;
            case Value.Undefined none -> standard;
            case Value other -> {
                wrong.accept(name + ": found " + other.display() + ", want true or false");
                yield standard;
            }
        };
    }

    public String text(String name, String standard) {
        return parameters.text(name).orElse(standard);
    }

    /** A list of texts, or one; empty where nothing is said. */
    public List<String> texts(String name) {
        return switch (parameters.value(name)) {
            case Value.Items(var all) -> all.stream().map(Value::display).toList();
            case Value.Text(var text) -> List.of(text);
            default -> List.of();
        };
    }
}
