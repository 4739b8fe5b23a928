package org.opsbro.compliance.reports;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.opsbro.compliance.Score;
import org.opsbro.model.ComplianceState;
import org.opsbro.model.ComplianceStatus;
import org.opsbro.model.RuleStatus;
import org.opsbro.model.Value;

/**
 * How the compliances of a node stand at a moment.
 *
 * @param node its name
 * @param version of the agent
 */
public record Report(String node, String version, Instant at, List<ComplianceStatus> compliances) {
    private static final Set<String> WHAT_IS_WRONG = Set.of("DEVIATION", "ERROR");

    public Report {
        compliances = List.copyOf(compliances);
    }

    /** A rule, and the compliance it stands in. */
    public record Entry(ComplianceStatus compliance, RuleStatus rule) {
        /** {@code pack/file#rule}. */
        public String id() {
            return compliance.id() + "#" + rule.name();
        }

        public ComplianceState state() {
            return rule.state();
        }

        /** What is wrong, or else what there is to say, in one text; what is as it should be needs no reason. */
        public String why() {
            var wrong = texts(rule, WHAT_IS_WRONG);
            return wrong.isEmpty() ? texts(rule, Set.of("INFO", "FIX")) : wrong;
        }

        private static String texts(RuleStatus rule, Set<String> kinds) {
            return rule.lines().stream()
                    .filter(line -> kinds.contains(line.kind()))
                    .map(RuleStatus.Line::text)
                    .collect(Collectors.joining("; "));
        }
    }

    public Stream<Entry> entries() {
        return compliances.stream().flatMap(each -> each.rules().stream().map(rule -> new Entry(each, rule)));
    }

    /** What a person should know, the weightiest first. */
    public List<Entry> troubles() {
        return entries()
                .filter(each -> each.state().isProblem() || each.state() == ComplianceState.ROLLED_BACK)
                .sorted(Comparator.comparingInt((Entry each) -> -each.rule().impact())
                        .thenComparing(Entry::state, Comparator.reverseOrder())
                        .thenComparing(Entry::id))
                .toList();
    }

    /** How much of what matters is as it should be, in percent. */
    public double score() {
        return Score.of(compliances);
    }

    /** How many rules are in each state that one of them has, the worst first. */
    public Map<ComplianceState, Long> counts() {
        var counts = new TreeMap<ComplianceState, Long>(Comparator.reverseOrder());
        entries().forEach(each -> counts.merge(each.state(), 1L, Long::sum));
        return counts;
    }

    public ComplianceState state() {
        return ComplianceState.worst(entries().map(Entry::state));
    }

    /** Keys: node, version, at, state, score, counts {state: number}, troubles [{id, state, impact, why}], compliances [{id, name, …, rules [{…}]}]. */
    public Value.Fields toValue() {
        var counted = Value.object();
        counts().forEach((state, count) -> counted.with(state.word(), count));
        return Value.object()
                .with("node", node)
                .with("version", version)
                .with("at", at.toString())
                .with("state", state().word())
                .with("score", score())
                .with("counts", counted.end())
                .with(
                        "troubles",
                        new Value.Items(troubles().stream()
                                .<Value>map(each -> Value.object()
                                        .with("id", each.id())
                                        .with("state", each.state().word())
                                        .with("impact", each.rule().impact())
                                        .with("why", each.why())
                                        .end())
                                .toList()))
                .with(
                        "compliances",
                        new Value.Items(compliances.stream()
                                .<Value>map(ComplianceStatus::toValue)
                                .toList()))
                .end();
    }
}
