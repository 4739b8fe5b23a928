package org.opsbro.agent.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.opsbro.kv.Command;
import org.opsbro.kv.Command.Condition;
import org.opsbro.kv.Item;
import org.opsbro.kv.Limits;
import org.opsbro.kv.live.KvKeeper;
import org.opsbro.kv.live.Shelf;
import org.opsbro.model.Value;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;

/** The keys of the store. What they hold may be secret, so reading them over TCP needs the token too. */
public final class KvApi {
    private static final int USUAL_PAGE = 1000;
    private static final int LONGEST_PAGE = 10_000;
    /** Of values in one page: each is in memory several times over while it is written. */
    private static final long PAGE_BYTES = 2L * 1024 * 1024;

    /** Where agents write what is theirs: on streams and within an agent, never over HTTP. */
    public static final String OWN = "/kv-own";

    private final KvCalls calls;

    public KvApi(KvKeeper keeper) {
        this.calls = new KvCalls(keeper);
    }

    private KvApi(KvCalls calls) {
        this.calls = calls;
    }

    /** The calls by which agents write {@link Reserved} keys, below {@link #OWN}. */
    public static List<Route> own(KvKeeper keeper) {
        var calls = new KvCalls(keeper, true);
        var api = new KvApi(calls);
        return List.of(
                KvCalls.route("PUT", OWN + "/{key*}", "Puts a reserved key", Access.LOCAL, api::put),
                KvCalls.route("DELETE", OWN + "/{key*}", "Deletes a reserved key", Access.LOCAL, api::delete),
                KvCalls.route(
                        "POST",
                        OWN,
                        "A transaction of reserved keys",
                        Access.LOCAL,
                        request -> KvTransactions.answer(calls, request)));
    }

    public List<Route> routes() {
        return List.of(
                KvCalls.route(
                        "GET",
                        "/kv",
                        "Names of keys: ?prefix= ?separator= ?after= ?limit=; with ?values all of each; ?index= and"
                                + " ?wait= for the next",
                        Access.TOKEN,
                        request -> list(request, request.query("prefix").orElse(""))),
                KvCalls.route(
                        "GET",
                        "/kv/{key*}",
                        "A value as it was put; ?meta all of the key in JSON, ?recurse those that begin so; ?index="
                                + " and ?wait= for the next",
                        Access.TOKEN,
                        this::get),
                KvCalls.route(
                        "PUT",
                        "/kv/{key*}",
                        "Puts a value: ?cas=REVISION (0: only if there is none) ?ttl= ?flags= ?acquire=SESSION"
                                + " ?release=SESSION ?request=ID",
                        Access.TOKEN,
                        this::put),
                KvCalls.route(
                        "DELETE",
                        "/kv/{key*}",
                        "Deletes a key: ?cas=REVISION; with ?recurse all that begin so",
                        Access.TOKEN,
                        this::delete));
    }

    private Reply get(Request request) throws Exception {
        var key = request.variable("key");
        if (isSet(request, "recurse")) return list(request, key);
        demandKey(key);
        return calls.blocking(request, key, false, shelf -> one(request, key, shelf));
    }

    private static Reply one(Request request, String key, Shelf shelf) {
        var now = Long.toString(shelf.counters().revision());
        return shelf.item(key)
                .map(item -> isSet(request, "meta") ? Reply.json(KvCalls.item(item, true)) : raw(item))
                .orElseGet(() -> Reply.notFound("there is no key " + key))
                .with("X-Opsbro-Index", now);
    }

    private static Reply raw(Item item) {
        return Reply.bytes("application/octet-stream", item.value())
                .with(KvCalls.REVISION, Long.toString(item.past().modified()))
                .with("X-Opsbro-Created", Long.toString(item.past().created()))
                .with("X-Opsbro-Version", Long.toString(item.past().version()));
    }

