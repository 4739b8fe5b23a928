package org.opsbro.agent.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import org.opsbro.kv.Command;
import org.opsbro.kv.Item;
import org.opsbro.kv.Limits;
import org.opsbro.kv.Outcome;
import org.opsbro.kv.live.KvKeeper;
import org.opsbro.kv.live.KvKeeper.Freshness;
import org.opsbro.kv.live.Shelf;
import org.opsbro.kv.live.Unavailable;
import org.opsbro.model.FieldsBuilder;
import org.opsbro.model.GoDuration;
import org.opsbro.model.Value;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;

/** What the calls of the store have in common: waiting for changes, and what its answers are in HTTP. */
public final class KvCalls {
    static final String REVISION = "X-Opsbro-Revision";
    /** Of an answer that says why nothing was done, where it may be in a moment. */
    public static final String AGAIN = "X-Opsbro-Again";

    private static final Duration USUAL_WAIT = Duration.ofMinutes(5);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    private final KvKeeper keeper;
    private final boolean own;

    KvCalls(KvKeeper keeper) {
        this(keeper, false);
    }

    /** @param own whether these are calls of the agents themselves: they write what is reserved for them, and nothing else */
    KvCalls(KvKeeper keeper, boolean own) {
        this.keeper = keeper;
        this.own = own;
    }

    /** A handler of calls that reach the store. */
    interface Handler {
        Reply answer(Request request) throws Exception;
    }

    /** A route whose reason is told where the store cannot answer. */
    static Route route(String method, String path, String doc, Route.Access access, Handler handler) {
        return new Route(method, path, doc, access, request -> {
            try {
                return handler.answer(request);
            } catch (Unavailable cannot) {
                return unavailable(cannot);
            } catch (Gone gone) {
                return Reply.json(
                        410,
                        Value.object()
                                .with("error", String.valueOf(gone.getMessage()))
                                .with("revision", gone.revision())
                                .end());
            }
        });
    }

    private static Reply unavailable(Unavailable cannot) {
        var reason = String.valueOf(cannot.getMessage());
        return switch (cannot.kind()) {
            case FULL -> Reply.error(507, reason);
            case AGAIN -> Reply.error(503, reason).with(AGAIN, "1");
            case OTHER -> Reply.error(503, reason);
        };
    }

    /** {@code ?consistent}, {@code ?stale}. */
    static Freshness freshness(Request request) {
        if (KvApi.isSet(request, "consistent")) return Freshness.CONSISTENT;
        return KvApi.isSet(request, "stale") ? Freshness.STALE : Freshness.USUAL;
    }

    /** What happened after the revision that a caller knows is no longer known. */
    static final class Gone extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final long revision;

        private Gone(String message, long revision) {
            super(message, null, false, false);
            this.revision = revision;
        }

