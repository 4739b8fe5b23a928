package org.opsbro.kv.live;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.opsbro.kv.Counters;
import org.opsbro.kv.Item;
import org.opsbro.kv.Limits;
import org.opsbro.kv.Session;
import org.opsbro.kv.Tables;
import org.opsbro.store.Database;
import org.opsbro.store.Query;
import org.opsbro.store.StorageException;
import org.opsbro.store.StorageException.Kind;

/** The tables of the store in its database. What is told between {@link #begin} and {@link #commit} is there together with its index, or not at all. */
final class SqlTables implements Tables {
    private final Database database;
    private final Query item;
    private final Query put;
    private final Query remove;
    private final Query below;
    private final Query expired;
    private final Query heldBy;
    private final Query session;
    private final Query putSession;
    private final Query removeSession;
    private final Query expiredSessions;
    private final Query delayed;
    private final Query delay;
    private final Query endDelays;
    private final Query bury;
    private final Query unbury;
    private final Query grave;
    private final Query forgetGraves;
    private final Query mark;
    private final Query forgetMarks;
    private final Query request;
    private final Query putRequest;
    private final Query forgetRequests;
    private final Query counted;
    private final Query count;
    private final Query firstItem;
    private final Query firstSession;
    private final Query extent;
    private final Query isStaged;
    private Counters counters;
    private Optional<Staging> staging;
    private boolean restoring;
    private boolean expiring;
    private boolean someExpire;

    /** @param database whose tables were made */
    SqlTables(Database database) {
        this.database = database;
        item = database.query("select " + Schema.ITEM + " from items where key = ?");
        put = database.query("insert into items (" + Schema.ITEM + ") values (?,?,?,?,?,?,?,?,?,?,?,?,?) on conflict"
                + " (key) do update set value = excluded.value, flags"
                + " = excluded.flags, created = excluded.created,"
                + " modified = excluded.modified, version ="
                + " excluded.version, created_at ="
                + " excluded.created_at, modified_at ="
                + " excluded.modified_at, ttl = excluded.ttl, expires"
                + " = excluded.expires, session = excluded.session,"
                + " locks = excluded.locks, token = excluded.token");
        remove = database.query("delete from items where key = ?");
        below = database.query("select key, length(value) from items where key >= ? and key < ? order by key limit ?");
        expired = database.query(
                "select key from items where expires > 0 and expires <= ? order by expires, key limit ?");
        heldBy = database.query("select key from items where session = ? and session <> '' order by key limit ?");
        session = database.query("select " + Schema.SESSION + " from sessions where id = ?");
        putSession =
                database.query("insert or replace into sessions (" + Schema.SESSION + ") values (?,?,?,?,?,?,?,?)");
        removeSession = database.query("delete from sessions where id = ?");
        expiredSessions = database.query(
                "select id from sessions where expires > 0 and expires <= ? order by expires, id limit ?");
        delayed = database.query("select until from delays where key = ?");
        delay = database.query("insert or replace into delays (key, until) values (?,?)");
        endDelays = database.query("delete from delays where until <= ?");
        bury = database.query("insert or replace into graves (key, revision) values (?,?)");
        unbury = database.query("delete from graves where key = ?");
        grave = database.query("select revision from graves order by revision limit 1 offset ?");
        forgetGraves = database.query("delete from graves where revision <= ?");
        mark = database.query("insert or replace into marks (second, revision) values (?,?)");
        forgetMarks = database.query(
                "delete from marks where second <= (select second from marks order by second desc limit 1 offset ?)");
        request = database.query("select outcome from requests where id = ?");
        putRequest = database.query("insert or replace into requests (id, entry, outcome) values (?,?,?)");
        forgetRequests = database.query("delete from requests where entry < ?");
        counted = database.query("select " + Schema.COUNTERS + " from counters");
        count = database.query("update counters set (" + Schema.COUNTERS + ") = (?,?,?,?,?,?,?,?,?,?,?)");
        firstItem = database.query("select expires from items where expires > 0 order by expires limit 1");
        firstSession = database.query("select expires from sessions where expires > 0 order by expires limit 1");
        isStaged = database.query("select 1 from sqlite_master where name = 'staging'");
        extent = database.query("select count(*), coalesce(sum(length(key) + length(value) + " + Limits.ITEM_BYTES
                + "), 0) from items");
        counters = read();
        staging = staged();
    }

