package org.opsbro.store;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opsbro.model.Json;
import org.opsbro.model.Value;
import org.opsbro.model.Value.Fields;

/**
 * Commands that are owed: whoever changes a file adds the command that makes the change known before the change, and settles it when the command has
 * exited 0. In between the debt lies on the disk, so a crash, a kill -9 or a power cut leaves a command that runs once too often, never one that does not
 * run. One debt a command: what several files owe is paid with one run. For any thread.
 */
public final class Debts {
    /** So many different commands are owed at most. */
    public static final int MOST = 1000;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
    private static final int LONGEST_REASON = 500;

    private final AtomicFile file;
    private final Map<String, Debt> debts = new LinkedHashMap<>();
    private long lastNumber;

    /**
     * A command that is owed.
     *
     * @param command what to run, in words of its owner; one debt for each
     * @param by who owes it, such as {@code haproxy/backends}, each with what its owner notes of it
     * @param number grows with each {@link #add}: a run that began before the last one does not settle it
     * @param since when it was first owed
     * @param tries runs that did not exit 0
     * @param lastTry of these
     * @param reason why the last try failed, or ""
     */
    public record Debt(
            Fields command,
            Map<String, Fields> by,
            long number,
            Instant since,
            int tries,
            Optional<Instant> lastTry,
            String reason) {
        public Debt {
            by = Collections.unmodifiableMap(new LinkedHashMap<>(by));
        }

        /** When it is due: at once, and after a failure 5 s, doubled with each up to 10 min. */
        public Instant due() {
            return lastTry.map(last -> last.plus(pause())).orElse(since);
        }

        private Duration pause() {
            var pause = FIRST_PAUSE.multipliedBy(1L << Math.clamp(tries - 1L, 0, 20));
            return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
        }

        /** Also when the clock went back behind the last try. */
        public boolean isDue(Instant now) {
            return !now.isBefore(due()) || lastTry.filter(now::isBefore).isPresent();
        }

        private Debt owedBy(String who, Fields note, long next) {
            var all = new LinkedHashMap<>(by);
            all.put(who, note);
            return new Debt(command, all, next, since, tries, lastTry, reason);
        }
    }

    /** What an {@link #add} did, to take it back. */
    public record Added(Debt debt, Optional<Debt> before) {}

    /**
     * Reads what is owed.
     *
     * @throws IOException if the file cannot be read; one that is broken is an empty one, kept beside as {@code NAME.broken}
     */
    public Debts(AtomicFile file) throws IOException {
        this.file = file;
        var text = file.read();
        if (text.isEmpty()) return;
        try {
            read(Json.readObject(text.get()));
        } catch (Json.NotJson | DateTimeException broken) {
            debts.clear();
            new AtomicFile(file.path().resolveSibling(file.path().getFileName() + ".broken")).write(text.get());
        }
    }

    /** All that is owed, oldest first. */
    public synchronized List<Debt> all() {
        return List.copyOf(debts.values());
    }

    /** What this one owes. */
    public synchronized List<Debt> of(String who) {
        return debts.values().stream()
                .filter(debt -> debt.by().containsKey(who))
                .toList();
    }

    /**
     * Owes a command; when it returns, that is on the disk. A command that was owed already is owed again, by this one too, and is due at once.
     *
     * @param note what whoever pays must know of it, such as where the former content lies
     * @throws IOException if it cannot be written: then nothing may be changed that needs it
     */
    public synchronized Added add(Fields command, String who, Fields note, Instant now) throws IOException {
        var key = Json.write(command);
        var before = Optional.ofNullable(debts.get(key));
        if (before.isEmpty() && debts.size() >= MOST)
            throw new IOException(MOST + " commands are owed already: see to those that fail");
        var next = before.map(known -> new Debt(
                        known.command(),
                        known.by(),
                        known.number(),
                        known.since(),
                        known.tries(),
                        Optional.empty(),
                        known.reason()))
                .orElseGet(() -> new Debt(command, Map.of(), 0, now, 0, Optional.empty(), ""))
                .owedBy(who, note, ++lastNumber);
        put(key, next, before);
        return new Added(next, before);
    }

