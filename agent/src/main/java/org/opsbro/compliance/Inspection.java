package org.opsbro.compliance;

import org.opsbro.host.Look;

/** A look at the machine by one who knows what is wanted. It changes nothing: a {@link Look} has no means to. */
@FunctionalInterface
public interface Inspection {
    Findings inspect(Look look);
}
