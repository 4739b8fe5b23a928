package org.opsbro.discovery;

import java.util.Arrays;
import java.util.List;
import org.opsbro.discovery.Message.EventNotice;
import org.opsbro.discovery.Message.Foreign;

/**
 * What the relays at both ends of a link between a zone and the one above it say to each other. First the lower asks and the upper proves who it is; from
 * then on both say what they have of the other ({@link Have}), tell what is newer ({@link Tell}), and beat.
 */
public sealed interface LinkFrame {
    /** Bytes of {@link Challenge#nonce}. */
    int NONCE_BYTES = 32;

    int MOST_REASON = 512;
    int MOST_CERTIFICATE = 512;
    int MOST_SIGNATURE = 64;

    /**
     * The first word of the lower relay: are you a relay of my parent?
     *
     * @param nonce of chance; what is signed for it is good for this link only
     * @param parent the zone above, as it is known below
     */
    record Challenge(byte[] nonce, String parent) implements LinkFrame {
        @Override
        public boolean equals(Object other) {
            return other instanceof Challenge that && Arrays.equals(nonce, that.nonce) && parent.equals(that.parent);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(nonce);
        }
    }

    /**
     * The answer of the upper relay.
     *
     * @param certificate of the authority of its zone; empty if it has none
     * @param signature with the key that the certificate names; empty without one
     */
    record Proof(byte[] certificate, byte[] signature) implements LinkFrame {
        @Override
        public boolean equals(Object other) {
            return other instanceof Proof that
                    && Arrays.equals(certificate, that.certificate)
                    && Arrays.equals(signature, that.signature);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(certificate);
        }
    }

    /** Why there is no link; the end. */
    record Refused(String reason) implements LinkFrame {}

    /**
     * What I have of what you may tell me.
     *
     * @param digests pairs: hash of the id, then version
     * @param events the keys of events for the zones below; from below only
     */
    record Have(long[] digests, long[] events) implements LinkFrame {
        @Override
        public boolean equals(Object other) {
            return other instanceof Have that
                    && Arrays.equals(digests, that.digests)
                    && Arrays.equals(events, that.events);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(digests);
        }
    }

    /** This is newer. */
    record Tell(List<Foreign> facts) implements LinkFrame {
        public Tell {
            facts = List.copyOf(facts);
        }
    }

    /** Are you there? And the sum of what I have of you. */
    record Beat(int sequence, long sum) implements LinkFrame {}

    /** I am. */
    record Echo(int sequence) implements LinkFrame {}

    /** Our sums differ: say what you {@link Have}. */
    record Ask() implements LinkFrame {}

    /** What was told in a zone above for the zones below it; from above only. */
    record Events(List<EventNotice> events) implements LinkFrame {
        public Events {
            events = List.copyOf(events);
        }
    }

    /** A signed order for a node below; from above only. */
    record Order(byte[] order) implements LinkFrame {
        @Override
        public boolean equals(Object other) {
            return other instanceof Order that && Arrays.equals(order, that.order);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(order);
        }
    }
}
