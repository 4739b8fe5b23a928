package org.opsbro.kv.raft.live;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether what several clients saw of one key can be explained by an order of what they did in which each deed happened at one moment between its call and
 * its answer. The search of Wing and Gong, with Lowe's memory of what was tried: "Testing for linearizability", 2017.
 */
public final class Linearizability {
    /** Of a deed of which nobody knows whether it happened, or of one that may still happen. */
    public static final long NEVER = Long.MAX_VALUE;

    /** What a client did to the key, from when until when. The key has the value "" before all. */
    public sealed interface Deed {
        long start();

        long end();

        /** The value after it, if it can have happened where the key had this one. */
        Optional<String> after(String value);
    }

    public record Read(long start, long end, String seen) implements Deed {
        @Override
        public Optional<String> after(String value) {
            return value.equals(seen) ? Optional.of(value) : Optional.empty();
        }
    }

    public record Write(long start, long end, String written) implements Deed {
        @Override
        public Optional<String> after(String value) {
            return Optional.of(written);
        }
    }

    /** Writes in the place of an old value. */
    public record Swap(long start, long end, String old, String written, Swapped swapped) implements Deed {
        public enum Swapped {
            YES,
            NO,
            UNKNOWN
        }

        @Override
        public Optional<String> after(String value) {
            var fits = value.equals(old);
            return switch (swapped) {
                case YES -> fits ? Optional.of(written) : Optional.empty();
                case NO -> fits ? Optional.empty() : Optional.of(value);
                case UNKNOWN -> Optional.of(fits ? written : value);
            };
        }
    }

    /** A call or an answer in the order of time; those that are explained are taken out of the list. */
    private static final class Event {
        final int number;
        final @Nullable Deed called;

        @Nullable
        Event answer;

        @Nullable
        Event previous;

        @Nullable
        Event next;

        Event(int number, @Nullable Deed called) {
            this.number = number;
            this.called = called;
        }

        void takeOut() {
            if (previous != null) previous.next = next;
            if (next != null) next.previous = previous;
        }

        void putBack() {
            if (previous != null) previous.next = this;
            if (next != null) next.previous = this;
        }
    }

    private record Tried(BitSet explained, String value) {}

    private record Step(Event call, String before) {}

    private final Event head = new Event(-1, null);
    private final Set<Tried> tried = new HashSet<>();
    private final Deque<Step> steps = new ArrayDeque<>();
    private final BitSet explained = new BitSet();
    private String value = "";

    private Linearizability(List<? extends Deed> deeds) {
        record Moment(long at, boolean answer, Event event) {}
        var moments = new ArrayList<Moment>();
        for (var number = 0; number < deeds.size(); number++) {
            var deed = deeds.get(number);
            var call = new Event(number, deed);
            moments.add(new Moment(deed.start(), false, call));
            if (deed.end() == NEVER) continue;
            var answer = new Event(number, null);
            call.answer = answer;
            moments.add(new Moment(deed.end(), true, answer));
        }
        moments.sort(Comparator.comparingLong(Moment::at).thenComparing(Moment::answer));
        var last = head;
        for (var moment : moments) {
            last.next = moment.event();
            moment.event().previous = last;
            last = moment.event();
        }
    }

    /** Whether there is such an order. */
    public static boolean holds(List<? extends Deed> deeds) {
        return new Linearizability(deeds).search();
    }

    private boolean search() {
        var at = head.next;
        while (at != null) {
            if (at.called != null) at = explains(at, at.called) ? head.next : at.next;
            else if (steps.isEmpty()) return false;
            else at = undone();
        }
        return true;
    }

    private boolean explains(Event call, Deed deed) {
        var after = deed.after(value);
        if (after.isEmpty()) return false;
        explained.set(call.number);
        if (!tried.add(new Tried((BitSet) explained.clone(), after.get()))) {
            explained.clear(call.number);
            return false;
        }
        steps.push(new Step(call, value));
        value = after.get();
        call.takeOut();
        if (call.answer != null) call.answer.takeOut();
        return true;
    }

    private @Nullable Event undone() {
        var step = steps.pop();
        value = step.before();
        explained.clear(step.call().number);
        if (step.call().answer != null) step.call().answer.putBack();
        step.call().putBack();
        return step.call().next;
    }
}
