package org.opsbro.metrology.render;

import java.util.ArrayList;
import java.util.List;
import org.opsbro.evaluator.Display;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Patterns;
import org.opsbro.model.Value;

/** Functions that give names. */
final class Aliases {
    private Aliases() {}

    static Given alias(Call call) {
        var name = call.text("newName");
        return call.each(curve -> curve.named(name));
    }

    static String replaced(String name, Call call) {
        try {
            return Patterns.replaced(call.text("search"), false, name, call.text("replace"));
        } catch (EvaluationException wrong) {
            throw new BadTarget(call.function() + "(): " + wrong.getMessage());
        }
    }

    static Patterns.Matching pattern(String pattern, String function) {
        try {
            return Patterns.of(pattern, false);
        } catch (EvaluationException wrong) {
            throw new BadTarget(function + "(): " + wrong.getMessage());
        }
    }

    static Given aliasSub(Call call) {
        return call.each(curve -> curve.named(replaced(curve.name(), call)));
    }

    static Given aliasByNode(Call call) {
        var nodes = call.all(call.function().equals("aliasByTags") ? "tags" : "nodes");
        return call.each(curve -> curve.named(key(curve, nodes)));
    }

    /** Parts of its name, and tags, with dots between. */
    static String key(Curve curve, List<Given> nodes) {
        var path = curve.name().endsWith(")") ? firstPath(curve.name()) : curve.name();
        List<String> parts = new ArrayList<>();
        for (var node : nodes) parts.add(part(curve, node, path));
        return String.join(".", parts);
    }

    private static String part(Curve curve, Given node, String path) {
        if (!(node instanceof Given.Figure(var number, var whole)) || number != Math.rint(number))
            return curve.tags().getOrDefault(node.told(), "");
        var parts = path.split(";", -1)[0].split("\\.", -1);
        var at = number < 0 ? parts.length + number : number;
        return at >= 0 && at < parts.length ? parts[(int) at] : curve.tags().getOrDefault(node.told(), "");
    }

    /** Of {@code sum(a.b, c.d)} it is {@code a.b}. */
    private static String firstPath(String name) {
        try {
            var target = TargetParser.read(name);
            while (target instanceof Target.Call call && !call.arguments().isEmpty())
                target = call.arguments().getFirst();
            return target instanceof Target.Path(var path) ? path : name;
        } catch (BadTarget ignored) { // a name that looks like a call, and is none
            return name;
        }
    }

    static Given aliasByMetric(Call call) {
        return call.each(curve -> curve.named(part(curve.name(), -1, 0)));
    }

    static Given substr(Call call) {
        return call.each(curve -> curve.named(part(curve.name(), call.whole("start"), call.whole("stop"))));
    }

    /** The parts of what stands in the innermost parentheses. */
    private static String part(String name, int start, int stop) {
        var left = name.lastIndexOf('(') + 1;
        var right = name.indexOf(')');
        var inside = right < 0 ? name.substring(left) : left < right ? name.substring(left, right) : "";
        var parts = List.of(inside.split("\\.", -1));
        var part = String.join(".", Selections.slice(parts, start, stop == 0 ? parts.size() : stop));
        var comma = part.indexOf(',');
        return comma < 0 ? part : part.substring(0, comma);
    }

    static Given aliasQuery(Call call) {
        return call.each(curve -> {
            var query = replaced(curve.name(), call);
            var found = Evaluation.curves(TargetParser.read(query), call.context());
            if (found.isEmpty()) throw new BadTarget("aliasQuery(): there is no series " + query);
            var last = Fold.named("last").of(found.getFirst().values());
            if (Double.isNaN(last)) throw new BadTarget("aliasQuery(): " + query + " has no value");
            return curve.named(formatted(call.text("newName"), last));
        });
    }

