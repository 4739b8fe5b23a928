package org.opsbro.metrology;

import org.jspecify.annotations.Nullable;

/** Where what a listener takes is kept: here, or by another node to which it is sent. For any thread. */
public interface Shares {
    /** All is kept here. */
    Shares NONE = new Shares() {
        @Override
        public @Nullable Object placement() {
            return null;
        }

        @Override
        public Object place(String name) {
            return this;
        }

        @Override
        public boolean isHere(Object place) {
            return true;
        }

        @Override
        public void send(Object place, byte[] bytes, int from, int to) {
            throw new IllegalStateException("all is kept here");
        }
    };

    /** What places hold for: another object when the nodes change that keep series; null while all is kept here. Never waits. */
    @Nullable
    Object placement();

    /** Where the samples of a name go, as long as {@link #placement} is the same. */
    Object place(String name);

    /** Whether a place is this node. */
    boolean isHere(Object place);

    /** Sends a line to another place, without its end. Never waits: what finds no room is dropped and counted. */
    void send(Object place, byte[] bytes, int from, int to);
}
