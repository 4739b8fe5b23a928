package org.opsbro.discovery;

/** What was refused, for those who look for the reason. */
final class Counters {
    /** Profiles of another zone, or without an address. */
    long notAdmitted;

    /** Beyond {@link Sync#MOST_MEMBERS}. */
    long tooMany;

    /** Accusations beyond an accuser's budget. */
    long doubted;

    /** Forced leaves whose signature does not hold. */
    long badOrders;

    /** Requests to ping somebody unknown, or too many of them. */
    long refusedPings;
}
