package org.opsbro.monitoring;

import java.util.random.RandomGenerator;
import org.opsbro.evaluator.Scope;
import org.opsbro.host.Host;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.pack.Parameters;

/** What a service may refer to: {@code collector. parameters. node.}, and {@code service.} with its name, its pack and the ids of its checks. */
public record ServiceScope(World world, Host host, RandomGenerator random, Parameters parameters, Service service)
        implements Scope {
    @Override
    public Value.Fields root(String name) {
        return switch (name) {
            case "collector" -> world.facts();
            case "parameters" -> parameters.values();
            case "node" -> world.node().toValue();
            case "service" ->
                Value.object()
                        .with("name", service.name())
                        .with("pack", service.pack())
                        .with("checks", Value.texts(service.checks()))
                        .end();
            default -> Value.Fields.EMPTY;
        };
    }
}