    /** {@code %d}, {@code %s}, {@code %g} and {@code %.2f} of Python, once. */
    private static String formatted(String format, double value) {
        var at = format.indexOf('%');
        if (at < 0) throw wrongFormat();
        var end = at + 1;
        while (end < format.length() && "0123456789.".indexOf(format.charAt(end)) >= 0) end++;
        var digits = format.substring(at + 1, end);
        var kind = end == format.length() ? ' ' : format.charAt(end);
        var text = switch (kind) {
            case 'd', 'i' -> Long.toString((long) value);
            case 's' -> Display.repr(Value.of(value));
            case 'g' -> Display.general(value);
            case 'f' -> Display.fixed(value, digits.matches("\\.\\d") ? digits.charAt(1) - '0' : 6);
            default -> throw wrongFormat();
        };
        return (format.substring(0, at) + text + format.substring(end + 1)).replace("%%", "%");
    }

    private static BadTarget wrongFormat() {
        return new BadTarget("aliasQuery(): want one of d, s, g, f, .2f after a % in the new name");
    }

    static Given legendValue(Call call) {
        List<String> kinds = new ArrayList<>(
                call.all("valuesTypes").stream().map(Given::told).toList());
        if (kinds.isEmpty()) throw new BadTarget("legendValue() wants one of " + String.join(", ", Fold.NAMES));
        var system = kinds.getLast().equals("si") || kinds.getLast().equals("binary") ? kinds.removeLast() : "";
        return call.each(curve -> {
            var name = curve.name();
            for (var kind : kinds) {
                var value = Fold.named(kind).of(curve.values());
                name = system.isEmpty()
                        ? name + " (" + kind + ": " + told(kind, value) + ")"
                        : padded(name, 20)
                                + padded(kind, 5)
                                + padded(Double.isNaN(value) ? "None" : Units.of(value, system), 10);
            }
            return curve.named(name);
        });
    }

    private static String told(String kind, double value) {
        if (Double.isNaN(value)) return "None";
        return Fold.base(kind).equals("count") ? Long.toString((long) value) : Display.repr(Value.of(value));
    }

    static String padded(String text, int width) {
        return text.length() >= width ? text : text + " ".repeat(width - text.length());
    }

    static Given cactiStyle(Call call) {
        var system = call.given("system").map(Given::told).orElse("");
        var units = call.given("units").map(Given::told).orElse("");
        var curves = call.curves();
        var widths = new int[4];
        for (var curve : curves) {
            widths[0] = Math.max(widths[0], curve.name().length());
            var figures = figures(curve);
            for (var i = 0; i < figures.length; i++) {
                var whole = (double) (long) figures[i];
                widths[i + 1] = Math.max(
                        widths[i + 1],
                        Units.of(whole == 0 ? 3 : whole, system, units).length() + 3);
            }
        }
        return call.each(curve -> {
            var figures = figures(curve);
            var name = new StringBuilder(padded(curve.name(), widths[0]));
            var words = List.of(" Current:", " Max:", " Min:");
            for (var i = 0; i < figures.length; i++) {
                var text = Double.isNaN(figures[i]) ? "nan" : Units.of(figures[i], system, units);
                name.append(words.get(i)).append(padded(text, widths[i + 1]));
            }
            return curve.named(name.append(' ').toString());
        });
    }

    private static double[] figures(Curve curve) {
        var values = curve.values();
        return new double[] {
            Fold.named("last").of(values),
            Fold.named("max").of(values),
            Fold.named("min").of(values)
        };
    }

    /** Numbers with their unit: 1.50k, 2.00Mi. */
    private static final class Units {
        private static final String[] SI = {"P", "T", "G", "M", "k"};
        private static final String[] BINARY = {"Pi", "Ti", "Gi", "Mi", "Ki"};

        static String of(double value, String system) {
            return of(value, system, "");
        }

        static String of(double value, String system, String unit) {
            if (system.isEmpty()) return Display.fixed(value, 2) + (unit.isEmpty() ? "" : " " + unit);
            var letters = system.equals("binary") ? BINARY : SI;
            var prefix = 0;
            var size = Math.pow(system.equals("binary") ? 1024 : 1000, letters.length);
            for (; prefix < letters.length && Math.abs(value) < size; prefix++)
                size /= system.equals("binary") ? 1024 : 1000;
            var told = (prefix < letters.length ? letters[prefix] : "") + unit;
            return Display.fixed(value / size, 2) + (unit.isEmpty() ? "" : " ") + told;
        }
    }
}
