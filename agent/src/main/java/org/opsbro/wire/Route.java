package org.opsbro.wire;

/**
 * One HTTP call the agent answers.
 *
 * @param method GET, PUT, POST or DELETE
 * @param path {@code /collectors/{name}}; {@code {rest*}} at the end takes slashes too
 * @param doc one line for people, then details
 * @param access who may call it
 */
public record Route(String method, String path, String doc, Access access, Handler handler) {
    /** Who may make a call over TCP; the Unix socket may make all. */
    public enum Access {
        /** Anyone who reaches the port. */
        OPEN,
        /** Who shows the token. */
        TOKEN,
        /** Nobody: the Unix socket only. */
        LOCAL
    }

    /** Runs on a virtual thread, may block. */
    @FunctionalInterface
    public interface Handler {
        Reply answer(Request request) throws Exception;
    }
}
