package org.opsbro.discovery.dns;

/**
 * What is known under one name.
 *
 * @param four hosts for A
 * @param six hosts for AAAA
 * @param offers for SRV
 * @param described hosts that TXT describes, living or not
 * @param named hosts that PTR names
 */
record Answers(Kind kind, Host[] four, Host[] six, Offer[] offers, Host[] described, Host[] named) {
    static final Host[] NOBODY = {};
    static final Offer[] NOTHING = {};

    static final Answers NOT_OURS = new Answers(Kind.NOT_OURS);
    static final Answers NO_NAME = new Answers(Kind.NO_NAME);
    /** A name that has no records, now or ever. */
    static final Answers EMPTY = new Answers(Kind.NAME);

    static final Answers TOP = new Answers(Kind.TOP);

    enum Kind {
        /** Neither below the domain nor the address of a node. */
        NOT_OURS,
        NO_NAME,
        NAME,
        /** The domain itself. */
        TOP
    }

    /** A service at a host. */
    record Offer(Host host, int port) {}

    private Answers(Kind kind) {
        this(kind, NOBODY, NOBODY, NOTHING, NOBODY, NOBODY);
    }

    static Answers of(Host[] four, Host[] six, Offer[] offers, Host[] described) {
        return new Answers(Kind.NAME, four, six, offers, described, NOBODY);
    }

    static Answers naming(Host[] named) {
        return new Answers(Kind.NAME, NOBODY, NOBODY, NOTHING, NOBODY, named);
    }
}
