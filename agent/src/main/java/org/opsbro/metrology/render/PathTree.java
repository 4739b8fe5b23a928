package org.opsbro.metrology.render;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.opsbro.metrology.NamePattern;
import org.opsbro.model.Value;

/** The names of series as a tree of their parts, as {@code /metrics/find} and {@code /metrics/expand} tell it. Series with tags are not in it. */
public final class PathTree {
    private final List<String> names;
    private final Function<String, Span> reach;

    /**
     * Of all names; one that ends with a point is a place that has others below it, whatever they are.
     *
     * @param reach from when until when a series has samples
     */
    public PathTree(List<String> names, Function<String, Span> reach) {
        this.reach = reach;
        this.names = names.stream().filter(name -> name.indexOf(';') < 0).toList();
    }

    /**
     * A place in the tree.
     *
     * @param isLeaf whether it is a series; there may be places below its name, too
     */
    public record Node(String path, boolean isLeaf) {
        String name() {
            return path.substring(path.lastIndexOf('.') + 1);
        }
    }

    /**
     * The places that a pattern means, in the order of their names; where a series has others below it, those first.
     *
     * @throws BadTarget if it is no pattern
     */
    public List<Node> found(String pattern) {
        var depth = (int) pattern.chars().filter(letter -> letter == '.').count() + 1;
        var leaves = new TreeSet<String>();
        var branches = new TreeSet<String>();
        var wanted = wanted(pattern);
        for (var name : names) {
            var end = end(name, depth);
            if (end < 0) continue;
            var path = name.substring(0, end);
            if (end == name.length() ? leaves.contains(path) : branches.contains(path)) continue;
            if (wanted.test(path)) (end == name.length() ? leaves : branches).add(path);
        }
        List<Node> nodes = new ArrayList<>();
        for (var branch : branches) nodes.add(new Node(branch, false));
        for (var leaf : leaves) nodes.add(new Node(leaf, true));
        nodes.sort(Comparator.comparing(Node::name));
        return nodes;
    }

    private static Predicate<String> wanted(String pattern) {
        try {
            return NamePattern.path(pattern);
        } catch (IllegalArgumentException wrong) {
            throw new BadTarget(String.valueOf(wrong.getMessage()));
        }
    }

    /** Where so many parts end; -1 if there are fewer. */
    private static int end(String name, int parts) {
        var at = -1;
        for (var i = 0; i < parts; i++) {
            if (at + 1 >= name.length()) return -1;
            var dot = name.indexOf('.', at + 1);
            at = dot < 0 ? name.length() : dot;
        }
        return at;
    }

    /**
     * What {@code /metrics/find} answers.
     *
     * @param format treejson, completer, nodelist, json, or msgpack: what is to be written so
     * @param position which part a nodelist has, from the end if it is negative
     */
    public Value find(String query, String format, boolean wildcards, int position) {
        return switch (format) {
            case "treejson" -> treeJson(query, wildcards);
            case "completer" -> completer(query, wildcards);
            case "nodelist" -> nodeList(query, position);
            case "json" -> json(query);
            case "msgpack" -> messages(query);
            default ->
                throw new BadTarget(
                        "format is \"" + format + "\", want treejson, completer, nodelist, json or msgpack");
        };
    }

    private Value treeJson(String query, boolean wildcards) {
        var nodes = found(query);
        var base = query.substring(0, query.lastIndexOf('.') + 1);
        List<Value> told = new ArrayList<>();
        if (nodes.size() > 1 && wildcards)
            told.add(entry("*", base, nodes.stream().allMatch(Node::isLeaf)));
        var seen = new HashSet<String>();
        List<Value> leaves = new ArrayList<>();
        for (var node : nodes)
            if (seen.add(node.name())) (node.isLeaf() ? leaves : told).add(entry(node.name(), base, node.isLeaf()));
        told.addAll(leaves);
        return new Value.Items(told);
    }

    private static Value entry(String name, String base, boolean isLeaf) {
        return Value.object()
                .with("text", name)
                .with("id", base + name)
                .with("allowChildren", isLeaf ? 0 : 1)
                .with("expandable", isLeaf ? 0 : 1)
                .with("leaf", isLeaf ? 1 : 0)
                .end();
    }

    /** What somebody means who is still typing. */
    static String completing(String query) {
        var pattern = query.replace("..", "*.");
        return pattern.endsWith("*") ? pattern : pattern + "*";
    }

    private Value completer(String query, boolean wildcards) {
        var nodes = found(completing(query));
        List<Value> told = new ArrayList<>();
        for (var node : nodes)
            told.add(Value.object()
                    .with("path", node.isLeaf() ? node.path() : node.path() + ".")
                    .with("name", node.name())
                    .with("is_leaf", node.isLeaf() ? "1" : "0")
                    .end());
        if (nodes.size() > 1 && wildcards)
            told.add(Value.object().with("name", "*").end());
        return Value.object().with("metrics", new Value.Items(told)).end();
    }

    private Value nodeList(String query, int position) {
        var parts = new TreeSet<String>();
        for (var node : found(query)) {
            var all = List.of(node.path().split("\\.", -1));
            var at = position < 0 ? all.size() + position : position;
            if (at < 0 || at >= all.size())
                throw new BadTarget(
                        "position is " + position + ", but " + node.path() + " has " + all.size() + " parts");
            parts.add(all.get(at));
        }
        return Value.object().with("nodes", Value.texts(List.copyOf(parts))).end();
    }

    private Value json(String query) {
        List<Value> told = new ArrayList<>();
        found(query).stream().sorted(Comparator.comparing(Node::path)).forEach(node -> {
            var entry = Value.object().with("path", node.path()).with("is_leaf", node.isLeaf());
            if (node.isLeaf()) {
                var span = reach.apply(node.path());
                var interval = Value.object()
                        .with("start", span.start())
                        .with("end", span.end())
                        .end();
                entry.with("intervals", new Value.Items(List.of(interval)));
            }
            told.add(entry.end());
        });
        return new Value.Items(told);
    }

    private Value messages(String query) {
        List<Value> told = new ArrayList<>();
        for (var node : found(query)) {
            var entry = Value.object().with("path", node.path()).with("is_leaf", node.isLeaf());
            if (node.isLeaf()) {
                var span = reach.apply(node.path());
                var interval = new Value.Items(List.of(Value.of(span.start()), Value.of(span.end())));
                entry.with("intervals", new Value.Items(List.of(interval)));
            }
            told.add(entry.end());
        }
        return new Value.Items(told);
    }

    /** What {@code /metrics/expand} answers. */
    public Value expand(List<String> queries, boolean leavesOnly, boolean byQuery) {
        var all = new TreeSet<String>();
        var groups = Value.object();
        for (var query : queries) {
            var paths = new TreeSet<String>();
            for (var node : found(query)) if (node.isLeaf() || !leavesOnly) paths.add(node.path());
            groups.with(query, Value.texts(List.copyOf(paths)));
            all.addAll(paths);
        }
        return Value.object()
                .with("results", byQuery ? groups.end() : Value.texts(List.copyOf(all)))
                .end();
    }
}
