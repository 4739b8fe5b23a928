package org.opsbro.evaluator;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.opsbro.host.Host;
import org.opsbro.model.Value;
import org.opsbro.model.World;

/** Where an expression finds the values of its references, and what its functions may reach, during one evaluation. */
public interface Scope {
    /** The roots there are; a scope may know some of them only. */
    List<String> ROOTS =
            List.of("collector", "parameters", "variables", "configuration", "node", "kv", "check", "service", "env");

    /**
     * What stands under a root: one of {@link #ROOTS}. {@code collectors} has become {@code collector} before.
     *
     * @return empty fields where this scope has no such root
     */
    Value.Fields root(String name);

    World world();

    Host host();

    RandomGenerator random();

    /** Where the value of a reference comes from, for {@code --explain}: collector, pack and age; file and line of a parameter. Empty if unknown. */
    default String note(String root, List<String> path) {
        return "";
    }

    /** A list of so many nodes was given: for those who must not go on with too few. */
    default void counted(int nodes) {}

    /** How long functions that reach outside may still take, together, in this turn. */
    default Duration patience() {
        return Duration.ofSeconds(10);
    }

    /** The result of a call that reaches outside: worked out once for the life of this scope, where it remembers. */
    default Value once(Call call, Supplier<Value> work) {
        return work.get();
    }

    /** A call with its arguments. */
    record Call(String function, List<Value> arguments) {}
}
