package org.opsbro.detection;

import org.opsbro.model.Value;

/** How a collector's run ended. */
public sealed interface Collected {
    /** The same instance as the time before says that nothing changed. */
    record Facts(Value.Fields fields) implements Collected {}

    /** There is nothing of this kind here: no swap, no such program. */
    record NotEligible(String why) implements Collected {}

    /** It cannot run until a person sets a parameter. */
    record Misconfigured(String why) implements Collected {}

    /** It should have worked. */
    record Failed(String why) implements Collected {}
}
