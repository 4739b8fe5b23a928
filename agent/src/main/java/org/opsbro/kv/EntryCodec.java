package org.opsbro.kv;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.opsbro.kv.Command.Acquire;
import org.opsbro.kv.Command.Compare;
import org.opsbro.kv.Command.Condition;
import org.opsbro.kv.Command.Delete;
import org.opsbro.kv.Command.DeletePrefix;
import org.opsbro.kv.Command.Put;
import org.opsbro.kv.Command.Release;
import org.opsbro.kv.Command.Transaction;
import org.opsbro.kv.Command.Write;
import org.opsbro.model.ByteReader;
import org.opsbro.model.ByteWriter;
import org.opsbro.model.Malformed;

/**
 * Entries as bytes: a version, the two times, the request, then the number of the command and its parts in their order (see {@link ByteWriter}). Numbers
 * of commands are for ever. What is read is within the {@link Limits} of lengths; whether it makes sense is for the fold to say.
 */
public final class EntryCodec {
    private static final int VERSION = 1;
    private static final int PUT = 1;
    private static final int DELETE = 2;
    private static final int DELETE_PREFIX = 3;
    private static final int ACQUIRE = 4;
    private static final int RELEASE = 5;
    private static final int TRANSACTION = 6;
    private static final int SESSION_CREATE = 7;
    private static final int SESSION_RENEW = 8;
    private static final int SESSION_DESTROY = 9;
    private static final int EXPIRE = 10;
    private static final int LIMIT = 11;
    private static final int RESTORE_BEGIN = 12;
    private static final int RESTORE_ITEMS = 13;
    private static final int RESTORE_END = 14;
    private static final int NUMERIC = 1;
    private static final int CONTENT = 2;
    private static final int HOLDER = 3;
    private static final int LONGEST_WORD = 16;

    private EntryCodec() {}

    public static byte[] write(Entry entry) {
        var out = new ByteWriter()
                .octet(VERSION)
                .number(entry.at())
                .number(entry.age())
                .text(entry.request());
        write(entry.command(), out);
        return out.bytes();
    }

    /** @throws Malformed if it is none */
    public static Entry read(byte[] bytes) {
        if (bytes.length > Limits.ENTRY_BYTES)
            throw new Malformed("the entry has " + bytes.length + " bytes, want at most " + Limits.ENTRY_BYTES);
        var in = new ByteReader(bytes);
        var version = in.octet("the version");
        if (version != VERSION) throw new Malformed("the entry is of version " + version + ", want " + VERSION);
        var at = in.longNumber("the time");
        var age = in.longNumber("the age");
        var request = in.text("the request", Limits.REQUEST_BYTES);
        var command = command(in);
        in.end();
        return new Entry(request, at, age, command);
    }

    private static void write(Command command, ByteWriter out) {
        switch (command) {
            case Put put -> {
                out.octet(PUT)
                        .text(put.key())
                        .block(put.value())
                        .number(put.flags())
                        .number(put.ttl());
                write(put.condition(), out);
            }
            case Delete delete -> write(delete.condition(), out.octet(DELETE).text(delete.key()));
            case DeletePrefix all -> out.octet(DELETE_PREFIX).text(all.prefix());
            case Acquire acquire ->
                out.octet(ACQUIRE)
                        .text(acquire.key())
                        .text(acquire.session())
                        .block(acquire.value())
                        .number(acquire.flags());
            case Release release -> {
                out.octet(RELEASE).text(release.key()).text(release.session());
                out.flag(release.value().isPresent());
                release.value().ifPresent(out::block);
            }
            case Transaction transaction -> {
                out.octet(TRANSACTION).number(transaction.compares().size());
                transaction.compares().forEach(compare -> write(compare, out));
                for (var branch : List.of(transaction.then(), transaction.otherwise())) {
                    out.number(branch.size());
                    branch.forEach(write -> write(write, out));
                }
            }
            case Command.SessionCreate create ->
                out.octet(SESSION_CREATE)
                        .text(create.id())
                        .text(create.name())
                        .text(create.node())
                        .number(create.ttl())
                        .number(create.delay())
                        .flag(create.deletes());
            case Command.SessionRenew renew -> out.octet(SESSION_RENEW).text(renew.id());
            case Command.SessionDestroy destroy -> out.octet(SESSION_DESTROY).text(destroy.id());
            case Command.Expire expire -> out.octet(EXPIRE);
            case Command.Limit limit -> out.octet(LIMIT).number(limit.bytes());
            case Command.RestoreBegin begin -> out.octet(RESTORE_BEGIN).text(begin.id());
            case Command.RestoreItems part -> {
                out.octet(RESTORE_ITEMS)
                        .text(part.id())
                        .number(part.number())
                        .number(part.items().size());
                part.items().forEach(item -> write(item, out));
            }
            case Command.RestoreEnd end ->
                out.octet(RESTORE_END)
                        .text(end.id())
                        .number(end.parts())
                        .number(end.revision())
                        .number(end.token());
        }
    }

    private static void write(Item item, ByteWriter out) {
        out.text(item.key()).block(item.value()).number(item.flags());
        var past = item.past();
        out.number(past.created())
                .number(past.modified())
                .number(past.version())
                .number(past.createdAt())
                .number(past.modifiedAt());
        out.number(item.ttl()).number(item.expires());
        out.text(item.lock().session())
                .number(item.lock().count())
                .number(item.lock().token());
    }

