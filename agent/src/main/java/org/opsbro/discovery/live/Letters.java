package org.opsbro.discovery.live;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** What other threads want of the thread of the gossip, in the order it came. */
final class Letters {
    private static final int PATIENCE_SECONDS = 10;
    private final ConcurrentLinkedQueue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final Runnable wakeup;
    private volatile boolean closed;

    Letters(Runnable wakeup) {
        this.wakeup = wakeup;
    }

    /** Has it done, soon. */
    void put(Runnable deed) {
        waiting.add(deed);
        wakeup.run();
    }

    /** Has it done, and waits for what comes of it. */
    <T> T ask(Supplier<T> question) throws IOException {
        var answer = new CompletableFuture<T>();
        put(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException refused) {
                answer.completeExceptionally(refused);
            }
        });
        return await(answer, "gossip does not answer");
    }

    /** @param otherwise the reason where nothing comes in time */
    static <T> T await(CompletableFuture<T> answer, String otherwise) throws IOException {
        try {
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", hurried);
        } catch (TimeoutException late) {
            throw new IOException(otherwise + " within " + PATIENCE_SECONDS + " s", late);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IllegalArgumentException wrong) throw wrong;
            if (failed.getCause() instanceof IOException reason) throw reason;
            throw new IOException(failed.getMessage(), failed);
        }
    }

    /** Does what waits; for the thread of the gossip. */
    void open() {
        for (var deed = waiting.poll(); deed != null; deed = waiting.poll()) deed.run();
    }

    boolean closed() {
        return closed;
    }

    void close() {
        closed = true;
        wakeup.run();
    }
}