    private Reply list(Request request, String prefix) throws Exception {
        Limits.refusedPrefix(prefix).ifPresent(KvApi::refuse);
        var values = isSet(request, "values") || isSet(request, "recurse");
        var limit = (int) Math.max(1, Bodies.number(request, "limit", USUAL_PAGE, LONGEST_PAGE));
        var after = request.query("after").orElse("");
        var separator = request.query("separator").orElse("");
        return calls.blocking(
                request,
                prefix,
                true,
                shelf -> values ? values(shelf, prefix, after, limit) : names(shelf, prefix, separator, after, limit));
    }

    private static Reply names(Shelf shelf, String prefix, String separator, String after, int limit) {
        var names = shelf.keys(prefix, separator, after, limit + 1);
        var more = names.size() > limit;
        var page = more ? names.subList(0, limit) : names;
        return page(shelf, Value.texts(page), more, page);
    }

    private static Reply values(Shelf shelf, String prefix, String after, int limit) {
        var items = shelf.items(prefix, after, limit, PAGE_BYTES);
        var names = items.stream().map(Item::key).toList();
        var more =
                !items.isEmpty() && !shelf.keys(prefix, "", names.getLast(), 1).isEmpty();
        List<Value> all = new ArrayList<>(items.size());
        for (var item : items) all.add(KvCalls.item(item, true));
        return page(shelf, new Value.Items(all), more, names);
    }

    private static Reply page(Shelf shelf, Value keys, boolean more, List<String> names) {
        var now = shelf.counters().revision();
        var page = Value.object().with("revision", now).with("keys", keys).with("more", more);
        if (more) page.with("next", names.getLast());
        return Reply.json(page.end()).with("X-Opsbro-Index", Long.toString(now));
    }

    private Reply put(Request request) throws Exception {
        var key = request.variable("key");
        demandKey(key);
        var acquire = request.query("acquire");
        var release = request.query("release");
        if (acquire.isPresent() && release.isPresent())
            throw new IllegalArgumentException("want acquire or release, not both");
        if ((acquire.isPresent() || release.isPresent())
                && (request.query("cas").isPresent() || request.query("ttl").isPresent()))
            throw new IllegalArgumentException("a lock has no cas and no ttl of its own: its session has a ttl");
        var flags = Bodies.number(request, "flags", 0, Long.MAX_VALUE);
        Command command;
        if (acquire.isPresent()) command = new Command.Acquire(key, acquire.get(), request.body(), flags);
        else if (release.isPresent())
            command = new Command.Release(
                    key, release.get(), request.body().length == 0 ? Optional.empty() : Optional.of(request.body()));
        else command = new Command.Put(key, request.body(), flags, ttl(request), condition(request));
        return KvCalls.reply(calls.tell(request, command), done -> {
            var answer = Value.object().with("key", key).with("revision", done.revision());
            if (done.token() > 0) answer.with("token", done.token());
            return answer.end();
        });
    }

    private Reply delete(Request request) throws Exception {
        var key = request.variable("key");
        Command command =
                isSet(request, "recurse") ? new Command.DeletePrefix(key) : new Command.Delete(key, condition(request));
        return KvCalls.reply(
                calls.tell(request, command),
                done -> Value.object()
                        .with("deleted", done.count())
                        .with("revision", done.revision())
                        .end());
    }

    static long ttl(Request request) {
        return request.query("ttl")
                .map(text -> KvCalls.duration("ttl", text).toMillis())
                .orElse(0L);
    }

    static Condition condition(Request request) {
        return request.query("cas").isPresent()
                ? new Condition.Modified(Bodies.number(request, "cas", 0, Long.MAX_VALUE))
                : Condition.ALWAYS;
    }

    static boolean isSet(Request request, String name) {
        return request.query(name).filter(text -> !text.equals("false")).isPresent();
    }

    private static void demandKey(String key) {
        Limits.refusedKey(key).ifPresent(KvApi::refuse);
    }

    private static void refuse(String reason) {
        throw new IllegalArgumentException(reason);
    }
}
