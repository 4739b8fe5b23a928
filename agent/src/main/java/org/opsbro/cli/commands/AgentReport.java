package org.opsbro.cli.commands;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.opsbro.cli.Answer;
import org.opsbro.cli.display.Frame;
import org.opsbro.cli.display.Mark;
import org.opsbro.cli.display.Paint;
import org.opsbro.cli.display.Quantity;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;
import org.opsbro.model.Topic;

/** What {@code agent info} shows: one frame per topic, then the technical one, then what is wrong. */
final class AgentReport {
    private final Answer info;
    private final Paint paint;

    AgentReport(Answer info, Paint paint) {
        this.info = info;
        this.paint = paint;
    }

    List<Frame> frames() {
        var frames = new ArrayList<>(List.of(
                generic(),
                discovery(),
                detection(),
                monitoring(),
                metrology(),
                automation(),
                compliance(),
                technical()));
        if (!info.list("problems").isEmpty()) frames.add(problems());
        return frames;
    }

    void logs(Screen screen) {
        for (var level : List.of("ERROR", "WARNING")) {
            screen.title("Last logs: " + level);
            var lines = info.texts("logs", level);
            if (lines.isEmpty()) screen.line("  none");
            lines.forEach(line -> screen.said("  ", line));
        }
    }

    private Frame generic() {
        var name = info.text("name")
                + info.find("display_name")
                        .filter(each -> !each.isEmpty())
                        .map(each -> "  [ " + each + " ]")
                        .orElse("");
        var system = info.text("system_distro") + " (version " + info.text("system_distroversion") + ")  "
                + (info.isTrue("is_managed_system") ? paint.ok("✓ managed") : paint.warning("‼ not managed"));
        return new Frame("generic", paint)
                .with("Name", paint.strong(Safe.line(name)))
                .with("State", state(info.text("agent_state")))
                .with("System", system)
                .with("Modules", counts(states("modules"), "STARTED", "DISABLED", "ERROR"))
                .more("opsbro agent modules state");
    }

    private Frame discovery() {
        var key = info.isTrue("is_zone_protected")
                ? paint.ok("✓ has a gossip key")
                : paint.warning("‼ zone has no gossip key");
        return topic(Topic.SERVICE_DISCOVERY)
                .with("UUID", info.text("uuid"))
                .with("Local address", address("local_addr"))
                .with("Public address", address("public_addr"))
                .with("Zone", info.text("zone") + " (" + key + ")")
                .with("Nodes", nodes(info.at("gossip")))
                .with("Duties of the zone", leader());
    }

    private String leader() {
        var names = info.texts("zone_leader");
        return names.isEmpty() ? paint.faint("nobody has them") : Safe.line(String.join(", ", names));
    }

    private String nodes(Answer gossip) {
        if (gossip.text("state").equals("off")) return paint.faint("no gossip: no port, or the topic is off");
        var counts = (long) gossip.number("living") + " alive / " + (long) gossip.number("suspect") + " suspect / "
                + (long) gossip.number("dead") + " dead";
        return gossip.text("state").equals("isolated")
                ? counts + " " + paint.bad("✕ isolated: nobody is heard")
                : counts;
    }

    private Frame detection() {
        var groups = info.texts("groups");
        return topic(Topic.AUTOMATIC_DETECTION)
                .with(
                        "Groups",
                        groups.isEmpty()
                                ? paint.faint("none yet")
                                : groups.stream().map(paint::key).collect(Collectors.joining(", ")))
                .with("Collectors", counts(states("collectors"), "OK", "ERROR", "NOT-ELIGIBLE", "PENDING"))
                .more("opsbro collectors state")
                .with("Hosting", hosting());
    }

    private Frame monitoring() {
        var checks = info.at("monitoring");
        return topic(Topic.MONITORING)
                .with("Check states", numbers(checks, "OK", "WARNING", "CRITICAL", "UNKNOWN", "PENDING"))
                .more("opsbro monitoring state");
    }

    private Frame metrology() {
        var series = info.at("modules", "series", "counters");
        var frame = topic(Topic.METROLOGY);
        if (series.find("series").isPresent())
            frame = frame.with(
                            "Series",
                            Quantity.number(series.number("series")) + " in "
                                    + Quantity.bytes(series.number("disk_bytes")))
                    .more("opsbro ts list");
        return frame.with("Dashboards", paint.faint("opsbro dashboards list"));
    }

