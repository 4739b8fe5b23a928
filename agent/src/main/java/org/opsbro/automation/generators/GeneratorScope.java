package org.opsbro.automation.generators;

import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.opsbro.evaluator.PackScope;
import org.opsbro.host.Host;
import org.opsbro.model.World;
import org.opsbro.pack.Parameters;

/** What a generator and its template may refer to; it notes how few nodes it was given. One thread's. */
public final class GeneratorScope extends PackScope {
    private OptionalInt fewest = OptionalInt.empty();

    public GeneratorScope(World world, Host host, RandomGenerator random, Parameters parameters) {
        super(world, host, random, parameters.values());
    }

    @Override
    public void counted(int nodes) {
        fewest = OptionalInt.of(Math.min(nodes, fewest.orElse(nodes)));
    }

    /** The length of the shortest list of nodes that was asked for; empty if none was. */
    OptionalInt fewest() {
        return fewest;
    }
}