    private Optional<Staging> staged() {
        if (isStaged.one(row -> row.number(1)).isEmpty()) return Optional.empty();
        return database.query("select id, next, bytes, keys, until from staging")
                .one(row -> new Staging(row.text(1), row.number(2), row.number(3), row.number(4), row.number(5)));
    }

    private Counters read() {
        return counted.one(Schema::counters)
                .orElseThrow(() -> new StorageException(Kind.DAMAGED, database.file() + " has lost its counters"));
    }

    void begin() {
        database.begin();
    }

    /** When it returns, all that was told is on the disk. */
    void commit() {
        count.run(
                counters.applied(),
                counters.revision(),
                counters.age(),
                counters.mark(),
                counters.token(),
                counters.bytes(),
                counters.keys(),
                counters.limit(),
                counters.sessions(),
                counters.graves(),
                counters.compacted());
        database.commit();
        restoring = false;
    }

    void rollback() {
        database.rollback();
        counters = read();
        if (restoring) staging = staged();
        restoring = false;
    }

    /** The last entry has this index from now on. */
    void rebase(long index) {
        begin();
        try {
            counters = counters.at(index);
            commit();
        } catch (RuntimeException failed) {
            rollback();
            throw failed;
        }
    }

    /** Whether something was told since this was asked last that expires, or while something did. */
    boolean expiryMayDiffer() {
        var may = expiring;
        expiring = false;
        return may;
    }

    /** The age at which the next key or session expires. */
    OptionalLong firstExpiry() {
        var first = Math.min(
                firstItem.one(row -> row.number(1)).orElse(Long.MAX_VALUE),
                firstSession.one(row -> row.number(1)).orElse(Long.MAX_VALUE));
        first = Math.min(first, staging.map(Staging::until).orElse(Long.MAX_VALUE));
        someExpire = first != Long.MAX_VALUE;
        return someExpire ? OptionalLong.of(first) : OptionalLong.empty();
    }

    @Override
    public Counters counters() {
        return counters;
    }

    @Override
    public void counters(Counters next) {
        counters = next;
    }

    @Override
    public Optional<Item> item(String key) {
        return item.one(Schema::item, KeyBytes.of(key));
    }

    @Override
    public void put(Item next) {
        expiring |= next.expires() > 0 || someExpire;
        write(next, put::run);
    }

    private interface Into {
        void run(Object... values);
    }

    private static void write(Item next, Into into) {
        into.run(
                KeyBytes.of(next.key()),
                next.value(),
                next.flags(),
                next.past().created(),
                next.past().modified(),
                next.past().version(),
                next.past().createdAt(),
                next.past().modifiedAt(),
                next.ttl(),
                next.expires(),
                next.lock().session(),
                next.lock().count(),
                next.lock().token());
    }

    @Override
    public void remove(String key) {
        expiring |= someExpire;
        remove.run(KeyBytes.of(key));
    }

    @Override
    public List<Size> below(String prefix, int most) {
        return below.all(
                row -> new Size(KeyBytes.text(row.bytes(1)), row.number(2)),
                KeyBytes.of(prefix),
                KeyBytes.after(prefix),
                most);
    }

    @Override
    public List<String> expired(long age, int most) {
        return expired.all(row -> KeyBytes.text(row.bytes(1)), age, most);
    }

    @Override
    public List<String> heldBy(String id, int most) {
        return heldBy.all(row -> KeyBytes.text(row.bytes(1)), id, most);
    }

