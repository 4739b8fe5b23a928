package org.opsbro.metrology.render;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a function takes.
 *
 * @param standard what it is if it is not given
 * @param options none if it may be anything
 */
public record Parameter(
        String name,
        Type type,
        boolean required,
        Optional<Given> standard,
        boolean multiple,
        List<Given> options,
        List<Given> suggestions) {
    /** With the words of graphite-web. */
    public enum Type {
        AGG_FUNC("aggFunc"),
        AGG_OR_SERIES_FUNC("aggOrSeriesFunc"),
        ANY("any"),
        BOOLEAN("boolean"),
        DATE("date"),
        FLOAT("float"),
        INTEGER("integer"),
        INTERVAL("interval"),
        INT_OR_INF("intOrInf"),
        INT_OR_INTERVAL("intOrInterval"),
        NODE("node"),
        NODE_OR_TAG("nodeOrTag"),
        SERIES_LIST("seriesList"),
        SERIES_LISTS("seriesLists"),
        STRING("string"),
        TAG("tag");

        private final String word;

        Type(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }

        static Type of(String word) {
            for (var type : values()) if (type.word.equals(word)) return type;
            throw new IllegalArgumentException("there is no type " + word);
        }
    }

    /**
     * What is given, as its type is.
     *
     * @throws BadTarget if it is of another type
     */
    Given checked(Given given, String function) {
        if (given instanceof Given.None && !required) return given;
        if (!options.isEmpty()
                && type != Type.AGG_FUNC // which may have Series at its end
                && options.stream().noneMatch(option -> option.told().equals(bare(given))))
            throw new BadTarget(function + "(): " + name + " is \"" + given.told() + "\", want one of "
                    + String.join(", ", options.stream().map(Given::told).toList()));
        return switch (type) {
            case BOOLEAN -> flag(given, function);
            case FLOAT -> Given.Figure.real(number(given, function));
            case INTEGER, NODE -> whole(given, function);
            case INT_OR_INF ->
                number(given, function) == Double.POSITIVE_INFINITY
                        ? Given.Figure.real(Double.POSITIVE_INFINITY)
                        : whole(given, function);
            case INTERVAL -> {
                Times.offset(given.told());
                yield given;
            }
            case INT_OR_INTERVAL -> given instanceof Given.Text ? given : whole(given, function);
            case SERIES_LIST -> given instanceof Given.Curves ? given : wrong(given, function);
            case SERIES_LISTS -> given instanceof Given.Groups ? given : wrong(given, function);
            case AGG_FUNC -> {
                Fold.named(given.told());
                yield given;
            }
            case ANY -> given;
            case AGG_OR_SERIES_FUNC, DATE, NODE_OR_TAG, STRING, TAG ->
                given instanceof Given.Curves || given instanceof Given.Groups ? wrong(given, function) : given;
        };
    }

    /** Weeks may begin at another day: {@code weeks7}. */
    private static String bare(Given given) {
        return given.told().matches("weeks[1-7]") ? "weeks" : given.told();
    }

    private Given wrong(Given given, String function) {
        throw new BadTarget(function + "(): " + name + " is " + given.told() + ", want " + type.word);
    }

    private Given flag(Given given, String function) {
        if (given instanceof Given.Flag) return given;
        return switch (given.told().toLowerCase(Locale.ROOT)) {
            case "true", "1", "1.0" -> new Given.Flag(true);
            case "false", "0", "0.0" -> new Given.Flag(false);
            default -> wrong(given, function);
        };
    }

    private double number(Given given, String function) {
        if (given instanceof Given.Figure(var value, var whole)) return value;
        if (given instanceof Given.Flag(var isTrue)) return isTrue ? 1 : 0;
        if (given instanceof Given.Text(var text)) {
            try {
                return text.equals("inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
            } catch (NumberFormatException none) {
                wrong(given, function);
            }
        }
        wrong(given, function);
        return 0;
    }

    private Given whole(Given given, String function) {
        var value = number(given, function);
        if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) return wrong(given, function);
        return Given.Figure.whole((long) value);
    }
}
