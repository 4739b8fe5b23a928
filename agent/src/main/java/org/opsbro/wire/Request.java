package org.opsbro.wire;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A call, read whole.
 *
 * @param path decoded, without the query
 * @param variables the named parts of the route's path
 * @param query all values of each name
 * @param local whether it came over the Unix socket
 * @param waiting for calls that wait until something happens
 * @param accept the header Accept: which forms of an answer the caller takes; empty without one
 */
public record Request(
        String method,
        String path,
        Map<String, String> variables,
        Map<String, List<String>> query,
        byte[] body,
        boolean local,
        Waiting waiting,
        String accept) {
    /** A call that takes any form of answer. */
    public Request(
            String method,
            String path,
            Map<String, String> variables,
            Map<String, List<String>> query,
            byte[] body,
            boolean local,
            Waiting waiting) {
        this(method, path, variables, query, body, local, waiting, "");
    }

    /** Waits without holding a place among the calls that are being answered. */
    @FunctionalInterface
    public interface Waiting {
        /**
         * Returns when it happened, or the time is over.
         *
         * @throws InterruptedException if the caller went away, or the server closes
         * @throws TooMany if too many calls wait already
         */
        void until(Future<?> happened, Duration most) throws InterruptedException;

        /** Of a caller on a thread of its own, who takes nobody's place. */
        static void here(Future<?> happened, Duration most) throws InterruptedException {
            try {
                happened.get(most.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException over) {
                // whoever waits looks at it anew
            }
        }
    }

    /** A call that cannot wait: it is answered 503. */
    public static final class TooMany extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooMany(int most) {
            super(most + " calls wait already: try again later", null, false, false);
        }
    }

    /** A call that the agent makes itself, on a thread that may wait. */
    public static Request own(String method, String path, Map<String, String> query, byte[] body) {
        var all = new TreeMap<String, List<String>>();
        query.forEach((name, value) -> all.put(name, List.of(value)));
        return new Request(method, path, Map.of(), all, body, true, Waiting::here);
    }

    /** The same with another query. */
    public Request asking(Map<String, List<String>> other) {
        return new Request(method, path, variables, other, body, local, waiting, accept);
    }

    /** A part of the path that the route names. */
    public String variable(String name) {
        var value = variables.get(name);
        if (value == null) throw new IllegalArgumentException("the route has no part called " + name);
        return value;
    }

    /** The last value of a name in the query. */
    public Optional<String> query(String name) {
        return Optional.ofNullable(query.get(name)).map(List::getLast);
    }

    /** All values of a name in the query, in order. */
    public List<String> queries(String name) {
        return query.getOrDefault(name, List.of());
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    Request with(Map<String, String> parts) {
        return new Request(method, path, parts, query, body, local, waiting, accept);
    }
}
