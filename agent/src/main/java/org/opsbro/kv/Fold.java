package org.opsbro.kv;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.opsbro.kv.Command.Acquire;
import org.opsbro.kv.Command.Compare;
import org.opsbro.kv.Command.Condition;
import org.opsbro.kv.Command.Delete;
import org.opsbro.kv.Command.DeletePrefix;
import org.opsbro.kv.Command.Put;
import org.opsbro.kv.Command.Release;
import org.opsbro.kv.Command.SessionCreate;
import org.opsbro.kv.Command.Transaction;
import org.opsbro.kv.Command.Write;
import org.opsbro.kv.Keys.Change;
import org.opsbro.kv.Outcome.Done;
import org.opsbro.kv.Outcome.Reason;
import org.opsbro.kv.Outcome.Refused;
import org.opsbro.kv.Tables.Staging;

/** One entry on its way into the tables. */
final class Fold {
    private static final int PAGE = 1000;
    /** After which a store is forgotten that was told in part only. */
    private static final long STAGED_MILLIS = 600_000;

    private final Entry entry;
    private final Tables tables;
    private final Counters before;
    private final long age;
    private final List<Change> changes = new ArrayList<>();
    private long revision;
    private long token;
    private long bytes;
    private long keys;
    private long limit;
    private long sessions;
    private long graves;
    private long compacted;
    private boolean another;

    Fold(Entry entry, Tables tables) {
        this.entry = entry;
        this.tables = tables;
        before = tables.counters();
        // entries are stamped before they are put in order
        age = Math.max(before.age(), entry.age());
        begin();
    }

    private void begin() {
        changes.clear();
        revision = before.revision();
        token = before.token();
        bytes = before.bytes();
        keys = before.keys();
        limit = before.limit();
        sessions = before.sessions();
        graves = before.graves();
        compacted = before.compacted();
    }

    /** Whether another store took the place of the one before. */
    boolean isAnother() {
        return another;
    }

    List<Change> changes() {
        return changes;
    }

    Outcome run(Command command) {
        return switch (command) {
            case Write write -> write(write);
            case Transaction transaction -> transaction(transaction);
            case SessionCreate create -> create(create);
            case Command.SessionRenew renew ->
                tables.session(renew.id())
                        .map(session -> {
                            tables.put(session.renewed(age));
                            return done(0, 0);
                        })
                        .orElseGet(() -> noSession(renew.id()));
            case Command.SessionDestroy destroy ->
                tables.session(destroy.id())
                        .map(session -> {
                            end(session);
                            return done(0, 0);
                        })
                        .orElseGet(() -> noSession(destroy.id()));
            case Command.Expire expire -> expire();
            case Command.Restore restore -> restore(restore);
            case Command.Limit told -> {
                if (told.bytes() < 0) yield refused(Reason.WRONG, "the limit is negative");
                limit = told.bytes();
                yield done(0, 0);
            }
        };
    }

    /** Writes down what there is to know beside the keys, and forgets what is too old. */
    void close(long index, Bounds bounds) {
        var mark = Math.max(before.mark(), entry.at());
        if (revision > before.revision()
                && (mark / 1000 > before.mark() / 1000 || before.revision() == Counters.FIRST.revision())) {
            tables.mark(mark / 1000, before.revision() + 1);
            tables.forgetMarks(bounds.marks());
        }
        if (graves > bounds.graves()) {
            compacted = tables.grave(graves - bounds.graves() / 2);
            graves -= tables.forgetGraves(compacted);
        }
        tables.counters(new Counters(
                index,
                revision,
                age,
                revision > before.revision() ? mark : before.mark(),
                token,
                bytes,
                keys,
                limit,
                sessions,
                graves,
                compacted));
    }

    private Outcome write(Write write) {
        return switch (write) {
            case Put put -> put(put);
            case Delete delete -> delete(delete);
            case DeletePrefix all -> deleteAll(all);
            case Acquire acquire -> acquire(acquire);
            case Release release -> release(release);
        };
    }

