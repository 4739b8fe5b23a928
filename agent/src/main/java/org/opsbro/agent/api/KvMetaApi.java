package org.opsbro.agent.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.opsbro.kv.Command;
import org.opsbro.kv.Counters;
import org.opsbro.kv.EntryCodec;
import org.opsbro.kv.Keys.Change;
import org.opsbro.kv.Limits;
import org.opsbro.kv.Session;
import org.opsbro.kv.live.KvKeeper;
import org.opsbro.kv.live.Shelf;
import org.opsbro.kv.live.Unavailable;
import org.opsbro.model.Json;
import org.opsbro.model.Malformed;
import org.opsbro.model.Value;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;

/** What there is of the store beside its keys: changes, transactions, sessions, its state and its backups. */
public final class KvMetaApi {
    private static final int USUAL_PAGE = 1000;
    private static final int LONGEST_PAGE = 10_000;
    /** A watch says so often that it is there, so that both sides know when the other is not. */
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(20);

    private final KvKeeper keeper;
    private final KvCalls calls;
    private final String self;
    private final Supplier<Value.Fields> told;
    private final Restore restore;

    /**
     * @param self name of this node, whose sessions are unless they say another
     * @param told how the store is doing
     */
    public KvMetaApi(KvKeeper keeper, String self, Supplier<Value.Fields> told, Restore restore) {
        this.restore = restore;
        this.told = told;
        this.keeper = keeper;
        this.calls = new KvCalls(keeper);
        this.self = self;
    }

    public List<Route> routes() {
        return List.of(
                KvCalls.route(
                        "GET",
                        "/kv-meta/changed/{time}",
                        "What changed since a time (seconds since 1970, or 2026-11-30T10:00:00Z): ?prefix= ?limit=",
                        Access.TOKEN,
                        this::changedSince),
                KvCalls.route(
                        "GET",
                        "/kv-meta/changes",
                        "What changed after the revision ?index=, or ?wait= for it: ?prefix= or ?key= ?limit=",
                        Access.TOKEN,
                        this::changes),
                KvCalls.route(
                        "GET",
                        "/kv-meta/watch",
                        "The same as events that go on (text/event-stream): ?prefix= or ?key= ?index=",
                        Access.TOKEN,
                        this::watch),
                KvCalls.route(
                        "POST",
                        "/kv-meta/transaction",
                        "{\"if\": [comparisons], \"then\": [writes], \"else\": [writes]}, all or nothing; ?request=ID",
                        Access.TOKEN,
                        request -> KvTransactions.answer(calls, request)),
                KvCalls.route(
                        "POST",
                        "/kv-meta/sessions",
                        "Begins a session: {\"name\", \"ttl\": \"30s\", \"lock_delay\": \"15s\", \"behavior\": release"
                                + " or delete}",
                        Access.TOKEN,
                        this::begin),
                KvCalls.route(
                        "POST",
                        "/kv-meta/restore/part",
                        "A part of a backup that is put back; used by the agents",
                        Access.LOCAL,
                        this::part),
                KvCalls.route("GET", "/kv-meta/sessions", "All sessions", Access.TOKEN, request -> sessions()),
                KvCalls.route(
                        "PUT",
                        "/kv-meta/sessions/{id}",
                        "Renews a session",
                        Access.TOKEN,
                        request -> ended(request, new Command.SessionRenew(request.variable("id")))),
                KvCalls.route(
                        "DELETE",
                        "/kv-meta/sessions/{id}",
                        "Ends a session: its locks are free after its delay",
                        Access.TOKEN,
                        request -> ended(request, new Command.SessionDestroy(request.variable("id")))));
    }

    /** What each agent answers itself, wherever the store is. */
    public List<Route> own() {
        return List.of(
                KvCalls.route(
                        "GET",
                        "/kv-meta/state",
                        "How the store is doing",
                        Access.OPEN,
                        request -> Reply.json(told.get())),
                KvCalls.route(
                        "POST",
                        "/kv-meta/backup",
                        "Writes all of the store into {\"path\": an absolute one}",
                        Access.LOCAL,
                        request -> copied(() -> keeper.backup(path(request)))),
                KvCalls.route(
                        "POST",
                        "/kv-meta/restore",
                        "Puts the backup at {\"path\": …} in the place of the store, on all that have it; one that is"
                                + " damaged is refused",
                        Access.LOCAL,
                        request -> copied(() -> restore.from(path(request)))));
    }

    /** How it is, for {@code agent info} too. */
    public static Value.Fields state(KvKeeper.State state) {
        return switch (state) {
            case KvKeeper.State.Closed closed ->
                Value.object()
                        .with("state", closed.exists() ? "closed" : "empty")
                        .end();
            case KvKeeper.State.Broken broken ->
                Value.object()
                        .with("state", "broken")
                        .with("reason", broken.why())
                        .end();
            case KvKeeper.State.Held held ->
                Value.object().with("state", "held").with("reason", held.why()).end();
            case KvKeeper.State.Open open ->
                counted(open.counters())
                        .with("watches", open.watches())
                        .with("file_bytes", open.fileBytes())
                        .with("state", "ok")
                        .end();
        };
    }

