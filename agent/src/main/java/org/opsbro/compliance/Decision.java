package org.opsbro.compliance;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.opsbro.model.ComplianceState;
import org.opsbro.model.RuleStatus.Line;

/** What follows from what was found: a state to be told, or changes to be made. */
public sealed interface Decision {
    List<Line> lines();

    /** Nothing is to be done. */
    record Told(ComplianceState state, List<Line> lines) implements Decision {
        public Told {
            lines = List.copyOf(lines);
        }
    }

    /** The changes are to be made; the lines say what was found. */
    record Mend(List<Change> changes, List<Line> lines) implements Decision {
        public Mend {
            changes = List.copyOf(changes);
            lines = List.copyOf(lines);
        }
    }

    /**
     * The circumstances.
     *
     * @param enforcing whether the compliance wants deviations mended
     * @param mends whether this agent may mend at all: not one that is there for one command
     * @param waiver that of the rule or of a person, whether or not it still holds
     * @param held whether a person took the changes of this rule back
     * @param flapping whether it was mended too often
     */
    record Case(
            boolean enforcing,
            boolean mends,
            Terms terms,
            Optional<Waiver> waiver,
            boolean held,
            boolean flapping,
            Instant now) {}

    static Decision of(Findings findings, Case about) {
        var lines = new ArrayList<>(lines(findings));
        if (findings.doubts().findAny().isPresent()) return new Told(ComplianceState.ERROR, lines);
        if (findings.deviations().findAny().isEmpty())
            return new Told(
                    findings.all().stream().anyMatch(Finding.Compliant.class::isInstance)
                            ? ComplianceState.COMPLIANT
                            : ComplianceState.NOT_ELIGIBLE,
                    lines);
        var waiver = about.waiver().filter(each -> each.holds(about.now()));
        if (waiver.isPresent())
            return told(ComplianceState.WAIVED, lines, waiver.get().told());
        if (!about.enforcing() || onlyDrifts(findings)) return new Told(ComplianceState.NON_COMPLIANT, lines);
        if (about.held())
            return told(
                    ComplianceState.ROLLED_BACK,
                    lines,
                    "its changes were taken back by hand: launch it to enforce it again");
        if (about.flapping())
            return told(
                    ComplianceState.FLAPPING,
                    lines,
                    "it was mended " + Mendings.MOST + " times in " + Mendings.SPAN.toMinutes()
                            + " minutes, so somebody else manages the same thing: end that, then launch it");
        var blocked = about.terms().blocked(about.now());
        if (blocked.isPresent()) return told(ComplianceState.BLOCKED, lines, "not mended: " + blocked.get());
        if (findings.changes().isEmpty()) return new Told(ComplianceState.ERROR, lines);
        if (!about.mends())
            return told(
                    ComplianceState.NON_COMPLIANT,
                    lines,
                    "not mended: this agent is here for one command, and only looks");
        return new Mend(findings.changes(), lines);
    }

    private static boolean onlyDrifts(Findings findings) {
        return findings.all().stream()
                .noneMatch(each -> each instanceof Finding.Deviation || each instanceof Finding.ByHand);
    }

    private static Decision told(ComplianceState state, List<Line> lines, String why) {
        lines.add(new Line("INFO", why));
        return new Told(state, lines);
    }

    /** What was found, as lines for people. */
    static List<Line> lines(Findings findings) {
        return findings.all().stream()
                .map(finding -> switch (finding) {
                    case Finding.Compliant fine -> new Line("COMPLIANT", fine.what());
                    case Finding.Deviation deviation -> new Line("DEVIATION", deviation.what());
                    case Finding.ByHand hand -> new Line("DEVIATION", hand.what() + ": " + hand.why());
                    case Finding.Drift drift -> new Line("DEVIATION", drift.what());
                    case Finding.NotEligible not -> new Line("INFO", not.why());
                    case Finding.CannotTell doubt -> new Line("ERROR", doubt.why());
                })
                .toList();
    }
}
