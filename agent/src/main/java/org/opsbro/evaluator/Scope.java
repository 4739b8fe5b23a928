package org.opsbro.evaluator;

import java.util.random.RandomGenerator;
import org.opsbro.host.Host;
import org.opsbro.model.Value;
import org.opsbro.model.World;

/** Where an expression finds the values of its references, and what its functions may reach, during one evaluation. */
public interface Scope {
    /**
     * What stands under a root: {@code collector}, {@code parameters}, {@code variables}, {@code configuration}, {@code node}, {@code kv},
     * {@code check}, {@code service}, {@code env}. {@code collectors} has become {@code collector} before.
     *
     * @return empty fields where this scope has no such root
     */
    Value.Fields root(String name);

    World world();

    Host host();

    RandomGenerator random();
}
