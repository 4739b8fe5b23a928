package org.opsbro.metrology.outward;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A name of a series taken apart, for programs that have labels in the place of paths: {@code web-1.cpu.idle;core=0} is {@code cpu.idle} with {@code core="0"} and
 * {@code node="web-1"}. All have the label {@code node}, the one that sends them; a tag of that name becomes {@code exported_node}.
 *
 * @param path without the name of this node
 * @param labels in the order of their names; none is empty
 */
record Told(String path, SortedMap<String, String> labels) {
    private static final String NODE = "node";

    /** @param label makes a label's name one that the other program takes; what becomes empty is left out */
    static Told of(String series, String node, UnaryOperator<String> label) {
        var parts = series.split(";", -1);
        var own = node + ".";
        var path = parts[0].startsWith(own) ? parts[0].substring(own.length()) : parts[0];
        var labels = new TreeMap<String, String>();
        labels.put(NODE, node);
        for (var i = 1; i < parts.length; i++) {
            var equals = parts[i].indexOf('=');
            if (equals <= 0 || equals == parts[i].length() - 1) continue;
            var name = label.apply(parts[i].substring(0, equals));
            // whose it is must not depend on what it says itself
            if (!name.isEmpty()) labels.put(name.equals(NODE) ? "exported_node" : name, parts[i].substring(equals + 1));
        }
        return new Told(path, labels);
    }
}
