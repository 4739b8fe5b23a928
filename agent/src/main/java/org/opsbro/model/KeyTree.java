package org.opsbro.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keys of the store as {@code {{kv.web.upstream}}} reads them: a folder below each {@code /}, texts at the end. Where a key is also a folder, its own
 * text wins, and what is below it is found by its whole name: {@code {{kv['web/upstream']}}}. Immutable.
 */
public final class KeyTree implements Value.Fields {
    /** Nothing was looked at. */
    public static final KeyTree EMPTY = new KeyTree(new TreeMap<>(), Set.of(), "", "");

    private static final char SEPARATOR = '/';

    private final NavigableMap<String, Value> all;
    private final Set<String> names;
    private final String folder;
    private final String why;

    private KeyTree(NavigableMap<String, Value> all, Set<String> names, String folder, String why) {
        this.all = all;
        this.names = names;
        this.folder = folder;
        this.why = why;
    }

    /** All there are. */
    public static KeyTree of(Map<String, ? extends Value> all) {
        return of(all, Set.of(""));
    }

    /**
     * Those that some names mean.
     *
     * @param all values by key; one that is no text is {@link Value.Undefined} with the reason
     * @param names what was looked for, each with all that is below it
     */
    public static KeyTree of(Map<String, ? extends Value> all, Set<String> names) {
        return new KeyTree(Collections.unmodifiableNavigableMap(new TreeMap<>(all)), Set.copyOf(names), "", "");
    }

    /** Nothing is known, and why. */
    public static KeyTree unknown(String why) {
        return new KeyTree(new TreeMap<>(), Set.of(""), "", why);
    }

    /**
     * The names of keys that a reference may mean, each with all that is below it: the path with {@code /} or with {@code .} between its parts, because
     * a key may hold dots too.
     *
     * @param path of a reference; {@code *} ends it
     */
    public static Set<String> meant(List<String> path) {
        List<String> names = new ArrayList<>(List.of(""));
        for (var part :
                path.stream().takeWhile(each -> !each.equals("*")).limit(6).toList()) {
            List<String> longer = new ArrayList<>();
            for (var name : names) {
                longer.add(name.isEmpty() ? part : name + SEPARATOR + part);
                if (!name.isEmpty()) longer.add(name + '.' + part);
            }
            names = longer;
        }
        return Set.copyOf(names);
    }

    /** Whether a key is one that was {@link #meant}, or below it; all are below "". */
    public static boolean isBelow(String key, String name) {
        return name.isEmpty()
                || (key.startsWith(name) && (key.length() == name.length() || key.charAt(name.length()) == SEPARATOR));
    }

    /** How many keys. */
    public int count() {
        return all.size();
    }

    /** Whether these names were looked for, and no others. */
    public boolean looksFor(Set<String> wanted) {
        return names.equals(wanted);
    }

    /** Whether all that these references may mean was looked for. */
    public boolean covers(Set<List<String>> paths) {
        return paths.stream()
                .flatMap(path -> meant(path).stream())
                .allMatch(meant -> names.stream().anyMatch(name -> isBelow(meant, name)));
    }

    /** Only those that one of these names means. */
    public KeyTree only(Set<String> wanted) {
        var some = new TreeMap<String, Value>();
        all.forEach((key, value) -> {
            if (wanted.stream().anyMatch(name -> isBelow(key, name))) some.put(key, value);
        });
        return new KeyTree(some, wanted, folder, why);
    }

    @Override
    public Value get(String name) {
        var key = folder + name;
        var value = all.get(key);
        if (value != null) return value;
        var below = key + SEPARATOR;
        var first = all.ceilingKey(below);
        if (!name.isEmpty() && first != null && first.startsWith(below)) return new KeyTree(all, names, below, why);
        return why.isEmpty() ? Value.UNDEFINED : new Value.Undefined(why);
    }

    @Override
    public List<String> keys() {
        // a folder is one name, and "a-b" may stand between "a" and "a/b"
        Set<String> names = new LinkedHashSet<>();
        for (var key : all.tailMap(folder, true).keySet()) {
            if (!key.startsWith(folder)) break;
            var end = key.indexOf(SEPARATOR, folder.length());
            var name = key.substring(folder.length(), end < 0 ? key.length() : end);
            if (!name.isEmpty()) names.add(name);
        }
        return List.copyOf(names);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (other instanceof KeyTree tree && tree.folder.isEmpty() && folder.isEmpty())
            return all.equals(tree.all) && names.equals(tree.names) && why.equals(tree.why);
        return other instanceof Value.Fields fields && Value.Fields.same(this, fields);
    }

    @Override
    public int hashCode() {
        return Value.Fields.hash(this);
    }

    @Override
    public String toString() {
        return folder.isEmpty() ? all.keySet().toString() : folder;
    }
}
