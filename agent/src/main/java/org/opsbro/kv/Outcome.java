package org.opsbro.kv;

/** What a command came to. */
public sealed interface Outcome {
    /**
     * It happened.
     *
     * @param revision of the change; of the store, if there was nothing to change
     * @param token the fencing token, of a lock that was taken; else 0
     * @param count keys that were deleted, or expired
     * @param held whether the comparisons of a transaction held; true for all else
     */
    record Done(long revision, long token, long count, boolean held) implements Outcome {}

    /**
     * Nothing happened.
     *
     * @param number of {@code MISMATCH} the revision at which the key was changed last, 0 if there is none; of {@code DELAYED} the milliseconds that
     *     are left; else 0
     */
    record Refused(Reason reason, String message, long number) implements Outcome {}

    enum Reason {
        /** The condition does not hold. */
        MISMATCH,
        /** Another session has the lock. */
        HELD,
        /** The one that had the lock was lost a short while ago. */
        DELAYED,
        /** It does not have the lock it gives back. */
        NOT_HELD,
        NO_SESSION,
        /** The store is as large as it may be. */
        FULL,
        /** The command is not one. */
        WRONG
    }
}
