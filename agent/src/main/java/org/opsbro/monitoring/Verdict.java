package org.opsbro.monitoring;

import java.util.List;
import org.opsbro.model.CheckState;
import org.opsbro.model.Performance;

/**
 * What one run of a check found.
 *
 * @param output the line to read
 * @param details what follows it, empty mostly
 */
public record Verdict(CheckState state, String output, String details, List<Performance> performance) {
    public Verdict {
        performance = List.copyOf(performance);
    }

    public static Verdict of(CheckState state, String output) {
        return new Verdict(state, output, "", List.of());
    }

    public static Verdict unknown(String reason) {
        return of(CheckState.UNKNOWN, reason);
    }
}
