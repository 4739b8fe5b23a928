package org.opsbro.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.opsbro.evaluator.Scope;
import org.opsbro.host.Host;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.pack.Packs.Pack;

/** What a person's expression may refer to: {@code collector. node. configuration. kv.}, and {@code parameters.} of a pack. */
record AskedScope(
        World world,
        Host host,
        RandomGenerator random,
        Value.Fields configuration,
        Value.Fields kv,
        Optional<Pack> pack)
        implements Scope {
    @Override
    public Value.Fields root(String name) {
        return switch (name) {
            case "collector" -> world.facts();
            case "node" -> world.node().toValue();
            case "configuration" -> configuration;
            case "kv" -> kv;
            case "parameters" -> pack.map(each -> each.parameters().values()).orElse(Value.Fields.EMPTY);
            default -> Value.Fields.EMPTY;
        };
    }

    @Override
    public String note(String root, List<String> path) {
        if (path.isEmpty()) return "";
        return switch (root) {
            case "collector" -> collector(path.getFirst());
            case "parameters" ->
                pack.map(each -> parameter(each, path.getFirst())).orElse("");
            default -> "";
        };
    }

    private String collector(String name) {
        var report = world.collectors().get(name);
        if (report == null) return "";
        var age = Duration.between(report.factsAt(), Instant.now()).toSeconds();
        return "collector " + name + " of the pack " + report.pack() + ", " + Math.max(0, age) + " s old";
    }

    private static String parameter(Pack pack, String name) {
        var origin = pack.origins().get(name);
        if (origin == null) return "";
        return (origin.isDefault() ? "default, " : "level " + origin.level() + ", ") + origin.source();
    }
}