    private Outcome put(Put put) {
        var wrong = Limits.refusedKey(put.key())
                .or(() -> Limits.refusedValue(put.value()))
                .or(() -> Limits.refusedTtl(put.ttl()));
        if (wrong.isPresent()) return refused(Reason.WRONG, wrong.get());
        var known = tables.item(put.key());
        var mismatch = mismatch(put.key(), put.condition(), known);
        if (mismatch.isPresent()) return mismatch.get();
        var next = next(put.key(), known).with(put.value(), put.flags()).living(put.ttl(), age);
        return full(next, known).orElseGet(() -> {
            store(next, known);
            return done(0, 0);
        });
    }

    private Outcome delete(Delete delete) {
        var wrong = Limits.refusedKey(delete.key());
        if (wrong.isPresent()) return refused(Reason.WRONG, wrong.get());
        var known = tables.item(delete.key());
        var mismatch = mismatch(delete.key(), delete.condition(), known);
        if (mismatch.isPresent()) return mismatch.get();
        known.ifPresent(item -> remove(item.key(), item.value().length));
        return done(0, known.isPresent() ? 1 : 0);
    }

    private Outcome deleteAll(DeletePrefix all) {
        var wrong = Limits.refusedPrefix(all.prefix());
        if (wrong.isPresent()) return refused(Reason.WRONG, wrong.get());
        var count = 0L;
        for (var page = tables.below(all.prefix(), PAGE); !page.isEmpty(); page = tables.below(all.prefix(), PAGE)) {
            for (var each : page) remove(each.key(), each.valueBytes());
            count += page.size();
        }
        return done(0, count);
    }

    private Outcome acquire(Acquire acquire) {
        var wrong = Limits.refusedKey(acquire.key()).or(() -> Limits.refusedValue(acquire.value()));
        if (wrong.isPresent()) return refused(Reason.WRONG, wrong.get());
        if (tables.session(acquire.session()).isEmpty()) return noSession(acquire.session());
        var known = tables.item(acquire.key());
        var holder = known.map(item -> item.lock().session()).orElse("");
        var own = holder.equals(acquire.session());
        if (!holder.isEmpty() && !own) return refused(Reason.HELD, acquire.key() + " is held by the session " + holder);
        var left = tables.delayed(acquire.key()) - age;
        if (!own && left > 0)
            return new Refused(
                    Reason.DELAYED,
                    "who held " + acquire.key() + " was lost a short while ago: try again in " + left + " ms",
                    left);
        var item = next(acquire.key(), known).with(acquire.value(), acquire.flags());
        // more than any token before, also of a store that was put back from an older copy
        var fresh = own ? item.lock().token() : Math.max(token + 1, entry.at());
        var next = own ? item : item.with(item.lock().taken(acquire.session(), fresh));
        return full(next, known).orElseGet(() -> {
            token = Math.max(token, fresh);
            store(next, known);
            return done(fresh, 0);
        });
    }

    private Outcome release(Release release) {
        var wrong = Limits.refusedKey(release.key()).or(() -> release.value().flatMap(Limits::refusedValue));
        if (wrong.isPresent()) return refused(Reason.WRONG, wrong.get());
        var known = tables.item(release.key());
        if (known.isEmpty()
                || release.session().isEmpty()
                || !known.get().lock().session().equals(release.session()))
            return refused(Reason.NOT_HELD, release.key() + " is not held by the session " + release.session());
        var item = known.get();
        var next = item.with(release.value().orElse(item.value()), item.flags())
                .changed(upcoming(), entry.at())
                .with(item.lock().free());
        return full(next, known).orElseGet(() -> {
            store(next, known);
            return done(0, 0);
        });
    }

    private Outcome transaction(Transaction transaction) {
        if (transaction.compares().size() > Limits.MOST_WRITES
                || transaction.then().size() > Limits.MOST_WRITES
                || transaction.otherwise().size() > Limits.MOST_WRITES)
            return refused(
                    Reason.WRONG, "want at most " + Limits.MOST_WRITES + " comparisons and writes in a transaction");
        var held = transaction.compares().stream().allMatch(this::holds);
        tables.attempt();
        var deleted = 0L;
        var given = 0L;
        for (var write : held ? transaction.then() : transaction.otherwise()) {
            switch (write(write)) {
                case Refused refused -> {
                    tables.undo();
                    begin();
                    return refused;
                }
                case Done done -> {
                    deleted += done.count();
                    given = Math.max(given, done.token());
                }
            }
        }
        tables.keep();
        return new Done(revision, given, deleted, held);
    }

