package org.opsbro.agent.api;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.opsbro.kv.Command;
import org.opsbro.kv.Item;
import org.opsbro.kv.Limits;
import org.opsbro.kv.Outcome;
import org.opsbro.kv.Session;
import org.opsbro.kv.live.KvKeeper;
import org.opsbro.kv.live.Shelf;
import org.opsbro.model.GoDuration;
import org.opsbro.model.Json;
import org.opsbro.model.Value;
import org.opsbro.model.Value.Fields;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;

/**
 * The store for those who speak Consul's HTTP API (developer.hashicorp.com/consul/api-docs/kv and /session). Reading needs the token over TCP too: what
 * keys hold may be secret.
 */
public final class ConsulKvApi {
    /** What one answer may hold: Consul has no pages, and memory ends somewhere. */
    private static final int MOST_ITEMS = 20_000;

    private static final int MOST_NAMES = 200_000;
    private static final long MOST_BYTES = 4L * 1024 * 1024;

    private final KvKeeper keeper;
    private final KvCalls calls;
    private final String self;

    /** @param self name of this node */
    public ConsulKvApi(KvKeeper keeper, String self) {
        this.keeper = keeper;
        this.calls = new KvCalls(keeper);
        this.self = self;
    }

    public List<Route> routes() {
        return List.of(
                route("GET", "kv/{key*}", "a key; ?recurse ?keys ?separator= ?raw ?index= ?wait=", this::get),
                route("PUT", "kv/{key*}", "puts a value; ?cas= ?flags= ?acquire= ?release=", this::put),
                route("DELETE", "kv/{key*}", "deletes a key; ?recurse ?cas=", this::delete),
                route("PUT", "session/create", "begins a session", this::create),
                route("PUT", "session/destroy/{id}", "ends a session", request -> {
                    calls.tell(request, new Command.SessionDestroy(request.variable("id")));
                    return Reply.json(Value.TRUE);
                }),
                route("PUT", "session/renew/{id}", "renews a session", this::renew),
                route(
                        "GET",
                        "session/info/{id}",
                        "a session",
                        request -> sessions(session -> session.id().equals(request.variable("id")))),
                route(
                        "GET",
                        "session/node/{node}",
                        "sessions of a node",
                        request -> sessions(session -> session.node().equals(request.variable("node")))),
                route("GET", "session/list", "all sessions", request -> sessions(session -> true)));
    }

    private static Route route(String method, String path, String doc, KvCalls.Handler handler) {
        return KvCalls.route(method, "/v1/" + path, "Consul: " + doc, Access.TOKEN, handler);
    }

    private Reply get(Request request) throws Exception {
        var key = request.variable("key");
        var names = KvApi.isSet(request, "keys");
        var below = names || KvApi.isSet(request, "recurse");
        var shown = Bodies.number(request, "index", 0, Long.MAX_VALUE);
        try {
            return calls.blocking(
                    request,
                    key,
                    below,
                    shelf -> told(view(request, key, names, below, shelf), shelf, shown, key, below));
        } catch (KvCalls.Gone gone) {
            // as Consul does: an index that goes back says that all is to be read again
            return keeper.read(shelf -> told(view(request, key, names, below, shelf), shelf, 0, key, below));
        }
    }

    private static Reply view(Request request, String key, boolean names, boolean below, Shelf shelf) {
        if (names) return names(shelf.keys(key, request.query("separator").orElse(""), "", MOST_NAMES + 1));
        if (below) return items(shelf.items(key, "", MOST_ITEMS + 1, MOST_BYTES), shelf, key);
        var item = shelf.item(key);
        if (item.isEmpty()) return Reply.of(404, "application/json", "");
        if (KvApi.isSet(request, "raw"))
            return Reply.bytes("application/octet-stream", item.get().value());
        return Reply.json(new Value.Items(List.of(item(item.get()))));
    }

    /** The index of an answer that nothing changed stays as it was, so that nobody takes it for news. */
    private static Reply told(Reply reply, Shelf shelf, long shown, String key, boolean below) {
        var now = shelf.counters();
        var same =
                shown > 0 && shown >= now.compacted() && shown <= now.revision() && !shelf.isChanged(key, below, shown);
        return reply.with("X-Consul-Index", Long.toString(same ? shown : now.revision()))
                .with("X-Consul-KnownLeader", "true")
                .with("X-Consul-LastContact", "0");
    }

    private static Reply names(List<String> names) {
        if (names.size() > MOST_NAMES)
            return Reply.error(413, "more than " + MOST_NAMES + " keys begin so: ask for fewer, or use ?separator=/");
        return names.isEmpty() ? Reply.of(404, "application/json", "") : Reply.json(Value.texts(names));
    }

    private static Reply items(List<Item> items, Shelf shelf, String prefix) {
        if (items.isEmpty()) return Reply.of(404, "application/json", "");
        if (items.size() > MOST_ITEMS
                || !shelf.keys(prefix, "", items.getLast().key(), 1).isEmpty())
            return Reply.error(
                    413,
                    "the keys that begin so are too many for one answer: ask for fewer, for ?keys, or GET /kv?prefix="
                            + " page by page");
        List<Value> all = new ArrayList<>(items.size());
        for (var item : items) all.add(item(item));
        return Reply.json(new Value.Items(all));
    }

    private static Value item(Item item) {
        var fields = Value.object()
                .with("LockIndex", item.lock().count())
                .with("Key", item.key())
                .with("Flags", item.flags())
                .with("Value", item.value().length == 0 ? Value.NONE : Value.of(KvCalls.base64(item.value())));
        if (item.lock().isHeld()) fields.with("Session", item.lock().session());
        return fields.with("CreateIndex", item.past().created())
                .with("ModifyIndex", item.past().modified())
                .end();
    }

