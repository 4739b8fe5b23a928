package org.opsbro.metrology.render;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.opsbro.metrology.NamePattern;

/** Makes series of targets. */
public final class Evaluation {
    private static final int MOST_SERIES = 5000;

    private Evaluation() {}

    /**
     * The series that a target says.
     *
     * @throws BadTarget if it cannot be evaluated
     */
    public static List<Curve> curves(Target target, Context context) {
        return switch (given(target, context, context.words())) {
            case Given.Curves(var all) -> all;
            case Given.Groups(var groups) ->
                groups.stream().flatMap(List::stream).toList();
            case Given other -> throw new BadTarget("\"" + other.told() + "\" is no series");
        };
    }

    private static Given given(Target target, Context context, Map<String, Given> words) {
        return switch (target) {
            case Target.Literal(var value) -> value;
            case Target.Path(var path) -> path(path, context, words);
            case Target.Template(var inner, var own) -> {
                var all = new HashMap<>(own);
                all.putAll(context.words());
                yield given(inner, context, all);
            }
            case Target.Call call -> call(call, context, words);
        };
    }

    private static Given call(Target.Call call, Context context, Map<String, Given> words) {
        var function = Functions.named(call.name());
        List<Given> given = new ArrayList<>();
        for (var argument : call.arguments()) given.add(given(argument, context, words));
        Map<String, Given> named = new HashMap<>();
        call.named().forEach((name, argument) -> named.put(name, given(argument, context, words)));
        var made = function.body()
                .apply(new Call(
                        function,
                        function.bound(given, named),
                        context,
                        call.raw(),
                        other -> again(call, other, words)));
        checkCount(made);
        return made;
    }

    private static List<Curve> again(Target.Call call, Context context, Map<String, Given> words) {
        if (call.arguments().isEmpty()) throw new BadTarget(call.name() + "() wants series as its first argument");
        return given(call.arguments().getFirst(), context, words) instanceof Given.Curves(var curves)
                ? curves
                : List.of();
    }

    /** What a function makes of lists of series. */
    static List<Curve> called(Function function, List<Given> given, Context context) {
        var bound = function.bound(given, Map.of());
        var call = new Call(function, bound, context, "", other -> List.of());
        return function.body().apply(call) instanceof Given.Curves(var curves) ? curves : List.of();
    }

    private static void checkCount(Given made) {
        if (made instanceof Given.Curves(var curves) && curves.size() > MOST_SERIES)
            throw new BadTarget(curves.size() + " series, want up to " + MOST_SERIES);
    }

    private static Given path(String path, Context context, Map<String, Given> words) {
        var text = path;
        for (var word : words.entrySet()) {
            if (text.equals("$" + word.getKey())) return number(word.getValue());
            text = text.replace("$" + word.getKey(), word.getValue().told());
        }
        var read = context.source().read(text, context.from(), context.until());
        return new Given.Curves(curves(read, text, context));
    }

    /** A word that is a number is one. */
    private static Given number(Given word) {
        return word instanceof Given.Text(var text) && text.matches("-?[0-9]{1,300}(\\.[0-9]{1,300})?")
                ? Given.Figure.real(Double.parseDouble(text))
                : word;
    }

    /** The names that a pattern means. One without globs means that name; series with tags are meant by their whole name. */
    public static List<String> found(String pattern, List<String> names) {
        try {
            var wanted = NamePattern.path(pattern);
            return new ArrayList<>(new TreeSet<>(names.stream().filter(wanted).toList()));
        } catch (IllegalArgumentException wrong) {
            throw new BadTarget(String.valueOf(wrong.getMessage()));
        }
    }

    /**
     * The same names or series, if they are not too many.
     *
     * @throws BadTarget if they are
     */
    public static <T> List<T> few(List<T> names, String path) {
        if (names.size() <= MOST_SERIES) return names;
        throw new BadTarget("\"" + path + "\" means " + names.size() + " series, want up to " + MOST_SERIES);
    }

    /** What was read, as it is drawn. */
    static List<Curve> curves(List<Source.Named> read, String path, Context context) {
        return read.stream()
                .map(each -> Curve.of(
                                each.name(),
                                each.samples().span(),
                                each.samples().values(),
                                context.xFilesFactor())
                        .at(path))
                .toList();
    }
}
