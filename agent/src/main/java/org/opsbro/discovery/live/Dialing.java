package org.opsbro.discovery.live;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.opsbro.discovery.Address;

/** Which relays of the parent are to be called now: the known ones, then the seeds; who failed is left alone for a while, longer each time. */
final class Dialing {
    /** Streams that a relay holds to its parent. */
    static final int WANTED = 3;

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration SAME = Duration.ofMinutes(5);
    private static final int MOST = 256;

    private final Map<Address, Failed> failed = new HashMap<>();

    /**
     * Why it failed, and when it is tried again.
     *
     * @param unproven whether it did not prove that it is a relay
     */
    record Failed(String why, boolean unproven, Instant next, Duration pause) {}

    /** @param busy whom we talk with, or call already */
    synchronized List<Address> due(
            Collection<Address> known, Collection<Address> seeds, Set<Address> busy, Instant now) {
        var all = new LinkedHashSet<>(known);
        all.addAll(seeds);
        failed.keySet().retainAll(all);
        List<Address> due = new ArrayList<>();
        for (var address : all) {
            if (busy.size() + due.size() >= WANTED) break;
            var before = failed.get(address);
            if (!busy.contains(address) && (before == null || !now.isBefore(before.next()))) due.add(address);
        }
        return due;
    }

    /**
     * @param lived whether there was a link for a while before
     * @return whether that is news: it did not fail so before
     */
    synchronized boolean failed(Address address, IOException cause, boolean lived, Instant now) {
        var before = failed.get(address);
        var wait = before == null || lived ? FIRST : shorter(before.pause().multipliedBy(2));
        var why = String.valueOf(cause.getMessage());
        if (failed.size() < MOST || before != null)
            failed.put(address, new Failed(why, cause instanceof Unproven, now.plus(wait), wait));
        return before == null || !before.why().equals(why);
    }

    private static Duration shorter(Duration wait) {
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    /** A node that we talk with by another address. */
    synchronized void same(Address address, Instant now) {
        failed.put(address, new Failed("", false, now.plus(SAME), FIRST));
    }

    synchronized void succeeded(Address address) {
        failed.remove(address);
    }

    synchronized Map<Address, Failed> failures() {
        return Map.copyOf(failed);
    }
}
