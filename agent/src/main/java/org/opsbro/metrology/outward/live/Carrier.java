package org.opsbro.metrology.outward.live;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Brings pieces to another program. For one thread at a time, but for {@link #close}. */
interface Carrier extends AutoCloseable {
    /** What became of them. */
    sealed interface Answer {
        /** The other one has them. */
        record Taken() implements Answer {}

        /** It has not, and never will. */
        record Refused(String why) implements Answer {}

        /**
         * It has not, or nobody knows: they are to be sent again.
         *
         * @param after what it asked for
         */
        record Later(String why, Optional<Duration> after) implements Answer {
            static Later because(String why) {
                return new Later(why, Optional.empty());
            }
        }
    }

    /** How many pieces it takes at a time. */
    int most();

    /** Sends them, one after the other; returns within a minute or two, whatever the other one does. */
    Answer send(List<byte[]> pieces);

    /** Where to, for people; no secrets. */
    String place();

    /** Cuts what is on its way. */
    @Override
    void close();
}
