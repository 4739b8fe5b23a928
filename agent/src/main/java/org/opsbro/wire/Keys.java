package org.opsbro.wire;

/** The keys this agent has now; any thread may look or change them, and sees all of one moment. */
public final class Keys {
    private volatile HeldKeys held;

    public Keys(HeldKeys first) {
        this.held = first;
    }

    public HeldKeys now() {
        return held;
    }

    public void swap(HeldKeys next) {
        held = next;
    }
}
