package org.opsbro.metrology.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How parameters are written down: {@code name:type}, of the type seriesList without one; {@code *} after the name if it may be given several times,
 * {@code ?} at the end if it may be missing, {@code =standard}, <code>{a|b}</code> for what it may be and {@code ~a|b} for what may be proposed.
 */
final class Signature {
    private static final Pattern PARAMETER = Pattern.compile(
            "(?<name>\\w+)(?<many>\\*)?(:(?<type>\\w+))?(\\{(?<options>[^}]*)})?(~(?<suggestions>[^=?]*))?(=(?<standard>.*))?(?<may>\\?)?");
    private static final List<String> WINDOWS = List.of("5", "7", "10", "1min", "5min", "10min", "30min", "1hour");
    private static final List<String> SHIFTS = List.of("1h", "6h", "12h", "1d", "2d", "7d", "14d", "30d");

    private Signature() {}

    static List<Parameter> read(String parameters) {
        return Stream.of(parameters.split(", ", -1)).map(Signature::parameter).toList();
    }

    private static Parameter parameter(String text) {
        var parts = PARAMETER.matcher(text);
        if (!parts.matches()) throw new IllegalArgumentException(text + " is no parameter");
        var type = parts.group("type") == null ? Parameter.Type.SERIES_LIST : Parameter.Type.of(parts.group("type"));
        var standard = Optional.ofNullable(parts.group("standard")).map(Signature::literal);
        return new Parameter(
                parts.group("name"),
                type,
                parts.group("may") == null && standard.isEmpty(),
                standard,
                parts.group("many") != null,
                options(type, parts.group("options")),
                literals(parts.group("suggestions")));
    }

    private static List<Given> options(Parameter.Type type, String written) {
        var options = new ArrayList<>(literals(written));
        if (type == Parameter.Type.AGG_FUNC || type == Parameter.Type.AGG_OR_SERIES_FUNC)
            Fold.NAMES.forEach(name -> options.add(new Given.Text(name)));
        if (type == Parameter.Type.AGG_OR_SERIES_FUNC)
            Functions.COMBINING.forEach(name -> options.add(new Given.Text(name)));
        return options;
    }

    private static List<Given> literals(String written) {
        if (written == null) return List.of();
        var words = switch (written) {
            case "windows" -> WINDOWS;
            case "shifts" -> SHIFTS;
            case "legend" ->
                Stream.of(
                                Fold.NAMES.stream(),
                                Fold.NAMES.stream().map(name -> name + "Series"),
                                Stream.of("si", "binary"))
                        .flatMap(all -> all)
                        .toList();
            default -> List.of(written.split("\\|", -1));
        };
        return words.stream().map(Signature::literal).toList();
    }

    private static Given literal(String text) {
        return switch (text) {
            case "none" -> new Given.None();
            case "true" -> new Given.Flag(true);
            case "false" -> new Given.Flag(false);
            case "inf" -> Given.Figure.real(Double.POSITIVE_INFINITY);
            default ->
                text.matches("\\d+(\\.\\d+)?")
                        ? new Given.Figure(Double.parseDouble(text), text.indexOf('.') < 0)
                        : new Given.Text(text);
        };
    }

    /** As Python writes it. */
    static String told(List<Parameter> parameters) {
        List<String> told = new ArrayList<>();
        for (var parameter : parameters)
            told.add(
                    parameter.multiple()
                            ? "*" + parameter.name()
                            : parameter.required()
                                    ? parameter.name()
                                    : parameter.name() + "="
                                            + parameter
                                                    .standard()
                                                    .map(Signature::repr)
                                                    .orElse("None"));
        return "(" + String.join(", ", told) + ")";
    }

    private static String repr(Given given) {
        return given instanceof Given.Text(var text) ? "'" + text + "'" : given.told();
    }
}
