package org.opsbro.automation.generators.live;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.opsbro.automation.generators.Generator;
import org.opsbro.automation.generators.Page;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.Expression.Dependency;
import org.opsbro.evaluator.Function;
import org.opsbro.model.KeyTree;

/**
 * A generator with its template and with what both depend on.
 *
 * @param collectors by name; {@code *} for all
 * @param readsNodes whether another node, or this one's groups, may change the text
 * @param asksCluster whether it asks for other nodes, so that it must not be believed while they are not known
 * @param keys of the store, as references name them: what each means is told by {@link KeyTree#meant}
 * @param restless whether it depends on what no event tells: the time, files, the network
 */
record Watched(
        Generator generator,
        Page page,
        Set<String> collectors,
        boolean readsNodes,
        boolean asksCluster,
        Set<List<String>> keys,
        boolean restless) {
    /** Functions that read the World, but no other node. */
    private static final Set<String> OF_ITSELF =
            Set.of("is_in_group", "is_in_defined_group", "is_in_static_group", "gossip_get_zone");

    private static final Set<String> OF_NODES = Set.of("nodes", "groups", "services");

    static Watched of(Generator generator, Page page, Evaluator evaluator) {
        var all = new HashSet<Dependency>(generator.generateIf().dependencies());
        all.addAll(page.reads());
        var collectors = new TreeSet<String>();
        var keys = new HashSet<List<String>>();
        var readsNodes = false;
        var asksCluster = false;
        var restless = false;
        for (var each : all) {
            if (each.root().startsWith("collector"))
                collectors.add(each.path().isEmpty() ? "*" : each.path().getFirst());
            else if (each.root().equals("kv")) keys.add(each.path());
            else if (OF_NODES.contains(each.root())) asksCluster = true;
            else if (each.root().equals("node")) readsNodes = true;
            else if (each.root().equals(Dependency.FUNCTION)) {
                var function = evaluator.function(each.path().getFirst());
                var known = function.isPresent();
                readsNodes |= known && OF_ITSELF.contains(function.get().name());
                // a function that only templates have, such as ok_nodes, asks for nodes
                asksCluster |= !known
                        || (function.get().readsCluster()
                                && !OF_ITSELF.contains(function.get().name()));
                if (known
                        && function.get().purity() == Function.Purity.WORLD
                        && !function.get().readsCluster()) collectors.add("*");
                restless |= known
                        && function.get().purity() != Function.Purity.WORLD
                        && function.get().purity() != Function.Purity.PURE;
            } else if (!each.root().equals("parameters") && !each.root().equals("variables")) restless = true;
        }
        return new Watched(
                generator, page, collectors, readsNodes || asksCluster, asksCluster, Set.copyOf(keys), restless);
    }

    /** Those of the keys that it reads. */
    KeyTree read(KeyTree all) {
        if (keys.isEmpty()) return KeyTree.EMPTY;
        return all.only(
                keys.stream().flatMap(path -> KeyTree.meant(path).stream()).collect(Collectors.toSet()));
    }

    boolean reads(String collector) {
        return collectors.contains(collector) || collectors.contains("*");
    }
}
