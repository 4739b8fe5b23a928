package org.opsbro.discovery.dns.live;

import java.util.Map;
import java.util.function.Supplier;
import org.opsbro.discovery.dns.DnsSettings;
import org.opsbro.discovery.dns.DnsTable;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.World;

/**
 * The table to answer from, made anew by the first query after the nodes changed. Making one never takes more than a twentieth of the time: in a cluster so
 * large that it lasts 10 ms, an answer may be 200 ms old.
 */
final class Tables {
    private static final int SHARE = 20;
    private final Supplier<World> worlds;
    private final DnsSettings settings;
    private volatile Made made;

    private record Made(Map<NodeId, Node> nodes, DnsTable table, int serial, long nextAt) {}

    Tables(Supplier<World> worlds, DnsSettings settings) {
        this.worlds = worlds;
        this.settings = settings;
        this.made = make(0);
    }

    @SuppressWarnings("ReferenceEquality") // the World's map is another one exactly if a node changed
    DnsTable now() {
        var known = made;
        return known.nodes() == worlds.get().nodes() ? known.table() : renewed();
    }

    @SuppressWarnings("ReferenceEquality")
    private synchronized DnsTable renewed() {
        if (made.nodes() != worlds.get().nodes() && System.nanoTime() - made.nextAt() >= 0) made = make(made.serial());
        return made.table();
    }

    private Made make(int before) {
        var start = System.nanoTime();
        var world = worlds.get();
        var serial = Math.max(before + 1, (int) world.at().getEpochSecond());
        var table = DnsTable.of(settings, world.nodes().values(), world.self(), serial);
        var end = System.nanoTime();
        return new Made(world.nodes(), table, serial, end + SHARE * (end - start));
    }
}