    private static org.opsbro.model.FieldsBuilder counted(Counters counters) {
        return Value.object()
                .with("revision", counters.revision())
                .with("applied", counters.applied())
                .with("keys", counters.keys())
                .with("bytes", counters.bytes())
                .with("limit_bytes", counters.limit())
                .with("sessions", counters.sessions())
                .with("compacted", counters.compacted());
    }

    private Reply changedSince(Request request) throws Exception {
        var time = time(request.variable("time"));
        var prefix = prefix(request);
        var limit = limit(request);
        return keeper.read(shelf -> {
            var before = shelf.before(time.getEpochSecond());
            if (before.isEmpty())
                return Reply.error(
                        410,
                        "what changed since " + time + " is not known any more: it is too long ago. Read all of it");
            return changes(shelf, prefix, before.getAsLong(), limit);
        });
    }

    private static Instant time(String text) {
        try {
            return text.matches("[0-9]{1,12}(\\.[0-9]{1,9})?")
                    ? Instant.ofEpochSecond((long) Double.parseDouble(text))
                    : Instant.parse(text);
        } catch (DateTimeParseException wrong) {
            throw new IllegalArgumentException(
                    "found the time " + text + ", want seconds since 1970, or one such as 2026-11-30T10:00:00Z", wrong);
        }
    }

    private static int limit(Request request) {
        return (int) Math.max(1, Bodies.number(request, "limit", USUAL_PAGE, LONGEST_PAGE));
    }

    private static String prefix(Request request) {
        var prefix = request.query("prefix").orElse("");
        Limits.refusedPrefix(prefix).ifPresent(reason -> {
            throw new IllegalArgumentException(reason);
        });
        return prefix;
    }

    /** What a call is about: one key, or those that begin so. */
    private record Range(String text, boolean prefix) {
        static Range of(Request request) {
            var key = request.query("key");
            return key.map(text -> new Range(text, false)).orElseGet(() -> new Range(KvMetaApi.prefix(request), true));
        }

        List<Change> changed(Shelf shelf, long since, int limit) {
            return prefix ? shelf.changed(text, since, limit) : shelf.changedKey(text, since);
        }
    }

    private Reply changes(Request request) throws Exception {
        var range = Range.of(request);
        var since = Bodies.number(request, "index", 0, Long.MAX_VALUE);
        return calls.blocking(request, range.text(), range.prefix(), shelf -> {
            KvCalls.demandKnown(shelf, since);
            return told(shelf, range.changed(shelf, since, limit(request)), since, limit(request));
        });
    }

    private static Reply changes(Shelf shelf, String prefix, long since, int limit) {
        return told(shelf, shelf.changed(prefix, since, limit), since, limit);
    }

    private static Reply told(Shelf shelf, List<Change> changes, long since, int limit) {
        var more = changes.size() >= limit;
        var next = more ? changes.getLast().revision() : shelf.counters().revision();
        List<Value> all = new ArrayList<>();
        for (var change : changes)
            all.add(Value.object()
                    .with("key", change.key())
                    .with("revision", change.revision())
                    .with("deleted", change.deleted())
                    .end());
        return Reply.json(Value.object()
                        .with("since", since)
                        .with("revision", next)
                        .with("changes", new Value.Items(all))
                        .with("more", more)
                        .end())
                .with("X-Opsbro-Index", Long.toString(next));
    }

    private Reply watch(Request request) throws Exception {
        var range = Range.of(request);
        var shown = Bodies.number(request, "index", 0, Long.MAX_VALUE);
        long since = keeper.read(shelf -> {
            if (shown == 0) return shelf.counters().revision();
            KvCalls.demandKnown(shelf, shown);
            return shown;
        });
        return Reply.flowing("text/event-stream", sink -> follow(range, since, sink));
    }

    /** Tells changes as the caller takes them: one that is slow is told only the last value of a key that changed often. */
    private void follow(Range range, long from, Reply.Sink sink) throws IOException, InterruptedException {
        sink.send(bytes(": revision " + from + "\n\n"));
        try {
            for (var since = from; ; ) {
                try (var watch = keeper.watch(range.text(), range.prefix())) {
                    var known = since;
                    Page page = keeper.read(shelf -> page(shelf, range, known));
                    for (var change : page.changes()) sink.send(bytes(event(change)));
                    since = page.next();
                    if (!page.more() && !happened(watch.changed())) sink.send(bytes(": revision " + since + "\n\n"));
                }
            }
        } catch (KvCalls.Gone gone) {
            sink.send(bytes(event(
                    "gone",
                    gone.revision(),
                    Value.object()
                            .with("error", String.valueOf(gone.getMessage()))
                            .end())));
        } catch (Unavailable cannot) {
            sink.send(bytes("event: unavailable\ndata: "
                    + Json.write(Value.object()
                            .with("error", String.valueOf(cannot.getMessage()))
                            .end()) + "\n\n"));
        }
    }

