package org.opsbro.discovery.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.opsbro.discovery.Address;

class DialingTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final List<Address> RELAYS =
            IntStream.rangeClosed(1, 5).mapToObj(DialingTest::at).toList();
    private final Dialing dialing = new Dialing();

    private static Address at(int number) {
        return new Address("10.0.0." + number, 6768);
    }

    private static IOException silent() {
        return new IOException("no answer");
    }

    private List<Address> due(List<Address> known, Set<Address> busy, Instant now) {
        return dialing.due(known, List.of(at(9)), busy, now);
    }

    @Test
    void the_known_come_before_the_seeds_and_no_more_than_are_wanted() {
        assertThat(due(RELAYS, Set.of(), NOW)).containsExactly(at(1), at(2), at(3));
        assertThat(due(RELAYS, Set.of(at(1), at(3)), NOW)).containsExactly(at(2));
        assertThat(due(RELAYS, Set.of(at(1), at(2), at(3)), NOW)).isEmpty();
        assertThat(due(List.of(), Set.of(), NOW)).containsExactly(at(9));
        assertThat(due(List.of(at(9)), Set.of(), NOW)).containsExactly(at(9));
    }

    @Test
    void who_failed_is_left_alone_for_longer_each_time_up_to_half_a_minute() {
        List<Long> waits = new ArrayList<>();
        var now = NOW;
        for (var i = 0; i < 7; i++) {
            dialing.failed(at(9), silent(), false, now);
            var failed = now;
            while (due(List.of(), Set.of(), now).isEmpty()) now = now.plusSeconds(1);
            waits.add(Duration.between(failed, now).toSeconds());
        }

        assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
    }

    @Test
    void a_link_that_lived_is_tried_again_at_once() {
        for (var i = 0; i < 7; i++) dialing.failed(at(9), silent(), false, NOW);

        dialing.failed(at(9), silent(), true, NOW);

        assertThat(due(List.of(), Set.of(), NOW.plusSeconds(1))).containsExactly(at(9));
    }

    @Test
    void another_address_of_a_node_with_a_link_is_left_alone_for_minutes_and_is_no_failure() {
        dialing.same(at(9), NOW);

        assertThat(due(List.of(), Set.of(), NOW.plusSeconds(299))).isEmpty();
        assertThat(due(List.of(), Set.of(), NOW.plusSeconds(300))).containsExactly(at(9));
        assertThat(dialing.failures().values()).allMatch(failed -> failed.why().isEmpty());
    }

    @Test
    void the_same_reason_is_news_once_and_another_one_again() {
        assertThat(dialing.failed(at(1), silent(), false, NOW)).isTrue();
        assertThat(dialing.failed(at(1), silent(), false, NOW)).isFalse();
        assertThat(dialing.failed(at(1), new Unproven("its certificate is over"), false, NOW))
                .isTrue();
        assertThat(dialing.failures().get(at(1)))
                .satisfies(failed -> assertThat(failed.unproven()).isTrue());
    }

    @Test
    void what_failed_is_forgotten_with_a_link_and_with_the_address() {
        dialing.failed(at(1), silent(), false, NOW);
        dialing.failed(at(2), silent(), false, NOW);

        dialing.succeeded(at(1));
        assertThat(dialing.failures()).containsOnlyKeys(at(2));

        due(List.of(at(3)), Set.of(), NOW);
        assertThat(dialing.failures()).isEmpty();
    }
}
