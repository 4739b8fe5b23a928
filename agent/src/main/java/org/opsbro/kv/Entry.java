package org.opsbro.kv;

/**
 * A command in the log, with what its owner stamped it with: the same for everybody who folds it.
 *
 * @param request an id of the caller's; a command that was done under it is not done again. "" without one
 * @param at milliseconds since 1970 by the clock of the owner: told to people, never decided by
 * @param age milliseconds that the store has been looked after by some owner since it was made. It goes on where it stopped, whatever happens to
 *     clocks and however long nobody was there; what has a TTL lives by it
 */
public record Entry(String request, long at, long age, Command command) {}
