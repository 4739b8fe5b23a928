package org.opsbro.host;

/**
 * The machine for one who only looks: nothing that is reached through it changes anything, but for what {@link #ask}ed programs do, which is why those are
 * named beforehand.
 */
public interface Look {
    ReadableFiles files();

    Accounts accounts();

    Packages packages();

    Services services();

    /** Runs a program that only looks; one that was not announced does not start. */
    Commands.Outcome ask(Commands.Command command);
}
