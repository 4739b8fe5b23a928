package org.opsbro.template;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.opsbro.evaluator.Scope;
import org.opsbro.model.Value;

/**
 * What a template can read: {@code node}, {@code nodes} by uuid, {@code groups} and {@code services} of the cluster, and the roots of its
 * {@link Scope}: {@code collector parameters variables configuration kv check service env}. The cluster is looked at once, so one object may
 * serve all templates of a turn. One thread's.
 */
public final class Inputs {
    /** Every name that is an input, so a dependency. */
    static final Set<String> NAMES = names();

    private final Scope scope;
    private final Map<String, Value> others;
    private final Map<String, Value> known = new HashMap<>();

    private Inputs(Scope scope, Map<String, Value> others) {
        this.scope = scope;
        this.others = others;
    }

    public static Inputs of(Scope scope) {
        return new Inputs(scope, Map.of());
    }

    /** With more names, which hide those of the scope. */
    public static Inputs of(Scope scope, Map<String, Value> others) {
        return new Inputs(scope, Map.copyOf(others));
    }

    Scope scope() {
        return scope;
    }

    /** Undefined if this is the name of no input. */
    Value get(String name) {
        var other = others.get(name);
        if (other != null) return other;
        if (!NAMES.contains(name)) return Value.UNDEFINED;
        // no computeIfAbsent: a function of the scope may ask for another input
        var found = known.get(name);
        if (found == null) {
            found = found(name);
            known.put(name, found);
        }
        return found;
    }

    private Value found(String name) {
        return switch (name) {
            case "nodes" -> Cluster.nodes(scope.world());
            case "groups" -> Cluster.groups(scope.world());
            case "services" -> Cluster.services(scope.world());
            case "node" -> new NodeFields(scope.world().node());
            case "collectors" -> scope.root("collector");
            default -> scope.root(name);
        };
    }

    List<String> all() {
        var all = new TreeSet<>(NAMES);
        all.addAll(others.keySet());
        return List.copyOf(all);
    }

    private static Set<String> names() {
        var all = new TreeSet<>(Scope.ROOTS);
        all.addAll(List.of("nodes", "groups", "services", "collectors"));
        return Set.copyOf(all);
    }
}
