package org.opsbro.automation.generators.live;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opsbro.host.Files.Entry;
import org.opsbro.host.Files.FileFacts;
import org.opsbro.host.Host;
import org.opsbro.model.ClusterEvent;
import org.opsbro.model.KeyTree;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.model.World;

/** What a generator saw at a look: while it would see the same, it need not look again. */
record Sight(
        Watched watched,
        Instant at,
        Map<NodeId, Node> nodes,
        List<ClusterEvent> heard,
        Map<String, Value> facts,
        KeyTree keys,
        Optional<FileFacts> file,
        Optional<Entry> entry) {
    /** What is new since. */
    enum News {
        NONE,
        /** The interval is over, but the file is as it was left, and so is all else. */
        TIME,
        MUCH
    }

    static Sight of(Watched watched, World world, Instant at, Host host) {
        var path = watched.generator().path();
        return new Sight(
                watched,
                at,
                world.nodes(),
                world.heard(),
                facts(watched, world),
                watched.read(world.kv()),
                host.files().facts(path),
                host.files().entry(path));
    }

    private static Map<String, Value> facts(Watched watched, World world) {
        Map<String, Value> facts = new HashMap<>();
        for (var report : world.collectors().values())
            if (watched.reads(report.name())) facts.put(report.name(), report.facts());
        return facts;
    }

    @SuppressWarnings("ReferenceEquality") // all of these are shared while nothing in them changes
    News news(Watched now, World world, Instant instant, Host host) {
        if (now != watched || instant.isBefore(at)) return News.MUCH;
        if (now.readsNodes() && (nodes != world.nodes() || heard != world.heard())) return News.MUCH;
        if (!now.collectors().isEmpty() && otherFacts(now, world)) return News.MUCH;
        if (!now.keys().isEmpty() && !keys.equals(now.read(world.kv()))) return News.MUCH;
        if (instant.isBefore(at.plus(now.generator().ways().every()))) return News.NONE;
        var path = now.generator().path();
        // has somebody changed the file by hand? its time of change (ctime) tells, whatever else was set back
        var same = host.files().facts(path).equals(file)
                && host.files().entry(path).equals(entry);
        return same && !now.restless() ? News.TIME : News.MUCH;
    }

    @SuppressWarnings("ReferenceEquality") // collectors give the same instance while nothing changes
    private boolean otherFacts(Watched now, World world) {
        var known = 0;
        for (var report : world.collectors().values()) {
            if (!now.reads(report.name())) continue;
            if (facts.get(report.name()) != report.facts()) return true;
            known++;
        }
        return known != facts.size();
    }
}
