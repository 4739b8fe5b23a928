package org.opsbro.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.opsbro.discovery.LinkFrame.Events;
import org.opsbro.discovery.LinkFrame.Have;
import org.opsbro.discovery.LinkTalk.Knowledge;
import org.opsbro.discovery.Message.EventNotice;
import org.opsbro.discovery.zone.Zone;
import org.opsbro.discovery.zone.ZoneTree;

/** What one end of a link says of events, and what it takes of the other. */
class LinkTalkTest {
    private static final ZoneTree TREE = ZoneTree.of(
            List.of(new Zone("world", List.of("europe"), ""), new Zone("europe", List.of("paris", "lyon"), "")),
            new ArrayList<>());
    private static final long SECOND = 1_000_000_000L;

    private final LinkTalk upper = new LinkTalk(true, "europe", "paris", at(0));
    private final LinkTalk lower = new LinkTalk(false, "paris", "europe", at(0));

    private static Moment at(long second) {
        return new Moment(second * SECOND, Instant.EPOCH.plusSeconds(second));
    }

    private static EventNotice event(long sequence, String zone, boolean below) {
        return new EventNotice(SimulatedNetwork.id(1), sequence, sequence, "deploy", "now", 1000, zone, below);
    }

    private static Knowledge knowing(EventNotice... events) {
        return new Knowledge(events.length, List.of(), List.of(), List.of(events), 0);
    }

    private static List<EventNotice> told(List<LinkFrame> frames) {
        return frames.stream()
                .flatMap(frame -> frame instanceof Events told ? told.events().stream() : Stream.of())
                .toList();
    }

    private List<EventNotice> heard(EventNotice... events) {
        return lower.on(at(1), new Events(List.of(events)), knowing(), TREE).events();
    }

    @Test
    void an_event_is_told_once_as_old_as_it_is_and_not_to_who_has_it() {
        var known = knowing(event(1, "europe", true), event(2, "world", true));
        upper.on(
                at(1), new Have(new long[0], new long[] {event(2, "world", true).key()}), known, TREE);

        assertThat(told(upper.tick(at(5), known, TREE)))
                .containsExactly(event(1, "europe", true).aged(6000));
        assertThat(told(upper.tick(at(6), known, TREE))).isEmpty();
    }

    @Test
    void nothing_is_told_before_the_other_end_said_what_it_has_nor_upwards() {
        var known = knowing(event(1, "europe", true));

        assertThat(told(upper.tick(at(5), known, TREE))).isEmpty();
        lower.on(at(1), new Have(new long[0], new long[0]), known, TREE);
        assertThat(told(lower.tick(at(5), known, TREE))).isEmpty();
    }

    @Test
    void events_of_the_zones_above_are_heard_and_nothing_else() {
        var notice = new EventNotice(SimulatedNetwork.id(1), 9, 9, "deploy", "", 0, "europe", true, 5000);

        assertThat(heard(event(1, "europe", true), event(2, "world", true), event(3, "unheard-of", true)))
                .hasSize(3);
        assertThat(heard(event(4, "europe", false), event(5, "paris", true), event(6, "lyon", true), notice))
                .isEmpty();
        assertThat(lower.refusedEvents()).isEqualTo(4);
        assertThat(upper.on(at(1), new Events(List.of(event(1, "paris", true))), knowing(), TREE)
                        .events())
                .isEmpty();
        assertThat(upper.refusedEvents()).isEqualTo(1);
    }

    @Test
    void more_than_a_link_tells_in_a_minute_is_not_heard() {
        var many =
                IntStream.range(0, 1000).mapToObj(i -> event(i, "europe", true)).toArray(EventNotice[]::new);
        var heard = 0;
        for (var i = 0; i < 6; i++) heard += heard(many).size();

        assertThat(heard).isEqualTo(LinkTalk.MOST_EVENTS_A_MINUTE);
        assertThat(lower.refusedEvents()).isEqualTo(2000);
        assertThat(lower.on(at(70), new Events(List.of(many)), knowing(), TREE).events())
                .hasSize(1000);
    }

    @Test
    void what_is_more_than_passes_at_once_waits_for_the_next_turn() {
        var known = knowing(
                IntStream.range(0, 100).mapToObj(i -> event(i, "europe", true)).toArray(EventNotice[]::new));
        upper.on(at(1), new Have(new long[0], new long[0]), known, TREE);
        var turns = new ArrayList<Integer>();
        for (var second = 2; second < 8; second++)
            turns.add(told(upper.tick(at(second), known, TREE)).size());

        assertThat(turns).containsExactly(32, 32, 32, 4, 0, 0);
    }
}
