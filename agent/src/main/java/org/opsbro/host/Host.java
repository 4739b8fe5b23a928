package org.opsbro.host;

/** The machine this agent lives on, as a port: what a fake made from a folder can stand in for. */
public interface Host {
    Files files();

    Commands commands();

    Accounts accounts();

    Packages packages();

    Services services();

    Network network();

    Clock clock();

    /** Nanoseconds that only go forward, for rates; their origin means nothing. */
    long nanos();
}
