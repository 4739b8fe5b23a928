package org.opsbro.discovery;

import java.time.Duration;

/**
 * How fast the cluster watches and talks. The presets start from memberlist's.
 *
 * <p>With n living members, this one included, and i the probe interval:
 * <ul>
 *   <li>a suspicion lasts at least {@code suspicion × max(1, log10 n) × i}, and at first {@code suspicionMost} times as long; with c of the k = suspicion − 2
 *       wanted confirmations {@code max − (max − min) × log(c + 1) / log(k + 1)} (Lifeguard, §4.2)
 *   <li>a fact is sent {@code retransmissions × (ceil(log10(n + 1)) + 1)} times by each member: with 8 sends for 50 members, as memberlist has it, one fact in
 *       sixty misses somebody, who hears it from push/pull only
 *   <li>push/pull runs every {@code syncInterval}, above 32 members {@code × (ceil(log2 n − log2 32) + 1)}
 *   <li>a member whose own health is bad (score s from 0 to 8) stretches probe interval and timeout by s + 1
 * </ul>
 *
 * @param probeInterval between two probes
 * @param probeTimeout until others are asked to ping, too
 * @param indirectProbes how many of them
 * @param gossipInterval between two rounds of telling facts
 * @param fanOut whom each round tells
 * @param retransmissions factor, see above
 * @param suspicion factor, see above
 * @param suspicionMost factor, see above
 * @param syncInterval of push/pull, see above
 * @param packetBytes of a packet with its seal, without UDP and IP: 1400, 1200 or 508
 * @param isolationAfter nothing heard for so long: we are cut off, and accuse nobody
 * @param isolationMost no longer than this
 * @param agentDownGrace until an agent is dead whose host refuses connections
 * @param accusations one member may make a minute, or accusationShare of n if that is more; beyond, each wants two confirmations
 * @param keepDead how long dead and departed members stay listed
 * @param retryKnown between two tries to reach an address where a member once was
 * @param keepEvents how long events are kept for newcomers
 */
public record GossipSettings(
        Duration probeInterval,
        Duration probeTimeout,
        int indirectProbes,
        Duration gossipInterval,
        int fanOut,
        int retransmissions,
        int suspicion,
        int suspicionMost,
        Duration syncInterval,
        int packetBytes,
        Duration isolationAfter,
        Duration isolationMost,
        Duration agentDownGrace,
        int accusations,
        double accusationShare,
        Duration keepDead,
        Duration retryKnown,
        Duration keepEvents) {
    private static final double LINEAR_UP_TO = 32;

    public GossipSettings {
        if (packetBytes < 508 || packetBytes > 65_507)
            throw new IllegalArgumentException("want packets of 508 to 65507 bytes, found " + packetBytes);
        if (probeTimeout.compareTo(probeInterval) >= 0)
            throw new IllegalArgumentException(
                    "want a probe timeout shorter than the interval " + probeInterval + ", found " + probeTimeout);
        if (indirectProbes < 0 || fanOut < 1 || retransmissions < 1 || suspicion < 1 || suspicionMost < 1)
            throw new IllegalArgumentException("want positive factors");
    }

    /** For one site. */
    public static GossipSettings lan() {
        return of(millis(1000), millis(500), 3, millis(200), 3, 4, 4, 6, Duration.ofSeconds(30));
    }

    /** Across the internet, and between zones. */
    public static GossipSettings wan() {
        return of(millis(5000), millis(3000), 3, millis(500), 4, 4, 6, 6, Duration.ofMinutes(1));
    }

    /** On one machine. */
    public static GossipSettings local() {
        return of(millis(1000), millis(200), 1, millis(100), 3, 2, 3, 6, Duration.ofSeconds(15));
    }

    private static GossipSettings of(
            Duration probeInterval,
            Duration probeTimeout,
            int indirectProbes,
            Duration gossipInterval,
            int fanOut,
            int retransmissions,
            int suspicion,
            int suspicionMost,
            Duration syncInterval) {
        return new GossipSettings(
                probeInterval,
                probeTimeout,
                indirectProbes,
                gossipInterval,
                fanOut,
                retransmissions,
                suspicion,
                suspicionMost,
                syncInterval,
                1400,
                Duration.ofSeconds(2),
                Duration.ofMinutes(2),
                Duration.ofSeconds(2),
                5,
                0.05,
                Duration.ofDays(3),
                Duration.ofMinutes(1),
                Duration.ofMinutes(5));
    }

    private static Duration millis(long count) {
        return Duration.ofMillis(count);
    }

    public GossipSettings withPacketBytes(int bytes) {
        return new GossipSettings(
                probeInterval,
                probeTimeout,
                indirectProbes,
                gossipInterval,
                fanOut,
                retransmissions,
                suspicion,
                suspicionMost,
                syncInterval,
                bytes,
                isolationAfter,
                isolationMost,
                agentDownGrace,
                accusations,
                accusationShare,
                keepDead,
                retryKnown,
                keepEvents);
    }

    /** How often each member sends one fact. */
    int transmissions(int members) {
        return retransmissions * (1 + (int) Math.ceil(Math.log10(members + 1.0)));
    }

    /** The shortest suspicion, in nanoseconds. */
    long suspicionLeast(int members) {
        return (long) (suspicion * Math.max(1, Math.log10(Math.max(1, members))) * probeInterval.toNanos());
    }

    /** How many confirmations make it the shortest. */
    int confirmationsWanted(int members) {
        var wanted = suspicion - 2;
        return members - 2 < wanted ? 0 : Math.max(0, wanted);
    }

    /** How long a suspicion with so many confirmations lasts from its start, in nanoseconds. */
    long suspicion(int members, int confirmations) {
        var least = suspicionLeast(members);
        var wanted = confirmationsWanted(members);
        if (confirmations >= wanted) return least;
        var share = Math.log(confirmations + 1.0) / Math.log(wanted + 1.0);
        return (long) (least * suspicionMost - (suspicionMost - 1.0) * least * share);
    }

    /** Between two push/pulls, in nanoseconds. */
    long syncEvery(int members) {
        if (members <= LINEAR_UP_TO) return syncInterval.toNanos();
        return (long) (syncInterval.toNanos() * (Math.ceil(Math.log(members / LINEAR_UP_TO) / Math.log(2)) + 1));
    }

    /** How many accusations of one member are believed in a minute without confirmation. */
    int accusationsOf(int members) {
        return Math.max(accusations, (int) (accusationShare * members));
    }
}