    private boolean holds(Compare compare) {
        var known = tables.item(compare.key());
        return switch (compare) {
            case Compare.Numeric number ->
                related(known.map(item -> field(item, number.field())).orElse(0L), number.relation(), number.number());
            case Compare.Content content ->
                content.equal() == Arrays.equals(known.map(Item::value).orElse(new byte[0]), content.value());
            case Compare.Holder holder ->
                known.map(item -> item.lock().session()).orElse("").equals(holder.session());
        };
    }

    private static long field(Item item, Compare.Field field) {
        return switch (field) {
            case CREATED -> item.past().created();
            case MODIFIED -> item.past().modified();
            case VERSION -> item.past().version();
            case TOKEN -> item.lock().token();
        };
    }

    private static boolean related(long one, Compare.Relation relation, long other) {
        return switch (relation) {
            case EQUAL -> one == other;
            case UNEQUAL -> one != other;
            case LESS -> one < other;
            case GREATER -> one > other;
        };
    }

    private Outcome create(SessionCreate create) {
        var wrong = Limits.refusedTtl(create.ttl())
                .or(() -> refusedDelay(create.delay()))
                .or(() -> refusedName("the id", create.id()))
                .or(() -> refusedName("the name", create.name()))
                .or(() -> refusedName("the node", create.node()));
        if (wrong.isPresent()) return refused(Reason.WRONG, wrong.get());
        if (create.id().isEmpty() || tables.session(create.id()).isPresent())
            return refused(Reason.WRONG, "there is a session " + create.id() + " already");
        if (sessions >= Limits.MOST_SESSIONS)
            return refused(Reason.FULL, "there are " + sessions + " sessions already: destroy some, or give them TTLs");
        tables.put(new Session(
                        create.id(),
                        create.name(),
                        create.node(),
                        create.ttl(),
                        create.delay(),
                        create.deletes(),
                        upcoming(),
                        0)
                .renewed(age));
        revision = upcoming();
        sessions++;
        return done(0, 0);
    }

    private static Optional<String> refusedDelay(long delay) {
        return delay >= 0 && delay <= Limits.LONGEST_LOCK_DELAY_MILLIS
                ? Optional.empty()
                : Optional.of("the lock delay is " + delay + " ms, want at most 60 seconds");
    }

    private static Optional<String> refusedName(String what, String name) {
        return name.length() > Limits.NAME_BYTES
                ? Optional.of(what + " has " + name.length() + " letters, want at most " + Limits.NAME_BYTES)
                : Limits.refusedText(what, name);
    }

    private Outcome expire() {
        var count = 0L;
        for (var key : tables.expired(age, PAGE)) {
            tables.item(key).ifPresent(item -> remove(item.key(), item.value().length));
            count++;
        }
        for (var id : tables.expiredSessions(age, PAGE)) {
            tables.session(id).ifPresent(this::end);
            count++;
        }
        tables.endDelays(age);
        if (tables.staging().filter(staging -> staging.until() <= age).isPresent()) tables.unstage();
        return done(0, count);
    }

    private Outcome restore(Command.Restore restore) {
        var wrong = refusedName("the id", restore.id());
        if (wrong.isPresent()) return refused(Reason.WRONG, wrong.get());
        var known = tables.staging().filter(each -> each.id().equals(restore.id()));
        if (restore instanceof Command.RestoreBegin) {
            if (known.isEmpty()) tables.unstage();
            if (known.isEmpty()) tables.staging(new Staging(restore.id(), 0, 0, 0, age + STAGED_MILLIS));
            return done(0, 0);
        }
        if (known.isEmpty())
            return refused(
                    Reason.MISMATCH, "what is put back was forgotten: another one was begun, or nothing came for long");
        return switch (restore) {
            case Command.RestoreBegin begin -> throw new IllegalStateException();
            case Command.RestoreItems items -> stage(items, known.get());
            case Command.RestoreEnd end -> replace(end, known.get());
        };
    }

