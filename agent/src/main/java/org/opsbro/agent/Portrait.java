package org.opsbro.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Locale;
import java.util.TreeMap;
import org.opsbro.agent.api.MetricsApi;
import org.opsbro.compliance.Score;
import org.opsbro.host.Host;
import org.opsbro.model.CheckState;
import org.opsbro.model.FieldsBuilder;
import org.opsbro.model.GeneratorState;
import org.opsbro.model.Problem;
import org.opsbro.model.Topic;
import org.opsbro.model.Value;
import org.opsbro.model.World;

/** What the agent tells of itself: {@code agent info} and the threads. Read from /proc, so that no management classes are loaded. */
final class Portrait {
    private static final double TICKS_A_SECOND = 100;
    private final Host host;
    private final Instant started;

    Portrait(Host host, Instant started) {
        this.host = host;
        this.started = started;
    }

    Value.Fields info(
            World world, Rooms rooms, Settings settings, Logs logs, Value.Fields where, String state, String version) {
        var node = world.node();
        var fields = Value.object()
                .with("name", node.name())
                .with("display_name", settings.displayName())
                .with("agent_state", state)
                .with("version", version)
                .with("pid", ProcessHandle.current().pid())
                .with("uuid", node.id().uuid())
                .with("zone", settings.zone())
                .with("groups", Value.texts(node.groups()))
                .with("defined_groups", Value.texts(node.definedGroups()))
                .with("detected_groups", Value.texts(node.detectedGroups()));
        for (var key : where.keys()) fields.with(key, where.get(key));
        hosting(world, fields);
        system(world, fields);
        return fields.with("topics", topics(settings))
                .with("collectors", collectors(world, rooms))
                .with("monitoring", checks(world, rooms))
                .with("generators", generators(world))
                .with("compliance", compliance(world))
                .with("compliance_score", Score.of(world.compliance().values()))
                .with("modules", modules(rooms))
                .with("packs", rooms.packs().inForce().size())
                .with(
                        "problems",
                        new Value.Items(rooms.problems().stream()
                                .<Value>map(Problem::toValue)
                                .toList()))
                .with("logs", logs.remembered())
                .with("uptime_seconds", Duration.between(started, Instant.now()).toSeconds())
                .with(
                        "threads",
                        Value.object()
                                .with("nb_threads", statusNumber("Threads:"))
                                .end())
                .with("memory_consumption", statusNumber("VmRSS:") * 1024)
                .with("cpu_consumption", cpuPercent())
                .end();
    }

    private static void hosting(World world, FieldsBuilder fields) {
        var report = world.collectors().get("hosting");
        if (report == null) return;
        var facts = report.facts();
        copy(facts, "driver", fields, "hosting_driver");
        copy(facts, "local_address", fields, "local_addr");
        copy(facts, "public_address", fields, "public_addr");
    }

    private static void system(World world, FieldsBuilder fields) {
        var report = world.collectors().get("system");
        if (report == null) return;
        if (report.facts().get("os") instanceof Value.Fields os && os.get("linux") instanceof Value.Fields linux) {
            copy(linux, "distribution", fields, "system_distro");
            copy(linux, "version", fields, "system_distroversion");
            fields.with("is_managed_system", true);
        }
    }

    private static void copy(Value.Fields from, String key, FieldsBuilder to, String name) {
        if (from.has(key)) to.with(name, from.get(key));
    }

    private static Value topics(Settings settings) {
        var topics = Value.object();
        for (var topic : Topic.values())
            if (topic != Topic.GENERIC) topics.with(topic.name().toLowerCase(Locale.ROOT), settings.isOn(topic));
        return topics.end();
    }

    private static Value collectors(World world, Rooms rooms) {
        var all = new TreeMap<String, Value>();
        for (var turn : rooms.collectors().turns()) {
            var report = turn.lastReport(world);
            all.put(
                    report.name(),
                    Value.object()
                            .with("name", report.name())
                            .with("state", report.state().word())
                            .with("log", report.reason())
                            .end());
        }
        return Value.fields(all);
    }

    private static Value modules(Rooms rooms) {
        var all = Value.object();
        for (var module : rooms.modules())
            all.with(module.name(), module.report().toValue());
        return all.end();
    }

    /** How many compliances are in each state. */
    private static Value compliance(World world) {
        var counts = new TreeMap<String, Long>();
        for (var status : world.compliance().values())
            counts.merge(status.state().word(), 1L, Long::sum);
        var fields = Value.object();
        counts.forEach(fields::with);
        return fields.end();
    }

    private static Value checks(World world, Rooms rooms) {
        var counts = new TreeMap<CheckState, Long>();
        for (var check : rooms.checks().checks()) {
            if (!check.ifGroup().holds(world.node())) continue;
            var status = world.checks().get(check.id());
            counts.merge(status == null ? CheckState.PENDING : status.state(), 1L, Long::sum);
        }
        var fields = Value.object();
        for (var state : CheckState.values()) fields.with(state.word(), counts.getOrDefault(state, 0L));
        return fields.end();
    }

    private static Value generators(World world) {
        var counts = new TreeMap<GeneratorState, Long>();
        for (var status : world.generators().values()) counts.merge(status.state(), 1L, Long::sum);
        var fields = Value.object();
        for (var state : GeneratorState.values()) fields.with(state.word(), counts.getOrDefault(state, 0L));
        return fields.end();
    }

    private long statusNumber(String key) {
        return host.files()
                .text("/proc/self/status")
                .orElse("")
                .lines()
                .filter(line -> line.startsWith(key))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .filter(digits -> !digits.isEmpty())
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0);
    }

    MetricsApi.Cost process() {
        var ticks = ticks(host.files().text("/proc/self/stat").orElse(""));
        return new MetricsApi.Cost(
                ticks.user() + ticks.system(),
                statusNumber("VmRSS:") * 1024.0,
                started.toEpochMilli() / 1000.0,
                (double) statusNumber("Threads:"),
                host.files().names("/proc/self/fd").size());
    }

    /** Of one processor, since the start. */
    private double cpuPercent() {
        var ticks = ticks(host.files().text("/proc/self/stat").orElse(""));
        var seconds = Math.max(1, Duration.between(started, Instant.now()).toMillis() / 1000.0);
        return Math.round(10_000 * (ticks.user() + ticks.system()) / seconds) / 100.0;
    }

    /** Processor time in seconds. */
    private record Ticks(String name, double user, double system) {}

    private static Ticks ticks(String stat) {
        var open = stat.indexOf('(');
        var close = stat.lastIndexOf(')');
        if (open < 0 || close < open) return new Ticks("?", 0, 0);
        var rest = stat.substring(close + 1).strip().split(" ", -1);
        if (rest.length < 13) return new Ticks("?", 0, 0);
        return new Ticks(
                stat.substring(open + 1, close),
                Long.parseLong(rest[11]) / TICKS_A_SECOND,
                Long.parseLong(rest[12]) / TICKS_A_SECOND);
    }

    Value.Fields threads() {
        var all = new ArrayList<Value>();
        for (var task : host.files().names("/proc/self/task")) {
            var ticks =
                    ticks(host.files().text("/proc/self/task/" + task + "/stat").orElse(""));
            all.add(Value.object()
                    .with("name", ticks.name())
                    .with("tid", Long.parseLong(task))
                    .with("user_time", ticks.user())
                    .with("system_time", ticks.system())
                    .end());
        }
        return Value.object()
                .with("threads", new Value.Items(all))
                .with("age", Duration.between(started, Instant.now()).toSeconds())
                .end();
    }
}
