package org.opsbro.metrology.zone.live;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.opsbro.metrology.NamePattern;
import org.opsbro.metrology.SeriesName;
import org.opsbro.metrology.render.BadTarget;
import org.opsbro.metrology.zone.Placement;
import org.opsbro.model.Node;
import org.opsbro.model.World;

/** Who has series of a name: the node whose name is its first part, or one of those that keep what others take. Only those of this zone that live are asked. */
public final class Owners {
    /** That are asked for one pattern. */
    public static final int MOST = 200;

    private Owners() {}

    /** What the names of the series of a node begin with. */
    static String first(Node node) {
        return SeriesName.part(node.name());
    }

    /**
     * The other nodes that series of a pattern belong to, by their names, and those that keep the series that are no node's own.
     *
     * @throws BadTarget if it is no pattern, or there are more than {@link #MOST}
     */
    public static List<Node> of(World now, String pattern) {
        var found = others(now, named(read(() -> NamePattern.first(pattern))).or(Placement::isOwner));
        return few(found, "\"" + pattern + "\"", ": say more of their names in the first part");
    }

    /**
     * All other nodes.
     *
     * @param what asks them
     * @throws BadTarget if there are more than {@link #MOST}
     */
    public static List<Node> all(World now, String what) {
        return few(others(now, node -> true), what, ": ask this one alone, by local=1");
    }

    private static List<Node> others(World now, Predicate<Node> wanted) {
        return living(now, wanted)
                .filter(node -> !node.id().equals(now.self()))
                .sorted(Comparator.comparing(Node::name).thenComparing(Node::id))
                .toList();
    }

    private static List<Node> few(List<Node> found, String what, String remedy) {
        if (found.size() <= MOST) return found;
        throw new BadTarget(what + " asks " + found.size() + " nodes, want up to " + MOST + remedy);
    }

    /** Another node that a series belongs to, if there is one. */
    public static Optional<Node> named(World now, String series) {
        return living(now, named(first -> series.startsWith(first + ".")))
                .filter(node -> !node.id().equals(now.self()))
                .min(Comparator.comparing(Node::id));
    }

    /** The other nodes that keep the series that are no node's own. */
    public static List<Node> keepers(World now) {
        return others(now, Placement::isOwner);
    }

    /** Whether a node may tell of a series: of its own, and where it keeps what others take of any. */
    public static boolean tells(Node node, String series) {
        return Placement.isOwner(node) || owns(node, series);
    }

    /** Whether a series belongs to a node. */
    public static boolean owns(Node node, String series) {
        return series.startsWith(first(node) + ".");
    }

    /** The first parts of series of all nodes, this one too, that a pattern of one part means. */
    static List<String> names(World now, String pattern) {
        return living(now, named(read(() -> NamePattern.path(pattern))))
                .map(Owners::first)
                .toList();
    }

    private static Predicate<Node> named(Predicate<String> wanted) {
        return node -> wanted.test(first(node));
    }

    private static Stream<Node> living(World now, Predicate<Node> wanted) {
        var zone = now.node().zone();
        return now.nodes().values().stream()
                .filter(node -> node.living() && node.zone().equals(zone) && wanted.test(node));
    }

    private static Predicate<String> read(Supplier<Predicate<String>> pattern) {
        try {
            return pattern.get();
        } catch (IllegalArgumentException wrong) {
            throw new BadTarget(String.valueOf(wrong.getMessage()));
        }
    }
}
