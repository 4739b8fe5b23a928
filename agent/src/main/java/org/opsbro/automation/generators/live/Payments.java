package org.opsbro.automation.generators.live;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.opsbro.host.Commands.Command;
import org.opsbro.host.Commands.Outcome;
import org.opsbro.host.Host;
import org.opsbro.host.HostException;
import org.opsbro.model.Json;
import org.opsbro.model.Value;
import org.opsbro.pack.CommandLine;
import org.opsbro.store.Debts;
import org.opsbro.store.Debts.Debt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the commands that are owed, each on a thread of its own and never twice at once, until they exit 0. */
final class Payments {
    private static final Logger LOG = LoggerFactory.getLogger(Payments.class);
    /** A command waits no longer for changes that come again and again than so many times its debounce. */
    private static final int MOST_DEBOUNCES = 10;

    private static final long USUAL_TIMEOUT_MS = 60_000;

    private final Host host;
    private final Debts debts;
    private final Writer writer;
    private final InstantSource clock;
    private final Listener listener;
    private final Map<String, Thread> running = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    /** Told on the thread of the command. */
    interface Listener {
        /** It exited 0. */
        void paid(Debt debt);

        /**
         * It failed, and the former file is back.
         *
         * @param who whose file
         * @param note as it was owed
         */
        void rolledBack(String who, Value.Fields note, String why);

        /** It failed, and is owed on. */
        void failed(Debt debt);
    }

    Payments(Host host, Debts debts, Writer writer, InstantSource clock, Listener listener) {
        this.host = host;
        this.debts = debts;
        this.writer = writer;
        this.clock = clock;
        this.listener = listener;
    }

    /** Starts what is due and waits for no more changes. */
    void pay(Instant now) {
        for (var debt : debts.all()) {
            var key = Json.write(debt.command());
            if (stopped) return;
            if (running.containsKey(key) || !debt.isDue(now) || isWaiting(debt, now)) continue;
            var thread = Thread.ofVirtual()
                    .name("owed " + CommandLine.of(debt.command()).text())
                    .unstarted(() -> {
                        try {
                            pay(debt);
                        } finally {
                            running.remove(key);
                        }
                    });
            running.put(key, thread);
            thread.start();
        }
    }

    /** Whether changes may still come that the same run would serve. */
    private static boolean isWaiting(Debt debt, Instant now) {
        for (var note : debt.by().values()) {
            var pause = Duration.ofMillis(number(note, "debounce_ms", 0));
            var calm = instant(note, debt.since()).plus(pause);
            var latest = debt.since().plus(pause.multipliedBy(MOST_DEBOUNCES));
            if (now.isBefore(calm) && now.isBefore(latest) && !now.isBefore(debt.since())) return true;
        }
        return false;
    }

    /** Waits until what runs now has ended. */
    void await(Duration most) throws InterruptedException {
        var limit = System.nanoTime() + most.toNanos();
        for (var thread : List.copyOf(running.values()))
            thread.join(Duration.ofNanos(Math.max(1, limit - System.nanoTime())));
    }

    /** Ends what runs, and begins nothing more: it stays owed. */
    void stop() {
        stopped = true;
        running.values().forEach(Thread::interrupt);
    }

    private void pay(Debt debt) {
        var line = CommandLine.of(debt.command());
        var outcome = host.commands().run(command(line, debt));
        if (outcome instanceof Outcome.Stopped) return;
        try {
            if (succeeded(outcome)) settle(debt, line);
            else failed(debt, line, Writer.told(outcome, isSecret(debt)));
        } catch (IOException disk) {
            LOG.warn("generators: what is owed cannot be kept reason={}", disk.getMessage());
        }
    }

    private void settle(Debt debt, CommandLine line) throws IOException {
        LOG.info(
                "generators: command has run command=\"{}\" for={}",
                line.text(),
                debt.by().keySet());
        if (!debts.settle(debt)) return;
        debt.by().values().forEach(writer::forgetFormer);
        listener.paid(debt);
    }

    private void failed(Debt debt, CommandLine line, String why) throws IOException {
        LOG.warn("generators: command failed command=\"{}\" tries={} reason={}", line.text(), debt.tries() + 1, why);
        var back = rollback(debt);
        if (!back.isEmpty()) {
            var again = host.commands().run(command(line, debt));
            var whole = line.text() + " " + why + "; the former file is back, and with it " + line.text() + " "
                    + Writer.told(again, isSecret(debt));
            for (var who : back) listener.rolledBack(who, debt.by().getOrDefault(who, Value.Fields.EMPTY), whole);
            if (succeeded(again) && debts.settle(debt)) {
                listener.paid(debt);
                return;
            }
        }
        debts.failed(debt, clock.instant(), line.text() + " " + why).ifPresent(listener::failed);
    }

    /** Whose files came back. */
    private List<String> rollback(Debt debt) {
        var back = new ArrayList<String>();
        if (debt.tries() > 0) return back;
        debt.by().forEach((who, note) -> {
            try {
                if (writer.restore(note)) back.add(who);
            } catch (HostException failed) {
                LOG.error("generators: the former file cannot be put back name={} reason={}", who, failed.getMessage());
            }
        });
        back.sort(Comparator.naturalOrder());
        return back;
    }

    private static Command command(CommandLine line, Debt debt) {
        var first = debt.by().values().stream().findFirst().orElse(Value.Fields.EMPTY);
        var patience = debt.by().values().stream()
                .mapToLong(note -> number(note, "timeout_ms", USUAL_TIMEOUT_MS))
                .max()
                .orElse(USUAL_TIMEOUT_MS);
        return line.about(first.has("path") ? first.get("path").display() : "", Duration.ofMillis(patience));
    }

    private static boolean isSecret(Debt debt) {
        return debt.by().values().stream().anyMatch(note -> Value.TRUE.equals(note.get("secret")));
    }

    private static boolean succeeded(Outcome outcome) {
        return outcome instanceof Outcome.Exited exited && exited.code() == 0;
    }

    private static long number(Value.Fields note, String key, long fallback) {
        return note.get(key) instanceof Value.Int number ? number.number() : fallback;
    }

    private static Instant instant(Value.Fields note, Instant fallback) {
        try {
            return Instant.parse(note.get("at").display());
        } catch (java.time.format.DateTimeParseException unknown) {
            return fallback;
        }
    }
}
