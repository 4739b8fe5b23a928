package org.opsbro.compliance;

import java.util.Set;
import org.opsbro.host.Look;

/** A look at the machine by one who knows what is wanted. It changes nothing: a {@link Look} has no means to. */
@FunctionalInterface
public interface Inspection {
    Findings inspect(Look look);

    /** The programs that its parameters name and that it asks, beside those of its type. */
    default Set<String> asks() {
        return Set.of();
    }
}