    private Frame automation() {
        return topic(Topic.CONFIGURATION_AUTOMATION)
                .with(
                        "Generators",
                        numbers(
                                info.at("generators"),
                                "COMPLIANT",
                                "FIXED",
                                "PENDING",
                                "NON-COMPLIANT",
                                "ERROR",
                                "UNKNOWN",
                                "NOT-ELIGIBLE"))
                .more("opsbro generators state");
    }

    private Frame compliance() {
        return topic(Topic.SYSTEM_COMPLIANCE)
                .with(
                        "Compliances",
                        numbers(
                                info.at("compliance"),
                                "COMPLIANT",
                                "FIXED",
                                "WAIVED",
                                "NON-COMPLIANT",
                                "FLAPPING",
                                "ERROR",
                                "NOT-ELIGIBLE"))
                .with("Score", info.text("compliance_score") + " %")
                .more("opsbro compliance report");
    }

    private Frame technical() {
        var frame = new Frame("technical info", paint)
                .with("Version", info.text("version"))
                .with(
                        "Process",
                        info.text("pid")
                                + info.find("uptime_seconds")
                                        .map(each -> ", up " + uptime())
                                        .orElse(""))
                .with("Threads", info.text("threads", "nb_threads"))
                .with("Memory", Quantity.bytes(info.number("memory_consumption")))
                .with("CPU", Quantity.number(info.number("cpu_consumption")) + " %")
                .with("Port", info.number("port") > 0 ? info.text("port") : "none is open, only the socket")
                .with("Socket", info.text("socket"));
        if (info.at("kv").isPresent())
            frame.with(
                    "Store",
                    info.text("kv", "state").equals("broken")
                            ? paint.bad(KvStoreState.told(info.at("kv")))
                            : KvStoreState.told(info.at("kv")));
        return frame.with("Logs", logCounts()).more("opsbro agent info --show-logs");
    }

    private Frame problems() {
        var problems = info.list("problems");
        var errors = problems.stream()
                .filter(each -> !each.text("severity").equals("warning"))
                .count();
        var frame = new Frame("problems of the packs", paint)
                .with(
                        "Found",
                        paint.bad(errors + " errors") + ", " + paint.warning(problems.size() - errors + " warnings"));
        for (var problem : problems) frame.said(Problems.told(problem));
        return frame.more("opsbro packs show");
    }

    private Frame topic(Topic topic) {
        var listed = info.at("topics", topic.name().toLowerCase(Locale.ROOT));
        var off = listed.isPresent() && !listed.isTrue();
        return new Frame(topic.words() + (off ? " (off)" : ""), paint);
    }

    private String state(String word) {
        return Mark.of(word).with(paint, word);
    }

    private String address(String key) {
        return info.find(key).filter(each -> !each.isEmpty()).orElse(paint.faint("unknown"));
    }

    private String hosting() {
        return info.find("hosting_driver").orElse("?");
    }

    private String uptime() {
        return Quantity.duration(Duration.ofSeconds((long) info.number("uptime_seconds")));
    }

    private List<String> states(String key) {
        var all = info.at(key);
        return all.keys().stream().map(name -> all.text(name, "state")).toList();
    }

    private String counts(List<String> states, String... words) {
        var parts = new ArrayList<String>();
        for (var word : words)
            parts.add(counted(states.stream().filter(each -> same(each, word)).count(), word));
        return String.join(paint.faint(" / "), parts);
    }

    private String numbers(Answer counts, String... words) {
        if (!counts.isPresent()) return paint.faint("nothing to tell");
        var parts = new ArrayList<String>();
        for (var word : words) {
            var key = counts.keys().stream().filter(each -> same(each, word)).findFirst();
            parts.add(counted(key.map(counts::number).orElse(0d).longValue(), word));
        }
        return String.join(paint.faint(" / "), parts);
    }

    private String counted(long count, String word) {
        var text = count + " " + word;
        return count == 0 ? paint.faint(text) : Mark.of(word).colour(paint, text);
    }

    private String logCounts() {
        var logs = info.at("logs");
        var parts = new ArrayList<String>();
        for (var level : List.of("ERROR", "WARNING")) parts.add(logs.list(level).size() + " " + level);
        return String.join(" / ", parts);
    }

    private static boolean same(String state, String word) {
        return state.replace('_', '-').replace(' ', '-').equalsIgnoreCase(word);
    }
}
