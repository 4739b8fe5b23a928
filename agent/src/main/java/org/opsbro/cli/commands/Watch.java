package org.opsbro.cli.commands;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.opsbro.cli.Answer;
import org.opsbro.cli.CommandFailed;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Quantity;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.terminal.Key;
import org.opsbro.cli.terminal.Size;
import org.opsbro.cli.terminal.Terminal;

/**
 * The window of a command that asks an agent again and again: keys are heard while it takes its time, and one that is gone for a while is waited for. For one
 * thread.
 */
final class Watch {
    private static final Duration WHILE_ASKING = Duration.ofMillis(20);

    private final Session session;
    private final Terminal terminal;
    private Duration interval;
    private boolean stopped;
    private String trouble = "";
    private Instant silentSince = Instant.EPOCH;
    private @Nullable FutureTask<Answer> asked;
    private long due;

    Watch(Session session, Terminal terminal, Duration interval) {
        this.session = session;
        this.terminal = terminal;
        this.interval = interval;
    }

    /** What is in the window. */
    interface Page {
        /** What to ask; {@code anew} where there is a gap in what is known, since the agent was silent. */
        String call(boolean anew);

        /** Takes what it answered. */
        void look(Answer answer);

        /** What is to be seen of the answer. */
        List<String> lines(Answer answer);

        /** Does what a key means; false where it means to leave. */
        boolean stays(Key key, Answer answer);
    }

    /**
     * Until a person leaves, the terminal is gone, or all looks are taken.
     *
     * @param after the first answer
     * @param looks how many; 0 for no end
     * @return what was seen last, where it ended by itself
     */
    Optional<Answer> run(Page page, Answer first, Duration after, int looks) {
        var seen = first;
        page.look(seen);
        due = System.nanoTime() + after.toNanos();
        for (var taken = 1; ; ) {
            terminal.show(page.lines(seen));
            if (taken == looks) return Optional.of(seen);
            var key = terminal.key(patience());
            if (terminal.isGone() || (key.isPresent() && !page.stays(key.get(), seen))) return Optional.empty();
            if (!stopped && asked == null && System.nanoTime() >= due) ask(page);
            if (asked == null || !asked.isDone()) continue;
            taken++;
            var answer = answered(asked);
            asked = null;
            answer.ifPresent(page::look);
            seen = answer.orElse(seen);
        }
    }

    private Duration patience() {
        if (asked != null) return WHILE_ASKING;
        return stopped ? interval : Duration.ofNanos(Math.max(0, due - System.nanoTime()));
    }

    /** Aside, so that keys are heard while an agent takes its time. */
    private void ask(Page page) {
        due = System.nanoTime() + interval.toNanos();
        var call = page.call(!trouble.isEmpty());
        var task = new FutureTask<>(() -> session.agent().get(call));
        asked = task;
        Thread.ofPlatform().daemon().name("asking").start(task);
    }

    private Optional<Answer> answered(FutureTask<Answer> done) {
        try {
            var answer = done.get();
            trouble = "";
            return Optional.of(answer);
        } catch (ExecutionException failed) {
            if (!(failed.getCause() instanceof CommandFailed reason))
                throw new IllegalStateException(failed.getCause());
            if (trouble.isEmpty()) silentSince = session.now();
            trouble = String.valueOf(reason.getMessage());
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    /** Since when the agent is silent, and why, as a line; empty while it answers. */
    Optional<String> trouble() {
        if (trouble.isEmpty()) return Optional.empty();
        var since = Quantity.ago(silentSince, session.now()).replace(" ago", "");
        return Optional.of(session.paint().bad("✕ since " + since + ": " + Safe.line(trouble)));
    }

    Size size() {
        return terminal.size();
    }

    Duration interval() {
        return interval;
    }

    /** Asks so often from now on. */
    void every(Duration wanted) {
        interval = wanted;
        due = Math.min(due, System.nanoTime() + interval.toNanos());
    }

    /** Asks at once. */
    void now() {
        due = System.nanoTime();
    }

    boolean isStopped() {
        return stopped;
    }

    /** Stops asking, or goes on. */
    void stopOrGoOn() {
        stopped = !stopped;
    }

    /** Ctrl-C, or {@code q}. */
    static boolean leaves(Key key) {
        return key.name() == Key.Name.INTERRUPT || key.is('q');
    }
}
