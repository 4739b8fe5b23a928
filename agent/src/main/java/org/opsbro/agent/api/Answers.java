package org.opsbro.agent.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.opsbro.model.GoDuration;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;

/**
 * Answers that may be waited for: the blocking queries of Consul. Each has an index, which a caller shows again as {@code ?index=} to have the next
 * answer only when it differs, or after {@code ?wait=} (5 minutes, 10 at most). An index is that of one answer, not of all: a caller is woken when its
 * own answer changes and by nothing else. Many callers of one answer cost one look at it for each change of the world. For any thread.
 */
public final class Answers {
    private static final Set<String> NO_PART_OF_A_KEY = Set.of("index", "wait", "token");
    private static final Duration USUAL_WAIT = Duration.ofMinutes(5);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);
    private static final int JITTER_PART = 16;
    private static final int MOST_REMEMBERED = 1024;
    /** After a look at all that is waited for, a pause so many times as long: at most a twentieth of a processor goes there. */
    private static final int PAUSES = 20;

    private static final long LEAST_PAUSE_NANOS = 50_000_000;

    private final RandomGenerator random;
    private final Map<String, Known> known = new LinkedHashMap<>(64, 0.75f, true);
    private final Set<Waiter> waiters = Collections.newSetFromMap(new IdentityHashMap<>());
    private long last;
    private boolean changed;
    private boolean looking;

    /** What an answer was when it was last looked at. */
    private record Known(String digest, long index) {}

    private record Waiter(String key, long shown, Supplier<Reply> view, CompletableFuture<Reply> next) {}

    /** @param first an index that no caller has seen, although the agent started anew: milliseconds of the clock are */
    public Answers(RandomGenerator random, long first) {
        this.random = random;
        this.last = first;
    }

    /** Answers a call whose path and query tell all that the view depends on; the view is asked from other threads too. */
    public Reply answer(Request request, Supplier<Reply> view) throws InterruptedException {
        var shown = Bodies.number(request, "index", 0, Long.MAX_VALUE);
        var patience = patience(request);
        var key = key(request);
        if (shown == 0) return indexed(key, view.get());
        var waiter = new Waiter(key, shown, view, new CompletableFuture<>());
        // first in the list, then the look: what changes between them is seen
        synchronized (this) {
            waiters.add(waiter);
        }
        try {
            var now = indexed(key, view.get());
            if (index(now) != shown) return now;
            request.waiting().until(waiter.next(), patience);
            return waiter.next().state() == Future.State.SUCCESS ? waiter.next().resultNow() : indexed(key, view.get());
        } finally {
            synchronized (this) {
                waiters.remove(waiter);
            }
        }
    }

    private Duration patience(Request request) {
        var wanted = request.query("wait")
                .map(text -> GoDuration.parse(text)
                        .orElseThrow(() ->
                                new IllegalArgumentException("found wait=" + text + ", want a duration such as 30s")))
                .orElse(USUAL_WAIT);
        var capped = wanted.compareTo(LONGEST_WAIT) < 0 ? wanted : LONGEST_WAIT;
        return capped.plusMillis(random.nextLong(capped.toMillis() / JITTER_PART + 1));
    }

    /** What does not change an answer is no part of its key. */
    private static String key(Request request) {
        var key = new StringBuilder(request.path());
        request.query().keySet().stream()
                .filter(name -> !NO_PART_OF_A_KEY.contains(name))
                .sorted()
                .forEach(name -> key.append('\n').append(name).append('=').append(request.queries(name)));
        return key.toString();
    }

    private Reply indexed(String key, Reply reply) {
        return reply.with("X-Consul-Index", Long.toString(index(key, digest(reply))));
    }

    private static long index(Reply reply) {
        return Long.parseLong(reply.headers().getOrDefault("X-Consul-Index", "0"));
    }

    private synchronized long index(String key, String digest) {
        var before = known.get(key);
        if (before != null && before.digest().equals(digest)) return before.index();
        known.put(key, new Known(digest, ++last));
        var oldest = known.keySet().iterator();
        while (known.size() > MOST_REMEMBERED) {
            oldest.next();
            oldest.remove();
        }
        return last;
    }

    private static String digest(Reply reply) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(reply.body());
            return reply.status() + new String(digest, StandardCharsets.ISO_8859_1);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java has it
        }
    }

    /** Says that the world changed. Costs nothing while nobody waits. */
    public synchronized void worldChanged() {
        if (waiters.isEmpty()) return;
        changed = true;
        if (looking) return;
        looking = true;
        Thread.ofVirtual().name("views").start(this::look);
    }

    private void look() {
        try {
            while (isChanged()) {
                var begin = System.nanoTime();
                waited().forEach(this::look);
                var took = System.nanoTime() - begin;
                Thread.sleep(Duration.ofNanos(Math.max(LEAST_PAUSE_NANOS, took * PAUSES)));
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isChanged() {
        var any = changed;
        changed = false;
        looking = any;
        return any;
    }

    private synchronized Map<String, List<Waiter>> waited() {
        return waiters.stream().collect(Collectors.groupingBy(Waiter::key));
    }

    /** One look at an answer for all who wait for it. */
    private void look(String key, List<Waiter> same) {
        try {
            var reply = indexed(key, same.getFirst().view().get());
            for (var waiter : same)
                if (waiter.shown() != index(reply)) waiter.next().complete(reply);
        } catch (RuntimeException wrong) {
            // each caller meets it itself
            for (var waiter : same) waiter.next().completeExceptionally(wrong);
        }
    }
}
