package org.opsbro.detection;

import java.util.random.RandomGenerator;
import org.opsbro.evaluator.Scope;
import org.opsbro.host.Host;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.pack.Parameters;

/** What a detector or a declared collector may refer to: {@code collector.}, {@code parameters.} of its pack, {@code node.}. */
public record DetectionScope(World world, Host host, RandomGenerator random, Parameters parameters) implements Scope {
    @Override
    public Value.Fields root(String name) {
        return switch (name) {
            case "collector" -> world.facts();
            case "parameters" -> parameters.values();
            case "node" -> world.node().toValue();
            default -> Value.Fields.EMPTY;
        };
    }
}