    private Reply put(Request request) throws Exception {
        var key = request.variable("key");
        var flags = Bodies.number(request, "flags", 0, Long.MAX_VALUE);
        var acquire = request.query("acquire");
        var release = request.query("release");
        if (acquire.isPresent() && release.isPresent())
            throw new IllegalArgumentException("want ?acquire= or ?release=, not both");
        if (acquire.isPresent())
            return decided(calls.tell(request, new Command.Acquire(key, acquire.get(), request.body(), flags)));
        if (release.isPresent())
            return decided(calls.tell(request, new Command.Release(key, release.get(), Optional.of(request.body()))));
        return decided(calls.tell(request, new Command.Put(key, request.body(), flags, 0, KvApi.condition(request))));
    }

    private Reply delete(Request request) throws Exception {
        var key = request.variable("key");
        return decided(calls.tell(
                request,
                KvApi.isSet(request, "recurse")
                        ? new Command.DeletePrefix(key)
                        : new Command.Delete(key, KvApi.condition(request))));
    }

    /** What somebody lost is false, and no error. */
    private static Reply decided(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done done -> Reply.json(Value.TRUE);
            case Outcome.Refused refused ->
                switch (refused.reason()) {
                    case MISMATCH, HELD, DELAYED, NOT_HELD -> Reply.json(Value.FALSE);
                    case NO_SESSION ->
                        Reply.of(500, "text/plain; charset=utf-8", "invalid session: " + refused.message());
                    default -> KvCalls.refused(refused);
                };
        };
    }

    private Reply create(Request request) throws Exception {
        var body = request.body().length == 0 ? Fields.EMPTY : Bodies.fields(request);
        for (var name : List.of("checks", "nodechecks", "servicechecks")) refuseChecks(name, field(body, name));
        var behavior = text(body, "behavior").orElse("release");
        if (!List.of("release", "delete").contains(behavior))
            throw new IllegalArgumentException("found the Behavior " + behavior + ", want release or delete");
        var id = UUID.randomUUID().toString();
        var outcome = calls.tell(
                request,
                new Command.SessionCreate(
                        id,
                        text(body, "name").orElse(""),
                        text(body, "node").or(() -> request.query("node")).orElse(self),
                        text(body, "ttl").map(text -> millis("TTL", text)).orElse(0L),
                        delay(field(body, "lockdelay")),
                        behavior.equals("delete")));
        return KvCalls.reply(outcome, done -> Value.object().with("ID", id).end());
    }

    /** That of the node itself is meant by default, and is all there is. */
    private static void refuseChecks(String name, Value checks) {
        if (!(checks instanceof Value.Items items)) return;
        for (var each : items.all())
            if (!each.display().equals("serfHealth"))
                throw new IllegalArgumentException("found " + Json.write(checks) + " as " + name
                        + ", want none: a session ends by its TTL, or when it is destroyed");
    }

    /** Names are those of Go's JSON: in whatever case. */
    private static Value field(Fields body, String name) {
        for (var key : body.keys()) if (key.toLowerCase(Locale.ROOT).equals(name)) return body.get(key);
        return Value.UNDEFINED;
    }

    private static Optional<String> text(Fields body, String name) {
        return field(body, name) instanceof Value.Text text && !text.text().isEmpty()
                ? Optional.of(text.text())
                : Optional.empty();
    }

    private static long millis(String name, String text) {
        return GoDuration.parse(text)
                .orElseThrow(
                        () -> new IllegalArgumentException("found the " + name + " " + text + ", want one such as 30s"))
                .toMillis();
    }

    /** A duration; a number is nanoseconds, and a small one seconds. */
    private static long delay(Value value) {
        return switch (value) {
            case Value.Text text -> millis("LockDelay", text.text());
            case Value.Int number ->
                number.number() < 1000
                        ? number.number() * 1000
                        : Duration.ofNanos(number.number()).toMillis();
            default -> Limits.LOCK_DELAY_MILLIS;
        };
    }

    private Reply renew(Request request) throws Exception {
        var id = request.variable("id");
        var outcome = calls.tell(request, new Command.SessionRenew(id));
        if (outcome instanceof Outcome.Refused refused) return Reply.notFound(refused.message());
        return sessions(session -> session.id().equals(id));
    }

    private Reply sessions(Function<Session, Boolean> wanted) throws Exception {
        return keeper.read(shelf -> Reply.json(new Value.Items(shelf.sessions().stream()
                        .filter(wanted::apply)
                        .<Value>map(ConsulKvApi::session)
                        .toList()))
                .with("X-Consul-Index", Long.toString(shelf.counters().revision())));
    }

    private static Value session(Session session) {
        return Value.object()
                .with("ID", session.id())
                .with("Name", session.name())
                .with("Node", session.node())
                .with("LockDelay", Duration.ofMillis(session.delay()).toNanos())
                .with("Behavior", session.deletes() ? "delete" : "release")
                .with("TTL", session.ttl() == 0 ? "" : GoDuration.of(Duration.ofMillis(session.ttl())))
                .with("Checks", Value.texts(List.of("serfHealth")))
                .with("NodeChecks", Value.texts(List.of("serfHealth")))
                .with("ServiceChecks", Value.NONE)
                .with("CreateIndex", session.created())
                .with("ModifyIndex", session.created())
                .end();
    }
}
