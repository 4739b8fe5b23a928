package org.opsbro.detection;

import java.util.List;
import java.util.Map;
import org.opsbro.model.CollectorReport;
import org.opsbro.model.Value;

/** How a collector's run ended. */
public sealed interface Collected {
    /**
     * The same instance as the time before says that nothing changed.
     *
     * @param labels {@link CollectorReport#labels}
     */
    record Facts(Value.Fields fields, Map<String, List<String>> labels) implements Collected {
        public Facts {
            labels = Map.copyOf(labels);
        }

        public Facts(Value.Fields fields) {
            this(fields, Map.of());
        }
    }

    /** There is nothing of this kind here: no swap, no such program. */
    record NotEligible(String why) implements Collected {}

    /** It cannot run until a person sets a parameter. */
    record Misconfigured(String why) implements Collected {}

    /** It should have worked. */
    record Failed(String why) implements Collected {}
}
