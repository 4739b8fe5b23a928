package org.opsbro.discovery;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.opsbro.model.NodeId;
import org.opsbro.model.Profile;

/**
 * What one agent tells another in a packet. Who sent the packet is in its sealed header, not here.
 *
 * <p>Of two facts about a node the newer has the higher incarnation; of the same incarnation alive &lt; suspect &lt; dead &lt; leave.
 */
public sealed interface Message {
    /** The most bytes of a profile that travels inside a packet; a larger one is pulled by its hash. */
    int MAX_INLINE = 256;

    /** The most bytes of UTF-8 of the payload of an event. */
    int MAX_PAYLOAD = 64 * 1024;

    /** The most of those that travel inside a packet; of a larger event only a notice does, and the event is pulled. */
    int MAX_INLINE_PAYLOAD = 512;

    /** The most bytes of a signed order. */
    int MAX_ORDER = 1024;

    /** The most bytes a request for detection is padded with. */
    int MAX_PADDING = 512;

    /**
     * Are you there?
     *
     * @param target the hash of the id of whom it is for, so that another agent at a reused address keeps silent; 0 for whoever is there
     */
    record Ping(int sequence, long target) implements Message {}

    /**
     * I am, or the one you asked me to ping is.
     *
     * @param view a sum of all that the sender knows of the cluster: who disagrees for long compares by push/pull; 0 from who passes an answer on
     */
    record Ack(int sequence, long view) implements Message {}

    /** I am here and pinged for you; the target has not answered me yet. */
    record Nack(int sequence) implements Message {}

    /** Ping the target for me, and pass its answer on. */
    record IndirectPing(int sequence, NodeId target) implements Message {}

    /**
     * A node as it tells of itself; it alone makes these, others repeat them.
     *
     * @param version counts its profiles within one incarnation
     * @param boot a number of its present run: another one means that it was restarted
     * @param profile all of it, or only name, address, port, zone and relay
     * @param hash of the encoded whole profile
     * @param whole whether the profile is all of it
     */
    record Alive(NodeId id, long incarnation, long version, int boot, Profile profile, long hash, boolean whole)
            implements Message {
        /** Newer than the other as a word of the same node: by incarnation, then by version. */
        boolean isAfter(Alive other) {
            return incarnation > other.incarnation || (incarnation == other.incarnation && version > other.version);
        }

        Alive telling(Profile other, boolean all) {
            return new Alive(id, incarnation, version, boot, other, hash, all);
        }
    }

    /**
     * It does not answer.
     *
     * @param from who says so
     * @param refused whether its host refused a connection: the host is up, the agent is not
     */
    record Suspect(NodeId id, long incarnation, NodeId from, boolean refused) implements Message {}

    /**
     * It did not refute the suspicion in time.
     *
     * @param agentDown whether its host was seen to be up
     */
    record Dead(NodeId id, long incarnation, NodeId from, boolean agentDown) implements Message {}

    /** It goes by its own will. */
    record Leave(NodeId id, long incarnation) implements Message {}

    /** It has to go: an order whose signature the receiver proves. */
    record ForcedLeave(byte[] order) implements Message {
        public ForcedLeave {
            order = order.clone();
        }

        @Override
        public byte[] order() {
            return order.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ForcedLeave that && Arrays.equals(order, that.order);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(order);
        }
    }

    /**
     * Something a person or program told the zone.
     *
     * @param origin with lamport and sequence: its identity
     * @param lamport later than every event its origin had heard of
     * @param sequence counts the events of the origin
     * @param age in milliseconds since it was told, as far as those who passed it on can say
     * @param zone where it was told
     * @param subZones whether the zones below hear it too
     * @param missing how many bytes of payload do not travel with this notice and are to be pulled; 0 if it is whole
     */
    record EventNotice(
            NodeId origin,
            long lamport,
            long sequence,
            String type,
            String payload,
            long age,
            String zone,
            boolean subZones,
            int missing)
            implements Message {
        EventNotice(
                NodeId origin,
                long lamport,
                long sequence,
                String type,
                String payload,
                long age,
                String zone,
                boolean subZones) {
            this(origin, lamport, sequence, type, payload, age, zone, subZones, 0);
        }

        boolean whole() {
            return missing == 0;
        }

        /** As it travels inside packets: without a large payload. */
        EventNotice inline() {
            var bytes = bytes();
            return bytes <= MAX_INLINE_PAYLOAD
                    ? this
                    : new EventNotice(origin, lamport, sequence, type, "", age, zone, subZones, bytes);
        }

        /** Of the payload. */
        int bytes() {
            return payload.getBytes(StandardCharsets.UTF_8).length;
        }

        /** By which it is known again. */
        long key() {
            return Hashes.of(Hashes.of(origin), Hashes.of(lamport, sequence));
        }

        String id() {
            return origin.uuid() + "-" + lamport + "-" + sequence;
        }

        EventNotice aged(long millis) {
            return new EventNotice(origin, lamport, sequence, type, payload, millis, zone, subZones, missing);
        }
    }

    /**
     * A node of another zone, a copied fact: nobody here judges it.
     *
     * @param version higher is newer; see {@link Copies}
     */
    record Foreign(MemberRecord record, long version) implements Message {
        /** The zone it is in. */
        public String zone() {
            return record.alive().profile().zone();
        }
    }

    /**
     * Who is in this network?
     *
     * @param padding bytes of nothing, so that the answer is not larger than the question
     */
    record Detect(int nonce, String zone, int padding) implements Message {}

    /** I am. */
    record DetectAnswer(int nonce, NodeId id, Profile brief) implements Message {}
}
