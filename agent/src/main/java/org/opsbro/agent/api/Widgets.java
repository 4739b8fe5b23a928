package org.opsbro.agent.api;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.opsbro.evaluator.BadExpression;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.Scope;
import org.opsbro.metrology.SeriesName;
import org.opsbro.metrology.render.Answers;
import org.opsbro.metrology.render.BadTarget;
import org.opsbro.metrology.render.Curve;
import org.opsbro.model.FieldsBuilder;
import org.opsbro.model.Nearest;
import org.opsbro.model.Value;

/** What the widgets of a dashboard show now. What is wrong with one is its {@code error}, and stops no other. */
public final class Widgets {
    /** The keys of a widget that are expressions. */
    public static final List<String> EXPRESSIONS = List.of("value", "min", "max", "warning", "critical");

    /** What stands below one another, and beside. */
    static final List<String> SPLITS = List.of("vertical_split", "horizontal_split");

    private static final List<String> FIGURES = List.of("donut", "horizontal_gauge", "horizontal_chart");
    private static final List<String> KINDS =
            List.of("donut", "horizontal_gauge", "horizontal_chart", "chart", "text", "table", "checks");
    private static final List<String> LIMITS = EXPRESSIONS.subList(1, EXPRESSIONS.size());
    private static final String HOUR = "-1h";
    private static final int MOST_DEPTH = 10;
    private static final int MOST_POINTS = 240;
    private static final int MOST_CURVES = 32;
    private static final int USUAL_ROWS = 10;
    private static final int MOST_ROWS = 100;

    private final Evaluator evaluator;
    private final Renderer renderer;
    private final Supplier<Value.Fields> checks;
    private final String node;

    /** Series as {@code /render} makes them. */
    @FunctionalInterface
    interface Renderer {
        /** @throws BadTarget with what is wrong with the request, or why there are no series */
        List<Curve> curves(Map<String, List<String>> said);
    }

    /**
     * Those of one answer.
     *
     * @param checks of this node, by name
     * @param node its name, which stands for {@code $node} in targets
     */
    Widgets(Evaluator evaluator, Renderer renderer, Supplier<Value.Fields> checks, String node) {
        this.evaluator = evaluator;
        this.renderer = renderer;
        this.checks = checks;
        this.node = SeriesName.part(node);
    }

    /** A map with one key: a split with a list below it, or a widget with its title and what it shows. */
    Value told(Value written, Scope scope) {
        return told(written, scope, 0);
    }

    private Value told(Value written, Scope scope, int depth) {
        if (depth > MOST_DEPTH || !(written instanceof Value.Fields fields) || fields.size() != 1)
            return error("", "want one split or widget here");
        var kind = fields.keys().getFirst();
        var below = fields.get(kind);
        if (SPLITS.contains(kind) && below instanceof Value.Items items) {
            List<Value> parts = new ArrayList<>();
            for (var item : items.all()) parts.add(told(item, scope, depth + 1));
            return Value.object()
                    .with("kind", kind)
                    .with("parts", new Value.Items(parts))
                    .end();
        }
        if (!KINDS.contains(kind)) return error(kind, "there is no widget " + kind + Nearest.hint(kind, KINDS));
        if (!(below instanceof Value.Fields leaf)) return error(kind, "want title and value below " + kind);
        return leaf(kind, leaf, scope);
    }

    private Value leaf(String kind, Value.Fields leaf, Scope scope) {
        try {
            var told = begun(kind, leaf);
            for (var limit : LIMITS) if (leaf.has(limit)) told.with(limit, number(limit, value(leaf, limit, scope)));
            fill(told, kind, leaf, scope);
            return told.end();
        } catch (BadExpression
                | EvaluationException
                | BadTarget
                | IllegalArgumentException
                | UncheckedIOException failed) {
            var reason = String.valueOf(failed.getMessage()).split("\n", 2)[0];
            return begun(kind, leaf).with("error", reason).end();
        }
    }

    private void fill(FieldsBuilder told, String kind, Value.Fields leaf, Scope scope) {
        switch (kind) {
            case "chart" -> told.with("from", from(leaf)).with("series", series(leaf));
            case "checks" -> checks(told, leaf);
            case "table" -> table(told, leaf, scope);
            default -> {
                var value = value(leaf, "value", scope);
                told.with("value", FIGURES.contains(kind) ? number("value", value) : value);
                if (leaf.has("target")) told.with("from", from(leaf)).with("series", series(leaf));
            }
        }
    }

    private static FieldsBuilder begun(String kind, Value.Fields leaf) {
        return Value.object()
                .with("kind", kind)
                .with("title", text(leaf, "title"))
                .with("unit", text(leaf, "unit"));
    }

    private static Value error(String kind, String reason) {
        return begun(kind, Value.Fields.EMPTY).with("error", reason).end();
    }