        long revision() {
            return revision;
        }
    }

    /** Of the whole store as of one look. */
    static void demandKnown(Shelf shelf, long since) {
        var now = shelf.counters();
        if (since < now.compacted())
            throw new Gone(
                    "what was deleted before revision " + now.compacted()
                            + " is forgotten: read all of it, and go on from revision " + now.revision(),
                    now.revision());
        if (since > now.revision())
            throw new Gone(
                    "the store is at revision " + now.revision() + ", before " + since
                            + ": an older copy was put in its place; read all of it, and go on from there",
                    now.revision());
    }

    /**
     * Answers at once, or with {@code ?index=} when something changed after that revision, or {@code ?wait=} is over.
     *
     * @param text a key, or the beginning of keys
     */
    Reply blocking(Request request, String text, boolean prefix, Function<Shelf, Reply> view)
            throws Unavailable, InterruptedException {
        var shown = Bodies.number(request, "index", 0, Long.MAX_VALUE);
        var freshness = freshness(request);
        if (shown == 0) return keeper.read(freshness, view);
        var patience = patience(request);
        try (var watch = keeper.watch(text, prefix)) {
            boolean changed = keeper.read(freshness, shelf -> {
                demandKnown(shelf, shown);
                return shelf.isChanged(text, prefix, shown);
            });
            if (!changed) request.waiting().until(watch.changed(), patience);
            return keeper.read(freshness, view);
        }
    }

    static Duration patience(Request request) {
        var wanted = request.query("wait").map(text -> duration("wait", text)).orElse(USUAL_WAIT);
        return wanted.compareTo(LONGEST_WAIT) < 0 ? wanted : LONGEST_WAIT;
    }

    /** {@code 30s}, {@code 1h}; a bare number is seconds. */
    static Duration duration(String name, String text) {
        if (text.matches("[0-9]{1,9}")) return Duration.ofSeconds(Long.parseLong(text));
        return GoDuration.parse(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "found " + name + "=" + text + ", want a duration such as 30s or 1h"));
    }

    /** Tells the store something on behalf of a call, whose {@code ?request=} makes a second try one. */
    Outcome tell(Request request, Command command) throws Unavailable, InterruptedException {
        var large = command instanceof Command.Write ? Limits.refusedValue(request.body()) : Optional.<String>empty();
        if (large.isPresent()) return new Outcome.Refused(Outcome.Reason.WRONG, large.get(), 0);
        var reserved = Reserved.refused(command, own);
        if (reserved.isPresent()) return new Outcome.Refused(Outcome.Reason.WRONG, reserved.get(), 0);
        return keeper.tell(command, request.query("request").orElse(""));
    }

    /** What a command came to, where that it was refused is an error. */
    static Reply reply(Outcome outcome, Function<Outcome.Done, Value> done) {
        return switch (outcome) {
            case Outcome.Done each -> Reply.json(done.apply(each)).with(REVISION, Long.toString(each.revision()));
            case Outcome.Refused refused -> refused(refused);
        };
    }

    static Reply refused(Outcome.Refused refused) {
        var status = switch (refused.reason()) {
            case MISMATCH, HELD, DELAYED, NOT_HELD -> 409;
            case NO_SESSION -> 404;
            case FULL -> 507;
            case WRONG -> refused.message().contains("want at most") ? 413 : 400;
        };
        var body = Value.object()
                .with("error", refused.message())
                .with("reason", refused.reason().name().toLowerCase(java.util.Locale.ROOT));
        if (refused.reason() == Outcome.Reason.MISMATCH) body.with("revision", refused.number());
        if (refused.reason() == Outcome.Reason.DELAYED) body.with("wait_ms", refused.number());
        return Reply.json(status, body.end());
    }

    /** A key with all that is known of it; its value as text, or as {@code value_base64} where it is none. */
    static Value.Fields item(Item item, boolean withValue) {
        var fields = Value.object()
                .with("key", item.key())
                .with("revision", item.past().modified())
                .with("created", item.past().created())
                .with("version", item.past().version())
                .with(
                        "created_at",
                        Instant.ofEpochMilli(item.past().createdAt()).toString())
                .with(
                        "modified_at",
                        Instant.ofEpochMilli(item.past().modifiedAt()).toString())
                .with("size", item.value().length);
        if (item.ttl() > 0) fields.with("ttl", item.ttl() / 1000.0);
        if (item.flags() != 0) fields.with("flags", item.flags());
        if (item.lock().isHeld()) fields.with("session", item.lock().session());
        if (item.lock().token() > 0) fields.with("token", item.lock().token());
        if (withValue) value(item.value(), fields);
        return fields.end();
    }

    private static void value(byte[] value, FieldsBuilder fields) {
        try {
            fields.with(
                    "value",
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(value))
                            .toString());
        } catch (CharacterCodingException binary) {
            fields.with("value_base64", base64(value));
        }
    }

    static String base64(byte[] value) {
        return Base64.getEncoder().encodeToString(value);
    }
}
