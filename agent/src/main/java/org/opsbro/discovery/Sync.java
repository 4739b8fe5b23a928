package org.opsbro.discovery;

import java.util.Arrays;
import java.util.List;

/**
 * What two agents exchange over a stream to know the same: sums, then the digests of the parts that differ, then the records that differ. Between
 * agents that agree, one {@link Sums} and one empty {@link Digests}.
 */
public sealed interface Sync {
    /** The most members a cluster can have, with those of other zones. */
    int MOST_MEMBERS = 32_768;

    /** The most bits of {@link Sums}. */
    int MOST_BITS = 10;

    /**
     * A sum of the digests of each part of the members: the parts are told apart by the first bits of the hashed id.
     *
     * @param bits there are 2^bits parts
     * @param events a sum of the events
     */
    record Sums(int bits, long[] parts, long events) implements Sync {
        @Override
        public boolean equals(Object other) {
            return other instanceof Sums that
                    && bits == that.bits
                    && events == that.events
                    && Arrays.equals(parts, that.parts);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(parts) + bits;
        }
    }

    /**
     * What the answerer has in the parts that differ.
     *
     * @param parts which differ, ascending
     * @param members pairs: hash of the id, then hash of what is known of it
     * @param events the hashes of all events
     * @param differ whether the events differ
     */
    record Digests(int bits, int[] parts, long[] members, long[] events, boolean differ) implements Sync {
        @Override
        public boolean equals(Object other) {
            return other instanceof Digests that
                    && bits == that.bits
                    && differ == that.differ
                    && Arrays.equals(parts, that.parts)
                    && Arrays.equals(members, that.members)
                    && Arrays.equals(events, that.events);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(members) + Arrays.hashCode(parts);
        }
    }

    /**
     * Records that the other lacks, and what is wanted of it.
     *
     * @param wanted hashes of ids
     * @param wantedEvents hashes of events
     * @param more whether another frame of them follows
     */
    record Records(
            List<MemberRecord> members,
            List<Message.Foreign> foreign,
            List<Message.EventNotice> events,
            List<Long> wanted,
            List<Long> wantedEvents,
            boolean more)
            implements Sync {
        public Records {
            members = List.copyOf(members);
            foreign = List.copyOf(foreign);
            events = List.copyOf(events);
            wanted = List.copyOf(wanted);
            wantedEvents = List.copyOf(wantedEvents);
        }

        static Records wanting(List<Long> ids) {
            return new Records(List.of(), List.of(), List.of(), ids, List.of(), false);
        }

        static Records wantingEvents(List<Long> hashes) {
            return new Records(List.of(), List.of(), List.of(), List.of(), hashes, false);
        }

        boolean asks() {
            return !wanted.isEmpty() || !wantedEvents.isEmpty();
        }

        boolean isEmpty() {
            return members.isEmpty() && foreign.isEmpty() && events.isEmpty() && !asks();
        }
    }
}