    @Override
    public Optional<Session> session(String id) {
        return session.one(Schema::session, id);
    }

    @Override
    public void put(Session next) {
        expiring = true;
        putSession.run(
                next.id(),
                next.name(),
                next.node(),
                next.ttl(),
                next.delay(),
                next.deletes() ? 1 : 0,
                next.created(),
                next.expires());
    }

    @Override
    public void removeSession(String id) {
        expiring = true;
        removeSession.run(id);
    }

    @Override
    public List<String> expiredSessions(long age, int most) {
        return expiredSessions.all(row -> row.text(1), age, most);
    }

    @Override
    public long delayed(String key) {
        return delayed.one(row -> row.number(1), KeyBytes.of(key)).orElse(0L);
    }

    @Override
    public void delay(String key, long until) {
        delay.run(KeyBytes.of(key), until);
    }

    @Override
    public void endDelays(long age) {
        endDelays.run(age);
    }

    @Override
    public void bury(String key, long revision) {
        bury.run(KeyBytes.of(key), revision);
    }

    @Override
    public boolean unbury(String key) {
        return unbury.run(KeyBytes.of(key)) > 0;
    }

    @Override
    public long grave(long position) {
        return grave.one(row -> row.number(1), position - 1).orElse(0L);
    }

    @Override
    public long forgetGraves(long revision) {
        return forgetGraves.run(revision);
    }

    @Override
    public void mark(long second, long revision) {
        mark.run(second, revision);
    }

    @Override
    public void forgetMarks(int keep) {
        forgetMarks.run(keep);
    }

    @Override
    public Optional<byte[]> request(String id) {
        return request.one(row -> row.bytes(1), id);
    }

    @Override
    public void request(String id, long index, byte[] outcome) {
        putRequest.run(id, index, outcome);
    }

    @Override
    public void forgetRequests(long index) {
        forgetRequests.run(index);
    }

    @Override
    public Optional<Staging> staging() {
        return staging;
    }

    @Override
    public void staging(Staging next) {
        if (staging.isEmpty())
            database.run(
                    "create table staged (" + Schema.ITEM_COLUMNS + ")",
                    "create table staging (id text not null, next integer not null, bytes integer not null,"
                            + " keys integer not null, until integer not null)");
        database.run("delete from staging");
        database.change(
                "insert into staging (id, next, bytes, keys, until) values (?,?,?,?,?)",
                next.id(),
                next.next(),
                next.bytes(),
                next.keys(),
                next.until());
        staged(Optional.of(next));
    }

    private void staged(Optional<Staging> next) {
        staging = next;
        restoring = true;
        expiring = true;
    }

    @Override
    public void stage(List<Item> items) {
        for (var item : items)
            write(
                    item,
                    values -> database.change(
                            "insert or replace into staged (" + Schema.ITEM + ") values (?,?,?,?,?,?,?,?,?,?,?,?,?)",
                            values));
    }

    @Override
    public void unstage() {
        database.run("drop table if exists staged", "drop table if exists staging");
        staged(Optional.empty());
    }

    @Override
    public Extent replaceAll(long revision, long age, long delayed) {
        for (var table : new String[] {"items", "staged"})
            database.change(
                    "insert or replace into delays select key, ? from " + table + " where session <> ''", delayed);
        database.run("delete from items", "delete from sessions", "delete from graves", "delete from marks");
        database.change(
                "insert into items (" + Schema.ITEM + ") select key, value, flags, created, ?, version, created_at,"
                        + " modified_at, ttl, case when expires > 0 then expires + ? else 0 end, '', locks, token from staged",
                revision,
                age);
        unstage();
        return extent.one(row -> new Extent(row.number(1), row.number(2))).orElseThrow();
    }

    @Override
    public void attempt() {
        database.run("savepoint attempt");
    }

    @Override
    public void keep() {
        database.run("release attempt");
    }

    @Override
    public void undo() {
        database.run("rollback to attempt", "release attempt");
    }
}