    private Outcome stage(Command.RestoreItems part, Staging staging) {
        if (part.number() < staging.next()) return done(0, 0); // told again
        if (part.number() > staging.next())
            return refused(Reason.WRONG, "found part " + part.number() + ", want " + staging.next());
        var size = staging.bytes();
        for (var item : part.items()) {
            var wrong = Limits.refusedKey(item.key()).or(() -> Limits.refusedValue(item.value()));
            if (wrong.isPresent()) return refused(Reason.WRONG, wrong.get());
            size += item.bytes();
        }
        if (size > limit)
            return refused(
                    Reason.FULL,
                    "what is put back has more than the " + limit
                            + " bytes of the store: raise kv_limit_mib in agent.yml");
        tables.stage(part.items());
        var count = staging.keys() + part.items().size();
        tables.staging(new Staging(part.id(), part.number() + 1, size, count, age + STAGED_MILLIS));
        return done(0, 0);
    }

    private Outcome replace(Command.RestoreEnd end, Staging staging) {
        if (end.parts() != staging.next())
            return refused(Reason.WRONG, "found " + staging.next() + " parts, want " + end.parts());
        revision = Math.max(before.revision(), end.revision()) + 1;
        token = Math.max(before.token(), end.token());
        var extent = tables.replaceAll(revision, age, age + Limits.LOCK_DELAY_MILLIS);
        bytes = extent.bytes();
        keys = extent.keys();
        sessions = 0;
        graves = 0;
        compacted = revision;
        another = true;
        return done(0, keys);
    }

    /** The session is no more: what it held is free, or gone. */
    private void end(Session session) {
        tables.removeSession(session.id());
        sessions--;
        revision = upcoming();
        for (var held = tables.heldBy(session.id(), PAGE); !held.isEmpty(); held = tables.heldBy(session.id(), PAGE)) {
            for (var key : held) {
                var item = tables.item(key).orElseThrow();
                if (session.deletes()) remove(key, item.value().length);
                else store(item.changed(revision, entry.at()).with(item.lock().free()), Optional.of(item));
                if (session.delay() > 0) tables.delay(key, age + session.delay());
            }
        }
    }

    /** The item as it is after one more change, or one that is made now. */
    private Item next(String key, Optional<Item> known) {
        var at = entry.at();
        return known.map(item -> item.changed(upcoming(), at))
                .orElseGet(() -> new Item(
                        key, new byte[0], 0, new Item.Past(upcoming(), upcoming(), 1, at, at), 0, 0, Item.Lock.NEVER));
    }

    /** The revision of this entry, if it changes something: one for all it changes. */
    private long upcoming() {
        return before.revision() + 1;
    }

    private Optional<Outcome> mismatch(String key, Condition condition, Optional<Item> known) {
        if (!(condition instanceof Condition.Modified wanted)) return Optional.empty();
        var found = known.map(item -> item.past().modified()).orElse(0L);
        if (found == wanted.revision()) return Optional.empty();
        var there = found == 0 ? "there is no key " + key : key + " is at revision " + found;
        return Optional.of(new Refused(
                Reason.MISMATCH,
                there + ", want " + (wanted.revision() == 0 ? "none" : "revision " + wanted.revision()),
                found));
    }

    private Optional<Outcome> full(Item next, Optional<Item> known) {
        var more = next.bytes() - known.map(Item::bytes).orElse(0L);
        if (more <= 0 || bytes + more <= limit) return Optional.empty();
        return Optional.of(refused(
                Reason.FULL,
                "the store has " + bytes + " of at most " + limit + " bytes, this needs " + more
                        + " more: delete keys, or raise kv_limit_mib in agent.yml"));
    }

    private void store(Item next, Optional<Item> known) {
        revision = upcoming();
        tables.put(next);
        bytes += next.bytes() - known.map(Item::bytes).orElse(0L);
        if (known.isEmpty()) keys++;
        if (known.isEmpty() && tables.unbury(next.key())) graves--;
        changes.add(new Change(next.key(), revision, false));
    }

    private void remove(String key, long valueBytes) {
        revision = upcoming();
        tables.remove(key);
        tables.bury(key, revision);
        graves++;
        keys--;
        bytes -= Item.bytes(key, valueBytes);
        changes.add(new Change(key, revision, true));
    }

    private Outcome done(long given, long count) {
        return new Done(revision, given, count, true);
    }

    private static Outcome refused(Reason reason, String message) {
        return new Refused(reason, message, 0);
    }

    private static Outcome noSession(String id) {
        return refused(Reason.NO_SESSION, "there is no session " + id + ": it ended, or there never was one");
    }
}
