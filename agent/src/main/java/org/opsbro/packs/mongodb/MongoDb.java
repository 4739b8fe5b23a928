package org.opsbro.packs.mongodb;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.detection.Rates;
import org.opsbro.host.Host;
import org.opsbro.host.Network.DocumentCall;
import org.opsbro.host.Network.Documents;
import org.opsbro.model.FieldsBuilder;
import org.opsbro.model.Value;
import org.opsbro.pack.Parameters;

/**
 * What a MongoDB server does: mongod, or mongos, which has neither {@code cache} nor {@code tickets} nor {@code replication}.
 *
 * <p>Facts: {@code version}, {@code process}, {@code storage_engine}, {@code uptime} seconds; {@code connections}: {@code current available active totalCreated};
 * {@code opcounters}, {@code network}: {@code bytesIn bytesOut numRequests}, {@code asserts} and {@code page_faults} since its start, with {@code …/s} beside each;
 * {@code memory}: {@code resident_bytes virtual_bytes}; {@code cache} of WiredTiger: {@code used_bytes dirty_bytes max_bytes used_percent dirty_percent};
 * {@code tickets.read}, {@code tickets.write}: {@code out available total}; {@code replication}, as {@link ReplicaSet} tells it; {@code connexion_latency_ms}, of the whole dialog.
 * Source: the commands {@code serverStatus} and {@code replSetGetStatus}.
 */
@AutoService(Collector.class)
public final class MongoDb implements Collector {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int UNAUTHORIZED = 13;
    private static final long MIB = 1024 * 1024;
    private static final String SETUP =
            ": give it a user that may look (docs/applications.md has the command): opsbro packs parameters set mongodb.user USER and mongodb.password PASSWORD";

    private final Rates rates = Rates.of(List.of("opcounters.*", "network.*", "asserts.*", "page_faults"));

    @Override
    public String name() {
        return "mongodb";
    }

    @Override
    public String doc() {
        return "What MongoDB does, of serverStatus, and how it follows, of replSetGetStatus.";
    }

    @Override
    public List<String> keys() {
        return List.of(
                "version",
                "process",
                "storage_engine",
                "uptime",
                "connections.*",
                "opcounters.*",
                "network.*",
                "asserts.*",
                "page_faults",
                "page_faults/s",
                "memory.resident_bytes",
                "memory.virtual_bytes",
                "cache.*",
                "tickets.*.*",
                "replication.*",
                "replication.all.*.*",
                "connexion_latency_ms");
    }

    @Override
    public String ifGroup() {
        return "mongodb";
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        var call = call(parameters);
        var place = call.host() + ":" + call.port();
        if (!call.user().isEmpty() && call.password().isEmpty())
            return new Collected.Misconfigured(place + ": the user " + call.user() + " has no password" + SETUP);
        var begin = host.nanos();
        return switch (host.network().documents(call)) {
            case Documents.Received(var answers) ->
                told(place, answers.getFirst(), answers.getLast(), begin, host.nanos());
            case Documents.Refused(String reason) -> new Collected.Misconfigured(place + ": " + reason + SETUP);
            case Documents.NoAnswer(String reason) -> new Collected.Failed(place + ": " + reason);
        };
    }

    private static DocumentCall call(Parameters parameters) {
        return new DocumentCall(
                parameters.text("host").orElse("127.0.0.1"),
                parameters.value("port") instanceof Value.Int(long port) ? Math.clamp(port, 1, 65_535) : 27_017,
                "admin",
                parameters.text("user").orElse(""),
                parameters.text("password").orElse(""),
                List.of(
                        // without the sections that are many and not told
                        Value.object()
                                .with("serverStatus", 1)
                                .with("metrics", 0)
                                .with("locks", 0)
                                .with("transactions", 0)
                                .end(),
                        Value.object().with("replSetGetStatus", 1).end()),
                PATIENCE);
    }

    private Collected told(String place, Value.Fields status, Value.Fields set, long begin, long end) {
        if (!Documents.isGood(status)) return refused(place, status);
        var isMember = Section.of(status, "repl").fields().has("setName");
        if (isMember && !Documents.isGood(set)) return refused(place, set);
        var facts = facts(status);
        if (isMember) facts.with("replication", ReplicaSet.facts(set));
        facts.with("connexion_latency_ms", Math.round((end - begin) / 1e3) / 1e3);
        return new Collected.Facts(rates.beside(facts.end(), end));
    }

    private static Collected refused(String place, Value.Fields answer) {
        var why = place + ": " + answer.get("errmsg").display();
        return answer.get("code").equals(Value.of(UNAUTHORIZED))
                ? new Collected.Misconfigured(why + SETUP)
                : new Collected.Failed(why);
    }

    private static FieldsBuilder facts(Value.Fields status) {
        var facts = Value.object();
        for (var key : List.of("version", "process", "uptime")) if (status.has(key)) facts.with(key, status.get(key));
        var engine = Section.of(status, "storageEngine").fields();
        if (engine.has("name")) facts.with("storage_engine", engine.get("name"));
        Section.of(status, "connections")
                .numbers(facts, "connections", "current", "available", "active", "totalCreated");
        Section.of(status, "opcounters").numbers(facts, "opcounters");
        Section.of(status, "network").numbers(facts, "network", "bytesIn", "bytesOut", "numRequests");
        Section.of(status, "asserts").numbers(facts, "asserts");
        var faults = Section.of(status, "extra_info").fields();
        if (faults.has("page_faults")) facts.with("page_faults", faults.get("page_faults"));
        var memory = Section.of(status, "mem");
        if (memory.number("resident") >= 0)
            facts.with(
                    "memory",
                    Value.object()
                            .with("resident_bytes", (long) (memory.number("resident") * MIB))
                            .with("virtual_bytes", (long) (memory.number("virtual") * MIB))
                            .end());
        cache(Section.of(status, "wiredTiger", "cache"), facts);
        tickets(status, facts);
        return facts;
    }

    private static void cache(Section cache, FieldsBuilder into) {
        var most = cache.number("maximum bytes configured");
        if (most <= 0) return;
        var used = cache.number("bytes currently in the cache");
        var dirty = cache.number("tracked dirty bytes in the cache");
        into.with(
                "cache",
                Value.object()
                        .with("used_bytes", (long) used)
                        .with("dirty_bytes", (long) dirty)
                        .with("max_bytes", (long) most)
                        .with("used_percent", Math.round(1000 * used / most) / 10.0)
                        .with("dirty_percent", Math.round(1000 * dirty / most) / 10.0)
                        .end());
    }

    private static void tickets(Value.Fields status, FieldsBuilder into) {
        // MongoDB 8 moved them
        var both = Section.of(status, "wiredTiger", "concurrentTransactions")
                .or(Section.of(status, "queues", "execution"));
        var tickets = Value.object();
        for (var kind : List.of("read", "write")) {
            var some = Section.of(both.fields(), kind);
            if (some.number("totalTickets") < 0) continue;
            tickets.with(
                    kind,
                    Value.object()
                            .with("out", (long) some.number("out"))
                            .with("available", (long) some.number("available"))
                            .with("total", (long) some.number("totalTickets"))
                            .end());
        }
        var all = tickets.end();
        if (all.size() > 0) into.with("tickets", all);
    }
}
