package org.opsbro.agent.api;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.opsbro.kv.Command;
import org.opsbro.kv.Command.Compare;
import org.opsbro.kv.Command.Condition;
import org.opsbro.kv.Command.Write;
import org.opsbro.kv.live.Unavailable;
import org.opsbro.model.Value;
import org.opsbro.model.Value.Fields;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;

/**
 * Transactions as JSON: {@code {"if": [{"key": …, "is": "=", "revision": 7}], "then": [{"put": KEY, "value": …}], "else": […]}}. A comparison has one of
 * {@code revision created version token} with {@code = != < >}, or {@code value} or {@code value_base64} with {@code = !=}, or {@code session}. A write is
 * one of {@code put delete delete_prefix acquire release}.
 */
final class KvTransactions {
    private KvTransactions() {}

    /** Makes the transaction in the body of a call. */
    static Reply answer(KvCalls calls, Request request) throws Unavailable, InterruptedException {
        var outcome = calls.tell(request, read(Bodies.fields(request)));
        return KvCalls.reply(outcome, done -> {
            var answer = Value.object()
                    .with("held", done.held())
                    .with("revision", done.revision())
                    .with("deleted", done.count());
            if (done.token() > 0) answer.with("token", done.token());
            return answer.end();
        });
    }

    static Command.Transaction read(Fields body) {
        for (var key : body.keys())
            if (!List.of("if", "then", "else").contains(key))
                throw new IllegalArgumentException("found \"" + key + "\", want if, then and else");
        return new Command.Transaction(
                all(body, "if", KvTransactions::compare),
                all(body, "then", KvTransactions::write),
                all(body, "else", KvTransactions::write));
    }

    private static <T> List<T> all(Fields body, String name, Function<Fields, T> read) {
        List<T> all = new ArrayList<>();
        switch (body.get(name)) {
            case Value.Undefined absent -> {}
            case Value.Items items -> {
                for (var each : items.all()) {
                    if (!(each instanceof Fields fields))
                        throw new IllegalArgumentException(
                                "found " + each.display() + " in \"" + name + "\", want objects");
                    all.add(read.apply(fields));
                }
            }
            case Value other ->
                throw new IllegalArgumentException("found " + other.display() + " as \"" + name + "\", want a list");
        }
        return all;
    }

    private static Compare compare(Fields fields) {
        var key = Bodies.text(fields, "key");
        if (fields.has("session"))
            return new Compare.Holder(key, fields.get("session").display());
        var value = value(fields);
        if (value.isPresent()) return new Compare.Content(key, isEqual(fields), value.get());
        for (var field : Compare.Field.values()) {
            var name =
                    field == Compare.Field.MODIFIED ? "revision" : field.name().toLowerCase(java.util.Locale.ROOT);
            if (fields.has(name)) return new Compare.Numeric(key, field, relation(fields), number(fields, name));
        }
        throw new IllegalArgumentException(
                "want one of revision, created, version, token, value, value_base64 and session beside the key " + key);
    }

    private static boolean isEqual(Fields fields) {
        return switch (relation(fields)) {
            case EQUAL -> true;
            case UNEQUAL -> false;
            default -> throw new IllegalArgumentException("values are = or !=");
        };
    }

    private static Compare.Relation relation(Fields fields) {
        return switch (Bodies.find(fields, "is").orElse("=")) {
            case "=" -> Compare.Relation.EQUAL;
            case "!=" -> Compare.Relation.UNEQUAL;
            case "<" -> Compare.Relation.LESS;
            case ">" -> Compare.Relation.GREATER;
            case String other ->
                throw new IllegalArgumentException("found \"is\": \"" + other + "\", want = != < or >");
        };
    }

    private static Write write(Fields fields) {
        for (var word : List.of("put", "delete", "delete_prefix", "acquire", "release"))
            if (fields.has(word)) return write(word, fields.get(word).display(), fields);
        throw new IllegalArgumentException("want one of put, delete, delete_prefix, acquire and release in a write");
    }

    private static Write write(String word, String key, Fields fields) {
        var value = value(fields);
        var flags = number(fields, "flags");
        return switch (word) {
            case "put" ->
                new Command.Put(
                        key,
                        value.orElseThrow(() -> new IllegalArgumentException("want a value to put into " + key)),
                        flags,
                        Bodies.find(fields, "ttl")
                                .map(text -> KvCalls.duration("ttl", text).toMillis())
                                .orElse(0L),
                        condition(fields));
            case "delete" -> new Command.Delete(key, condition(fields));
            case "delete_prefix" -> new Command.DeletePrefix(key);
            case "acquire" ->
                new Command.Acquire(key, Bodies.text(fields, "session"), value.orElse(new byte[0]), flags);
            default -> new Command.Release(key, Bodies.text(fields, "session"), value);
        };
    }

    private static Condition condition(Fields fields) {
        return fields.has("cas") ? new Condition.Modified(number(fields, "cas")) : Condition.ALWAYS;
    }

    private static Optional<byte[]> value(Fields fields) {
        var base64 = Bodies.find(fields, "value_base64");
        if (base64.isPresent()) return Optional.of(Base64.getDecoder().decode(base64.get()));
        return Bodies.find(fields, "value").map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    private static long number(Fields fields, String name) {
        return switch (fields.get(name)) {
            case Value.Undefined absent -> 0;
            case Value.Int whole -> whole.number();
            case Value other ->
                throw new IllegalArgumentException("want a whole number as " + name + ", found " + other.display());
        };
    }
}