    private static Item item(ByteReader in) {
        return new Item(
                key(in),
                value(in),
                in.longNumber("the flags"),
                new Item.Past(
                        in.longNumber("the first revision"),
                        in.longNumber("the last revision"),
                        in.longNumber("the version"),
                        in.longNumber("the first time"),
                        in.longNumber("the last time")),
                in.longNumber("the TTL"),
                in.longNumber("what is left of it"),
                new Item.Lock(
                        name("the session", in), in.longNumber("how often it was locked"), in.longNumber("the token")));
    }

    private static void write(Condition condition, ByteWriter out) {
        switch (condition) {
            case Condition.Always always -> out.flag(false);
            case Condition.Modified modified -> out.flag(true).number(modified.revision());
        }
    }

    private static void write(Compare compare, ByteWriter out) {
        switch (compare) {
            case Compare.Numeric number ->
                out.octet(NUMERIC)
                        .text(number.key())
                        .text(number.field().name())
                        .text(number.relation().name())
                        .number(number.number());
            case Compare.Content content ->
                out.octet(CONTENT).text(content.key()).flag(content.equal()).block(content.value());
            case Compare.Holder holder -> out.octet(HOLDER).text(holder.key()).text(holder.session());
        }
    }

    private static Command command(ByteReader in) {
        var kind = in.octet("the command");
        return switch (kind) {
            case PUT, DELETE, DELETE_PREFIX, ACQUIRE, RELEASE -> write(kind, in);
            case TRANSACTION ->
                new Transaction(
                        all("the comparisons", Limits.MOST_WRITES, in, EntryCodec::compare),
                        all("the writes", Limits.MOST_WRITES, in, each -> write(each.octet("the write"), each)),
                        all("the other writes", Limits.MOST_WRITES, in, each -> write(each.octet("the write"), each)));
            case SESSION_CREATE ->
                new Command.SessionCreate(
                        name("the id", in),
                        name("the name", in),
                        name("the node", in),
                        in.longNumber("the TTL"),
                        in.longNumber("the delay"),
                        in.flag("whether it deletes"));
            case SESSION_RENEW -> new Command.SessionRenew(name("the id", in));
            case SESSION_DESTROY -> new Command.SessionDestroy(name("the id", in));
            case EXPIRE -> new Command.Expire();
            case LIMIT -> new Command.Limit(in.longNumber("the limit"));
            case RESTORE_BEGIN -> new Command.RestoreBegin(name("the id", in));
            case RESTORE_ITEMS ->
                new Command.RestoreItems(
                        name("the id", in),
                        in.longNumber("the number of the part"),
                        all("the items", Limits.MOST_ITEMS, in, EntryCodec::item));
            case RESTORE_END ->
                new Command.RestoreEnd(
                        name("the id", in),
                        in.longNumber("how many parts"),
                        in.longNumber("the revision"),
                        in.longNumber("the token"));
            default -> throw new Malformed("there is no command number " + kind);
        };
    }

    private static Write write(int kind, ByteReader in) {
        return switch (kind) {
            case PUT ->
                new Put(key(in), value(in), in.longNumber("the flags"), in.longNumber("the TTL"), condition(in));
            case DELETE -> new Delete(key(in), condition(in));
            case DELETE_PREFIX -> new DeletePrefix(in.text("the prefix", Limits.KEY_BYTES));
            case ACQUIRE -> new Acquire(key(in), name("the session", in), value(in), in.longNumber("the flags"));
            case RELEASE -> new Release(key(in), name("the session", in), optionalValue(in));
            default -> throw new Malformed("there is no write number " + kind);
        };
    }

    private static <T> List<T> all(String what, int most, ByteReader in, Function<ByteReader, T> each) {
        var count = in.number(what);
        if (count < 0 || count > most)
            throw new Malformed(what + " are " + Integer.toUnsignedString(count) + ", want at most " + most);
        List<T> all = new ArrayList<>(count);
        for (var i = 0; i < count; i++) all.add(each.apply(in));
        return all;
    }

    private static Condition condition(ByteReader in) {
        return in.flag("whether there is a condition")
                ? new Condition.Modified(in.longNumber("the revision"))
                : Condition.ALWAYS;
    }

    private static Compare compare(ByteReader in) {
        var kind = in.octet("the comparison");
        return switch (kind) {
            case NUMERIC ->
                new Compare.Numeric(
                        key(in),
                        one("the field", in, Compare.Field.values()),
                        one("the relation", in, Compare.Relation.values()),
                        in.longNumber("the number"));
            case CONTENT -> new Compare.Content(key(in), in.flag("whether it is equal"), value(in));
            case HOLDER -> new Compare.Holder(key(in), name("the session", in));
            default -> throw new Malformed("there is no comparison number " + kind);
        };
    }

    /** One of the values of an enum, by its name. */
    static <T extends Enum<T>> T one(String what, ByteReader in, T[] values) {
        var name = in.text(what, LONGEST_WORD);
        for (var value : values) if (value.name().equals(name)) return value;
        throw new Malformed(what + " is " + name + ", want one of " + Arrays.toString(values));
    }

    private static String key(ByteReader in) {
        return in.text("the key", Limits.KEY_BYTES);
    }

    private static String name(String what, ByteReader in) {
        return in.text(what, 4 * Limits.NAME_BYTES);
    }

    private static byte[] value(ByteReader in) {
        return in.block("the value", Limits.VALUE_BYTES);
    }

    private static Optional<byte[]> optionalValue(ByteReader in) {
        return in.flag("whether there is a value") ? Optional.of(value(in)) : Optional.empty();
    }
}
