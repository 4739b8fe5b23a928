package org.opsbro.cli.commands;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
import org.opsbro.cli.terminal.Terminal;

/** The window of {@code opsbro top}: looks in between, keys, an agent that is gone for a while. For one thread. */
final class TopWatch {
    private static final Duration WHILE_ASKING = Duration.ofMillis(20);
    private static final int SPARE_ROWS = 30;
    private static final int MOST_ROWS = 500;

    private final Session session;
    private final Terminal terminal;
    private final TopView view;
    private Duration interval;
    private String sort;
    private int skipped;
    private boolean paused;
    private boolean helping;
    private String trouble = "";
    private Instant silentSince = Instant.EPOCH;
    private @Nullable FutureTask<Answer> asked;
    private long due;

    TopWatch(Session session, Terminal terminal, TopView view, Duration interval, String sort) {
        this.session = session;
        this.terminal = terminal;
        this.view = view;
        this.interval = interval;
        this.sort = sort;
    }

    /** Until a person leaves, or the terminal is gone. */
    void run(Answer first) {
        var top = first;
        view.look(top);
        // rates need two looks
        due = System.nanoTime() + Top.SHORTEST.toNanos();
        while (true) {
            var answer = answered();
            if (answer.isPresent()) {
                top = answer.get();
                view.look(top);
            }
            terminal.show(frame(top));
            var key = terminal.key(patience());
            if (terminal.isGone()) return;
            if (key.isPresent() && !stays(key.get(), top)) return;
            if (!paused && asked == null && System.nanoTime() >= due) ask();
        }
    }

    private Duration patience() {
        if (asked != null) return WHILE_ASKING;
        return paused ? interval : Duration.ofNanos(Math.max(0, due - System.nanoTime()));
    }

    /** Aside, so that keys are heard while an agent takes its time. */
    private void ask() {
        due = System.nanoTime() + interval.toNanos();
        var rows = Math.min(MOST_ROWS, skipped + terminal.size().rows() + SPARE_ROWS);
        var call = Top.call(session, sort, rows, !trouble.isEmpty());
        var task = new FutureTask<>(() -> session.agent().get(call));
        asked = task;
        Thread.ofPlatform().daemon().name("asking").start(task);
    }

    private Optional<Answer> answered() {
        if (asked == null || !asked.isDone()) return Optional.empty();
        var done = asked;
        asked = null;
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

    private List<String> frame(Answer top) {
        if (helping) return view.help();
        var size = terminal.size();
        var keys = "q leave  ←→ sort  ↑↓ scroll  space " + (paused ? "go on" : "stop") + "  + - interval  ? help";
        var lines = view.lines(top, new TopView.Choice(sort, skipped, note(), keys), size.columns(), size.rows());
        if (trouble.isEmpty()) return lines;
        var told = new ArrayList<>(lines);
        told.set(
                Math.max(0, told.size() - 1),
                session.paint()
                        .bad("✕ since "
                                + Quantity.ago(silentSince, session.now()).replace(" ago", "") + ": "
                                + Safe.line(trouble)));
        return told;
    }

    private String note() {
        if (!trouble.isEmpty()) return session.paint().bad("waiting for the agent");
        if (paused) return session.paint().warning("stopped: space goes on");
        return session.time(session.now()).substring(11)
                + session.paint().faint("  every ")
                + Quantity.duration(interval);
    }

    /** Does what a key means; false where it means to leave. */
    private boolean stays(Key key, Answer top) {
        if (key.name() == Key.Name.INTERRUPT || key.is('q')) return false;
        if (key.is('?')) helping = !helping;
        else if (helping) helping = false;
        else if (key.name() == Key.Name.LETTER) letter(key.letter());
        else move(key.name(), (int) top.number("processes", "total"));
        return true;
    }

    private void letter(char letter) {
        switch (letter) {
            case ' ' -> paused = !paused;
            case 'c' -> sorted("cpu");
            case 'm' -> sorted("memory");
            case 'd' -> sorted("disk");
            case 't' -> sorted("threads");
            case 'p' -> sorted("pid");
            case 'n' -> sorted("name");
            case '+' -> every(interval.dividedBy(2));
            case '-' -> every(interval.multipliedBy(2));
            default -> {} // means nothing here
        }
    }

    private void every(Duration wanted) {
        if (wanted.compareTo(Top.SHORTEST) < 0) interval = Top.SHORTEST;
        else interval = wanted.compareTo(Top.LONGEST) > 0 ? Top.LONGEST : wanted;
        due = Math.min(due, System.nanoTime() + interval.toNanos());
    }

    private void sorted(String by) {
        sort = by;
        skipped = 0;
        due = System.nanoTime();
    }

    private void move(Key.Name name, int total) {
        var page = Math.max(1, terminal.size().rows() / 2);
        var at = Top.SORTS.indexOf(sort);
        switch (name) {
            case LEFT -> sorted(Top.SORTS.get((at + Top.SORTS.size() - 1) % Top.SORTS.size()));
            case RIGHT -> sorted(Top.SORTS.get((at + 1) % Top.SORTS.size()));
            case UP -> scroll(-1, total);
            case DOWN -> scroll(1, total);
            case PAGE_UP -> scroll(-page, total);
            case PAGE_DOWN -> scroll(page, total);
            case HOME -> scroll(-total, total);
            case END -> scroll(total, total);
            case LETTER, ESCAPE, INTERRUPT, SUSPEND, OTHER -> {} // mean nothing here
        }
    }

    /** Never so far that nothing is left to see. */
    private void scroll(int rows, int total) {
        skipped = Math.clamp((long) skipped + rows, 0, Math.max(0, Math.min(MOST_ROWS, total) - 1));
        due = System.nanoTime();
    }
}