    private static String text(Value.Fields fields, String key) {
        return fields.get(key) instanceof Value.Undefined ? "" : fields.get(key).display();
    }

    private static String from(Value.Fields leaf) {
        return leaf.has("from") ? text(leaf, "from") : HOUR;
    }

    private Value value(Value.Fields leaf, String key, Scope scope) {
        if (!leaf.has(key)) throw new IllegalArgumentException("want " + key + ", an expression");
        var value = evaluator.compile(text(leaf, key)).evaluate(scope);
        if (value instanceof Value.Undefined undefined)
            throw new IllegalArgumentException(undefined.why().isEmpty() ? "nothing is known of it" : undefined.why());
        return value;
    }

    private static Value number(String key, Value value) {
        return switch (value) {
            case Value.Int whole -> whole;
            case Value.Real real -> real;
            default -> throw new IllegalArgumentException(key + " is " + value.display() + ", want a number");
        };
    }

    private Value series(Value.Fields leaf) {
        var targets = targets(leaf, node);
        if (targets.isEmpty()) throw new IllegalArgumentException("want target: a series, or a function of Graphite");
        var curves = renderer.curves(Map.of("target", targets, "from", List.of(from(leaf))));
        if (curves.isEmpty()) throw new IllegalArgumentException("no series is called " + String.join(", ", targets));
        return Answers.curves(curves.subList(0, Math.min(MOST_CURVES, curves.size())), MOST_POINTS);
    }

    /** What Graphite is asked for a widget, where the name of a node stands for {@code $node}. */
    public static List<String> targets(Value.Fields leaf, String node) {
        return texts(leaf, "target").stream()
                .map(each -> each.replace("$node", node))
                .toList();
    }

    /** One text, or a list of them. */
    private static List<String> texts(Value.Fields leaf, String key) {
        return switch (leaf.get(key)) {
            case Value.Undefined none -> List.of();
            case Value.Items items -> items.all().stream().map(Value::display).toList();
            case Value one -> List.of(one.display());
        };
    }

    private void checks(FieldsBuilder told, Value.Fields leaf) {
        var packs = texts(leaf, "packs");
        var found = CheckRows.told(
                checks.get(),
                name -> packs.isEmpty() || packs.contains(name.substring(0, Math.max(0, name.indexOf('/')))),
                text(leaf, "only").equals("problems"),
                rows(leaf));
        for (var key : found.keys()) told.with(key, found.get(key));
    }

    private static int rows(Value.Fields leaf) {
        var wanted = text(leaf, "rows");
        if (wanted.isEmpty()) return USUAL_ROWS;
        if (!wanted.matches("[0-9]{1,3}") || Integer.parseInt(wanted) > MOST_ROWS)
            throw new IllegalArgumentException("rows is " + wanted + ", want 0 to " + MOST_ROWS);
        return Integer.parseInt(wanted);
    }

    private record Row(String name, Value.Fields cells) {}

    /** A map of maps, or a list of maps, as rows: {@code columns} and {@code rows}, each {@code {"name", "cells"}}; the largest first where {@code sort} says by what. */
    private void table(FieldsBuilder told, Value.Fields leaf, Scope scope) {
        var all = rows(value(leaf, "value", scope));
        var columns = texts(leaf, "columns");
        var sort = text(leaf, "sort");
        if (!sort.isEmpty())
            all.sort(Comparator.comparingDouble((Row row) -> figure(row.cells().get(sort)))
                    .reversed());
        if (columns.isEmpty()) {
            var keys = new LinkedHashSet<String>();
            all.forEach(row -> keys.addAll(row.cells().keys()));
            columns = List.copyOf(keys);
        }
        List<Value> rows = new ArrayList<>();
        for (var row : all.subList(0, Math.min(rows(leaf), all.size()))) {
            var cells = columns.stream()
                    .map(column -> row.cells().has(column) ? row.cells().get(column) : Value.NONE)
                    .toList();
            rows.add(Value.object()
                    .with("name", row.name())
                    .with("cells", new Value.Items(cells))
                    .end());
        }
        told.with("columns", Value.texts(columns)).with("rows", new Value.Items(rows));
    }

    private static List<Row> rows(Value value) {
        List<Row> rows = new ArrayList<>();
        if (value instanceof Value.Fields fields)
            fields.forEach((name, each) -> {
                if (each instanceof Value.Fields cells) rows.add(new Row(name, cells));
            });
        else if (value instanceof Value.Items items)
            items.all().forEach(each -> {
                if (each instanceof Value.Fields cells) rows.add(new Row("", cells));
            });
        else
            throw new IllegalArgumentException(
                    "value is " + value.display() + ", want a map or a list of maps, such as {{collector.diskusage}}");
        return rows;
    }

    private static double figure(Value value) {
        if (value instanceof Value.Int whole) return whole.number();
        return value instanceof Value.Real real ? real.number() : Double.NEGATIVE_INFINITY;
    }
}
