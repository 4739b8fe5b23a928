package org.opsbro.pack;

import java.util.Optional;
import org.opsbro.model.GroupExpression;
import org.opsbro.model.GroupExpression.BadGroupExpression;
import org.opsbro.model.ModuleReport;
import org.opsbro.model.Node;
import org.opsbro.model.Turn;
import org.opsbro.model.Value;

/**
 * A part of a pack that runs on its own while this node wants it: a listener, a connector, a handler. Each turn it compares what its parameters and the
 * groups of the node want with what it does, and starts, changes or stops itself; so it follows both within its interval.
 */
public interface Module extends Turn, AutoCloseable {
    /** Follows these packs from the next turn on. */
    void packs(Packs packs);

    /** How it is doing; any thread may ask. */
    ModuleReport report();

    /** Stops it for good. */
    @Override
    void close();

    /** Why the parameters {@code enabled} and {@code enabled_if_group} keep a module off on a node; empty if they do not. */
    static Optional<String> offBecause(Parameters parameters, Node node) {
        if (Value.FALSE.equals(parameters.value("enabled"))) return Optional.of("the parameter enabled is false");
        var group = parameters.text("enabled_if_group").filter(text -> !text.isBlank());
        if (group.isEmpty()) return Optional.empty();
        try {
            var wanted = GroupExpression.parse(group.get());
            return wanted.holds(node) ? Optional.empty() : Optional.of(wanted.refusal());
        } catch (BadGroupExpression bad) {
            return Optional.of("enabled_if_group: " + bad.getMessage());
        }
    }
}
