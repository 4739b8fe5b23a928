package org.opsbro.compliance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.opsbro.compliance.Decision.Case;
import org.opsbro.host.Commands.Command;
import org.opsbro.model.ComplianceState;

class DecisionTest {
    private static final Instant SATURDAY = Instant.parse("2026-11-28T03:00:00Z");
    private static final Change CHANGE = new Change.Run("do it", Command.of("true"), Optional.empty());
    private static final Findings DEVIATING =
            Findings.begin().deviation("it is wrong").change(CHANGE).end();
    private static final Waiver WAIVER = new Waiver(SATURDAY.plusSeconds(10), "known", "ann");

    private static Case enforcing(Terms terms) {
        return new Case(true, true, terms, Optional.empty(), false, false, SATURDAY);
    }

    private static Terms terms(String lock, String window) {
        return new Terms(
                3,
                List.of(),
                List.of(),
                Optional.empty(),
                Duration.ofMinutes(1),
                lock,
                0,
                Duration.ZERO,
                Window.parse(window),
                true);
    }

    private static ComplianceState state(Findings findings, Case about) {
        return Decision.of(findings, about) instanceof Decision.Told told ? told.state() : ComplianceState.RUNNING;
    }

    @Test
    void only_enforcing_mends() {
        assertThat(Decision.of(DEVIATING, enforcing(Terms.USUAL)))
                .isInstanceOfSatisfying(
                        Decision.Mend.class, mend -> assertThat(mend.changes()).containsExactly(CHANGE));
        assertThat(state(DEVIATING, new Case(false, true, Terms.USUAL, Optional.empty(), false, false, SATURDAY)))
                .isEqualTo(ComplianceState.NON_COMPLIANT);
    }

    @Test
    void what_cannot_be_told_is_never_mended() {
        var doubtful = Findings.begin()
                .deviation("wrong")
                .change(CHANGE)
                .cannotTell("unreadable")
                .end();

        assertThat(state(doubtful, enforcing(Terms.USUAL))).isEqualTo(ComplianceState.ERROR);
    }

    @Test
    void what_only_a_person_can_mend_is_an_error_where_it_should_be_mended() {
        var byHand = Findings.begin().byHand("gone", "nobody knows it").end();

        assertThat(state(byHand, enforcing(Terms.USUAL))).isEqualTo(ComplianceState.ERROR);
    }

    @Test
    void what_only_a_person_can_judge_is_told_and_nobody_waits_for_it() {
        var drift = List.<Finding>of(new Finding.Drift("it is another"));
        var only = Findings.begin().compliant("the rest").end().and(drift);

        assertThat(state(only, enforcing(Terms.USUAL))).isEqualTo(ComplianceState.NON_COMPLIANT);
        assertThat(state(only, new Case(true, true, Terms.USUAL, Optional.of(WAIVER), false, false, SATURDAY)))
                .isEqualTo(ComplianceState.WAIVED);
        assertThat(Decision.of(DEVIATING.and(drift), enforcing(Terms.USUAL))).isInstanceOf(Decision.Mend.class);
    }

    @Test
    void a_waiver_holds_until_its_end() {
        assertThat(state(DEVIATING, new Case(true, true, Terms.USUAL, Optional.of(WAIVER), false, false, SATURDAY)))
                .isEqualTo(ComplianceState.WAIVED);
        assertThat(state(
                        DEVIATING,
                        new Case(
                                false, true, Terms.USUAL, Optional.of(WAIVER), false, false, SATURDAY.plusSeconds(10))))
                .isEqualTo(ComplianceState.NON_COMPLIANT);
    }

    @Test
    void another_hour_blocks() {
        assertThat(state(DEVIATING, enforcing(terms("", "sun 02:00-04:00")))).isEqualTo(ComplianceState.BLOCKED);
        assertThat(state(DEVIATING, enforcing(terms("", "sat 02:00-04:00")))).isEqualTo(ComplianceState.RUNNING);
        assertThat(state(DEVIATING, enforcing(terms("", "fri 22:00-04:00")))).isEqualTo(ComplianceState.RUNNING);
        assertThat(state(DEVIATING, enforcing(terms("", "sat 22:00-04:00")))).isEqualTo(ComplianceState.BLOCKED);
    }

    @Test
    void what_was_mended_three_times_in_ten_minutes_is_left_alone() {
        var twice = Mendings.NONE.and(SATURDAY).and(SATURDAY.plusSeconds(60));

        assertThat(twice.flapping()).isFalse();
        assertThat(twice.and(SATURDAY.plusSeconds(599)).flapping()).isTrue();
        assertThat(twice.and(SATURDAY.plusSeconds(601)).flapping()).isFalse();
        assertThat(state(DEVIATING, new Case(true, true, Terms.USUAL, Optional.empty(), false, true, SATURDAY)))
                .isEqualTo(ComplianceState.FLAPPING);
    }

    @Test
    void the_worst_of_several_is_told_and_what_is_not_eligible_hides_nothing() {
        assertThat(ComplianceState.worst(
                        Stream.of(ComplianceState.COMPLIANT, ComplianceState.ERROR, ComplianceState.NOT_ELIGIBLE)))
                .isEqualTo(ComplianceState.ERROR);
        assertThat(ComplianceState.worst(Stream.of(ComplianceState.NOT_ELIGIBLE, ComplianceState.COMPLIANT)))
                .isEqualTo(ComplianceState.COMPLIANT);
        assertThat(ComplianceState.worst(Stream.of(ComplianceState.NOT_ELIGIBLE)))
                .isEqualTo(ComplianceState.NOT_ELIGIBLE);
    }
}
