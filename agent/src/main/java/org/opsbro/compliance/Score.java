package org.opsbro.compliance;

import java.util.Collection;
import org.opsbro.model.ComplianceState;
import org.opsbro.model.ComplianceStatus;

/** How much of what matters is as it should be, in percent: rules by their impact, those that are for this node and were looked at. */
public final class Score {
    private Score() {}

    /** 100 where no rule has any weight. */
    public static double of(Collection<ComplianceStatus> all) {
        var fine = 0L;
        var total = 0L;
        for (var status : all)
            for (var rule : status.rules()) {
                if (rule.state() == ComplianceState.NOT_ELIGIBLE || rule.state() == ComplianceState.PENDING) continue;
                total += rule.impact();
                if (rule.state().isFine()) fine += rule.impact();
            }
        return total == 0 ? 100 : Math.round(1000.0 * fine / total) / 10.0;
    }
}
