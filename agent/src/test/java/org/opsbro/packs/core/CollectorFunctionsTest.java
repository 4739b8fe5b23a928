package org.opsbro.packs.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.opsbro.detection.PaperHost;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.PackScope;
import org.opsbro.model.CollectorReport;
import org.opsbro.model.CollectorReport.State;
import org.opsbro.model.Event;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.model.World;

class CollectorFunctionsTest {
    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");

    /** What an expression gives where the collector nginx has facts, and its last run ended so. */
    private static Value told(State state, String reason, String expression) {
        var facts = Value.object().with("connections", 3).end();
        var report = new CollectorReport("nginx", "nginx", state, reason, facts, NOON, NOON, Duration.ZERO);
        var world = World.of(Node.named(new NodeId("aa"), "n", "internet"), NOON)
                .after(new Event.FactsCollected(NOON, report));
        var scope = new PackScope(world, PaperHost.of(Map.of()), new SplittableRandom(1), Value.Fields.EMPTY);
        return new Evaluator(List.of(new CollectorFunctions()))
                .compile(expression)
                .evaluate(scope);
    }

    @Test
    void state_and_reason_are_those_of_the_last_run() {
        assertThat(told(State.MISSING_CONFIGURATION, "write it", "collector_state('nginx')"))
                .isEqualTo(Value.of("MISSING-CONFIGURATION"));
        assertThat(told(State.ERROR, "refused", "collector_log('nginx')")).isEqualTo(Value.of("refused"));
    }

    @Test
    void facts_of_a_good_run_are_fresh() {
        assertThat(told(State.OK, "", "fresh('nginx')['connections'] + 1")).isEqualTo(Value.of(4));
    }

    @Test
    void facts_from_before_a_failure_are_an_error_that_says_why() {
        assertThatExceptionOfType(EvaluationException.class)
                .isThrownBy(() -> told(State.ERROR, "refused", "fresh('nginx')['connections']"))
                .withMessageContaining("the collector nginx is ERROR: refused");
        assertThatExceptionOfType(EvaluationException.class)
                .isThrownBy(() -> told(State.OK, "", "fresh('redis')"))
                .withMessageContaining("the collector redis is PENDING");
    }
}