    /** The change was not made after all. What was added again since stays. */
    public synchronized void takeBack(Added added) throws IOException {
        var key = Json.write(added.debt().command());
        var now = debts.get(key);
        if (now == null || now.number() != added.debt().number()) return;
        if (added.before().isPresent()) put(key, added.before().get(), Optional.of(now));
        else remove(key, now);
    }

    /** Its command has exited 0; false if it was added again meanwhile, so that it is still owed. */
    public synchronized boolean settle(Debt paid) throws IOException {
        var key = Json.write(paid.command());
        var now = debts.get(key);
        if (now == null) return true;
        if (now.number() != paid.number()) return false;
        remove(key, now);
        return true;
    }

    /** Its command failed: it stays owed, with a pause before the next try. */
    public synchronized Optional<Debt> failed(Debt tried, Instant at, String reason) throws IOException {
        var key = Json.write(tried.command());
        var now = debts.get(key);
        if (now == null) return Optional.empty();
        var said = reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) + "..." : reason;
        var next = new Debt(now.command(), now.by(), now.number(), now.since(), now.tries() + 1, Optional.of(at), said);
        put(key, next, Optional.of(now));
        return Optional.of(next);
    }

    /** Nobody wants it any more: its owner is gone. A debt of several stays that of the others. */
    public synchronized void forgive(String who) throws IOException {
        for (var debt : of(who)) {
            var key = Json.write(debt.command());
            var others = new LinkedHashMap<>(debt.by());
            others.remove(who);
            if (others.isEmpty()) remove(key, debt);
            else
                put(
                        key,
                        new Debt(
                                debt.command(),
                                others,
                                debt.number(),
                                debt.since(),
                                debt.tries(),
                                debt.lastTry(),
                                debt.reason()),
                        Optional.of(debt));
        }
    }

    private void put(String key, Debt next, Optional<Debt> before) throws IOException {
        debts.put(key, next);
        try {
            save();
        } catch (IOException failed) {
            before.ifPresentOrElse(known -> debts.put(key, known), () -> debts.remove(key));
            throw failed;
        }
    }

    private void remove(String key, Debt known) throws IOException {
        debts.remove(key);
        try {
            save();
        } catch (IOException failed) {
            debts.put(key, known);
            throw failed;
        }
    }

    private void save() throws IOException {
        List<Value> all = new ArrayList<>();
        debts.values().forEach(debt -> all.add(written(debt)));
        file.write(
                Json.pretty(Value.object().with("debts", new Value.Items(all)).end()) + "\n");
    }

    private static Fields written(Debt debt) {
        return Value.object()
                .with("command", debt.command())
                .with("by", Value.fields(debt.by()))
                .with("number", Value.of(debt.number()))
                .with("since", debt.since().toString())
                .with("tries", Value.of(debt.tries()))
                .with("last_try", Value.of(debt.lastTry().map(Instant::toString)))
                .with("reason", debt.reason())
                .end();
    }

    private void read(Fields all) {
        if (!(all.get("debts") instanceof Value.Items items)) return;
        for (var each : items.all()) {
            if (!(each instanceof Fields kept) || !(kept.get("command") instanceof Fields command)) continue;
            var debt = new Debt(
                    command,
                    owners(kept.get("by")),
                    number(kept.get("number")),
                    Instant.parse(kept.get("since").display()),
                    (int) number(kept.get("tries")),
                    kept.get("last_try") instanceof Value.Text text
                            ? Optional.of(Instant.parse(text.text()))
                            : Optional.empty(),
                    kept.get("reason").display());
            debts.put(Json.write(command), debt);
            lastNumber = Math.max(lastNumber, debt.number());
        }
    }

    private static Map<String, Fields> owners(Value kept) {
        Map<String, Fields> owners = new LinkedHashMap<>();
        if (kept instanceof Fields all)
            for (var who : all.keys()) if (all.get(who) instanceof Fields note) owners.put(who, note);
        return owners;
    }

    private static long number(Value value) {
        return value instanceof Value.Int number ? number.number() : 0;
    }
}
