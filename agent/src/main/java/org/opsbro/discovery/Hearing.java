package org.opsbro.discovery;

/**
 * Whether anybody is heard. Who hears nobody is cut off itself: it accuses nobody, and its suspicions stand still until it hears again, at most
 * {@link GossipSettings#isolationMost}. Not in a cluster of two, where one silent member is all silence.
 */
final class Hearing {
    private final long after;
    private final long most;
    private long last;
    private long frozen;
    private boolean told;

    Hearing(GossipSettings settings, long now) {
        this.after = settings.isolationAfter().toNanos();
        this.most = settings.isolationMost().toNanos();
        this.last = now;
    }

    /** @return whether it ends an isolation that was told */
    boolean heard(long now, int others) {
        if (others >= 2 && now - last > after) frozen += Math.min(now - last, most);
        last = Math.max(last, now);
        var ended = told;
        told = false;
        return ended;
    }

    boolean isolated(long now, int others) {
        return others >= 2 && now - last > after && now - last <= most;
    }

    /** Whether somebody was heard just now, or there is nobody to be heard: without it no suspicion becomes a verdict. */
    boolean hears(long now, long lately, int others) {
        return others < 2 || now - last <= lately || now - last > most;
    }

    /** Whether this is the moment to tell that we are isolated. */
    boolean begins(long now, int others) {
        if (told || !isolated(now, others)) return false;
        told = true;
        return true;
    }

    /** The time that suspicions go by: it stands still where we are cut off. */
    long suspicionTime(long now) {
        return now - frozen;
    }
}
