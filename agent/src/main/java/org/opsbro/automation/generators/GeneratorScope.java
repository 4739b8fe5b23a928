package org.opsbro.automation.generators;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.opsbro.evaluator.Scope;
import org.opsbro.host.Host;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.pack.Parameters;

/** What a generator and its template may refer to: {@code collector. parameters. node.}; it notes how few nodes it was given. One thread's. */
public final class GeneratorScope implements Scope {
    private final World world;
    private final Host host;
    private final RandomGenerator random;
    private final Parameters parameters;
    private final Map<Call, Value> calls = new HashMap<>();
    private OptionalInt fewest = OptionalInt.empty();

    public GeneratorScope(World world, Host host, RandomGenerator random, Parameters parameters) {
        this.world = world;
        this.host = host;
        this.random = random;
        this.parameters = parameters;
    }

    @Override
    public Value.Fields root(String name) {
        return switch (name) {
            case "collector" -> world.facts();
            case "parameters" -> parameters.values();
            case "node" -> world.node().toValue();
            default -> Value.Fields.EMPTY;
        };
    }

    @Override
    public void counted(int nodes) {
        fewest = OptionalInt.of(Math.min(nodes, fewest.orElse(nodes)));
    }

    /** The length of the shortest list of nodes that was asked for; empty if none was. */
    OptionalInt fewest() {
        return fewest;
    }

    @Override
    public Value once(Call call, Supplier<Value> work) {
        var known = calls.get(call);
        if (known != null) return known;
        var value = work.get();
        calls.put(call, value);
        return value;
    }

    @Override
    public World world() {
        return world;
    }

    @Override
    public Host host() {
        return host;
    }

    @Override
    public RandomGenerator random() {
        return random;
    }
}