    private record Page(List<Change> changes, long next, boolean more) {}

    private static Page page(Shelf shelf, Range range, long since) {
        KvCalls.demandKnown(shelf, since);
        var changes = range.changed(shelf, since, USUAL_PAGE);
        var more = changes.size() >= USUAL_PAGE;
        return new Page(
                changes, more ? changes.getLast().revision() : shelf.counters().revision(), more);
    }

    private static boolean happened(java.util.concurrent.Future<?> change) throws InterruptedException {
        try {
            change.get(SIGN_OF_LIFE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException over) {
            return false;
        }
    }

    private String event(Change change) throws Unavailable, InterruptedException {
        var item = change.deleted()
                ? java.util.Optional.<org.opsbro.kv.Item>empty()
                : keeper.read(shelf -> shelf.item(change.key()));
        // one that went since is told when its turn comes
        if (item.isEmpty() && !change.deleted()) return "";
        return item.map(each -> event("put", change.revision(), KvCalls.item(each, true)))
                .orElseGet(() -> event(
                        "delete",
                        change.revision(),
                        Value.object()
                                .with("key", change.key())
                                .with("revision", change.revision())
                                .end()));
    }

    private static String event(String kind, long revision, Value data) {
        return "id: " + revision + "\nevent: " + kind + "\ndata: " + Json.write(data) + "\n\n";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Reply begin(Request request) throws Exception {
        var body = request.body().length == 0 ? Value.Fields.EMPTY : Bodies.fields(request);
        var behavior = Bodies.find(body, "behavior").orElse("release");
        if (!List.of("release", "delete").contains(behavior))
            throw new IllegalArgumentException("found the behavior " + behavior + ", want release or delete");
        var id = UUID.randomUUID().toString();
        var command = new Command.SessionCreate(
                id,
                Bodies.find(body, "name").orElse(""),
                Bodies.find(body, "node").or(() -> request.query("node")).orElse(self),
                Bodies.find(body, "ttl")
                        .map(text -> KvCalls.duration("ttl", text).toMillis())
                        .orElse(0L),
                Bodies.find(body, "lock_delay")
                        .map(text -> KvCalls.duration("lock_delay", text).toMillis())
                        .orElse(Limits.LOCK_DELAY_MILLIS),
                behavior.equals("delete"));
        return KvCalls.reply(
                calls.tell(request, command),
                done -> Value.object()
                        .with("id", id)
                        .with("revision", done.revision())
                        .end());
    }

    private Reply sessions() throws Exception {
        return keeper.read(shelf -> Reply.json(new Value.Items(
                shelf.sessions().stream().<Value>map(KvMetaApi::told).toList())));
    }

    private static Value told(Session session) {
        return Value.object()
                .with("id", session.id())
                .with("name", session.name())
                .with("node", session.node())
                .with("ttl", session.ttl() / 1000.0)
                .with("lock_delay", session.delay() / 1000.0)
                .with("behavior", session.deletes() ? "delete" : "release")
                .with("created", session.created())
                .end();
    }

    private Reply ended(Request request, Command command) throws Exception {
        return KvCalls.reply(
                calls.tell(request, command),
                done -> Value.object().with("revision", done.revision()).end());
    }

    /** Puts a backup in the place of the store, wherever that is. */
    public interface Restore {
        Counters from(Path backup) throws IOException, Unavailable, InterruptedException;
    }

    private interface Copying {
        Counters done() throws IOException, Unavailable, InterruptedException;
    }

    private Reply part(Request request) throws Exception {
        Command command;
        try {
            command = EntryCodec.read(request.body()).command();
        } catch (Malformed broken) {
            throw new IllegalArgumentException("the part cannot be read: " + broken.getMessage(), broken);
        }
        if (!(command instanceof Command.Restore part))
            throw new IllegalArgumentException("want a part of a backup, found another command");
        return KvCalls.reply(
                keeper.tell(part, part.request()),
                done -> Value.object().with("revision", done.revision()).end());
    }

    private static Reply copied(Copying copying) throws Unavailable, InterruptedException {
        try {
            var counters = copying.done();
            return Reply.json(counted(counters).end());
        } catch (NoSuchFileException missing) {
            return Reply.error(409, "there is no " + missing.getFile() + ", or no folder for it");
        } catch (AccessDeniedException refused) {
            return Reply.error(409, "the agent may not use " + refused.getFile());
        } catch (IOException refused) {
            return Reply.error(409, String.valueOf(refused.getMessage()));
        }
    }

    private static Path path(Request request) {
        var path = Path.of(Bodies.text(Bodies.fields(request), "path"));
        if (!path.isAbsolute())
            throw new IllegalArgumentException("found the path " + path + ", want one that begins with /");
        return path;
    }
}
