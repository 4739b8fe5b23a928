package org.opsbro.discovery;

/** How far this agent trusts itself (Lifeguard, §4.1): 0 is well; what it waits for is stretched by score + 1. */
final class LocalHealth {
    static final int WORST = 8;
    /** From here on we declare nobody dead whom nobody else suspects. */
    static final int BAD = 4;

    private int score;

    int score() {
        return score;
    }

    boolean isBad() {
        return score >= BAD;
    }

    void change(int by) {
        score = Math.clamp(score + (long) by, 0, WORST);
    }

    long stretched(long nanos) {
        return nanos * (score + 1);
    }
}
