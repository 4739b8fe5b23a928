package org.opsbro.cli.commands;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Mark;
import org.opsbro.cli.display.Quantity;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/** What {@code agent doctor} looks at, on this machine and in the agent; every finding that is not well has a remedy. */
final class Examination {
    private static final int OLDEST_JAVA = 25;
    private static final int PORT = 6768;
    private static final int NEIGHBOURS = 5;
    private static final double CLOCK_SECONDS = 1;
    private static final Duration LATELY = Duration.ofMinutes(10);
    private static final long SCARCE_BYTES = 1L << 30;
    private static final long EMPTY_BYTES = 64L << 20;
    // a clock before this program was written is wrong for certain
    private static final Instant WRITTEN = Instant.parse("2026-11-01T00:00:00Z");
    private final Session session;
    private final Optional<Answer> info;

    /** @param remedy what to do; empty if all is well */
    record Finding(Mark mark, String subject, String found, String remedy) {
        Value toValue() {
            return Value.object()
                    .with("subject", subject)
                    .with("state", mark.name().toLowerCase(Locale.ROOT))
                    .with("found", found)
                    .with("remedy", remedy)
                    .end();
        }
    }

    Examination(Session session) {
        this.session = session;
        var agent = session.agent();
        this.info = agent.state().isPresent() ? agent.find("/agent/info") : Optional.empty();
    }

    List<Finding> findings() {
        var findings = new ArrayList<Finding>();
        findings.add(java());
        findings.add(agent());
        findings.add(folder("data folder", session.environment().dataFolder()));
        findings.add(folder("log folder", session.environment().logFolder()));
        findings.add(disk(session.environment().dataFolder()));
        findings.add(port());
        findings.add(clock());
        findings.add(powers());
        info.ifPresent(told -> {
            findings.add(cluster(told));
            findings.addAll(neighbours(told));
            findings.addAll(zones());
            findings.add(packs(told));
            findings.add(collectors(told));
            findings.add(store(told));
            findings.add(series(told.at("modules", "series")));
            findings.addAll(modules(told.at("modules")));
        });
        return findings;
    }

    private static Finding java() {
        var version = Runtime.version();
        var found = "Java " + version + " from " + System.getProperty("java.home");
        return version.feature() >= OLDEST_JAVA
                ? well("java", found)
                : bad("java", found, "install a JDK " + OLDEST_JAVA + " or newer, or set JAVA_HOME to one");
    }

    private Finding agent() {
        var socket = session.socket();
        if (info.isPresent())
            return well(
                    "agent",
                    "the agent answers at " + socket + ": " + info.get().text("agent_state") + ", pid "
                            + info.get().text("pid"));
        return Files.exists(socket)
                ? bad(
                        "agent",
                        "the socket " + socket + " is there, but nobody answers",
                        "start the agent: opsbro agent start --daemon (it removes a socket left behind)")
                : warning("agent", "no agent runs: there is no " + socket, "start it: opsbro agent start --daemon");
    }

    private static Finding folder(String subject, Path folder) {
        if (!Files.exists(folder)) {
            var parent = existingAbove(folder);
            return Files.isWritable(parent)
                    ? well(subject, "the " + subject + " " + folder + " will be made at the first start")
                    : bad(
                            subject,
                            "the " + subject + " " + folder + " is missing and " + parent + " is not writable for "
                                    + user(),
                            "run as root, or choose another folder");
        }
        if (!Files.isDirectory(folder))
            return bad(subject, "the " + subject + " " + folder + " is no folder", "move that file away");
        return Files.isWritable(folder)
                ? well(subject, "the " + subject + " " + folder + " is writable")
                : bad(
                        subject,
                        "the " + subject + " " + folder + " is not writable for " + user(),
                        "give it to that user: chown -R " + user() + " " + folder);
    }

    private static Finding disk(Path folder) {
        var place = existingAbove(folder);
        try {
            var free = Files.getFileStore(place).getUsableSpace();
            var found = Quantity.bytes((double) free) + " free for " + folder;
            if (free < EMPTY_BYTES) return bad("disk", found, "make room: the agent cannot keep its history");
            return free < SCARCE_BYTES ? warning("disk", found, "make room soon") : well("disk", found);
        } catch (IOException broken) {
            return bad(
                    "disk",
                    "the free space of " + place + " cannot be read: " + broken.getMessage(),
                    "look at the disk: dmesg, df");
        }
    }

    private Finding port() {
        var used = info.map(told -> (int) told.number("port")).filter(number -> number > 0);
        if (used.isPresent()) return well("port", "the agent listens on port " + used.get());
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(PORT));
            return well("port", "port " + PORT + " is free");
        } catch (IOException taken) {
            return warning(
                    "port",
                    "port " + PORT + " cannot be used: " + taken.getMessage(),
                    "see who has it: ss -ltnp 'sport = :" + PORT + "', or start with --port");
        }
    }

    private Finding clock() {
        var now = session.now();
        if (now.isBefore(WRITTEN))
            return bad(
                    "clock",
                    "the clock says " + session.time(now) + ", before this program was written",
                    "set the clock, and install chrony or systemd-timesyncd");
        var keeper = timeKeeper();
        var found = "the clock says " + session.time(now);
        return keeper.isPresent()
                ? well("clock", found + ", kept by " + keeper.get())
                : warning(
                        "clock",
                        found + ", but nothing seems to keep it right",
                        "install chrony, or see who keeps the clock of the host of this container");
    }

    private static Optional<String> timeKeeper() {
        if (Files.exists(Path.of("/run/systemd/timesync/synchronized"))) return Optional.of("systemd-timesyncd");
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().command().stream())
                .map(command -> command.substring(command.lastIndexOf('/') + 1))
                .filter(List.of("chronyd", "ntpd", "ntpd-rs", "openntpd", "systemd-timesyncd")::contains)
                .findFirst();
    }

    private static Finding powers() {
        return "root".equals(user())
                ? well("powers", "runs as root: all collectors and checks can read what they need")
                : warning(
                        "powers",
                        "runs as " + user() + ": some collectors and checks may not read what they need",
                        "run as root, or accept that they say so");
    }

    private Finding cluster(Answer told) {
        var gossip = told.at("gossip");
        var others = (long) gossip.number("living") - 1;
        if (gossip.text("state").equals("off"))
            return new Finding(Mark.OK, "cluster", "this agent does not gossip: no port, or the topic is off", "");
        if (List.of("left", "forced out").contains(gossip.text("state")))
            return new Finding(
                    Mark.BAD,
                    "cluster",
                    "this node is no member of its cluster: " + gossip.text("state") + " at " + gossip.text("since")
                            + " by " + gossip.text("by"),
                    "opsbro gossip join ADDRESS brings it back");
        if (gossip.text("state").equals("isolated"))
            return new Finding(
                    Mark.BAD,
                    "cluster",
                    "nothing is heard from anybody",
                    "look at the network, and whether UDP and TCP pass to the ports of the other agents");
        var refused = gossip.list("wire", "refused_lately").stream()
                .filter(each -> each.instant("at")
                        .filter(at -> at.isAfter(session.now().minus(LATELY)))
                        .isPresent())
                .toList();
        if (!refused.isEmpty())
            return new Finding(Mark.WARNING, "cluster", refused.getLast().text("message"), "see opsbro gossip state");
        if (others > 0 && !told.isTrue("is_zone_protected"))
            return new Finding(
                    Mark.WARNING,
                    "cluster",
                    others + " other nodes, and no key: whoever reaches the port can join and read",
                    "opsbro gossip zone key generate, and import it on the other nodes");
        return new Finding(Mark.OK, "cluster", others + " other nodes live", "");
    }

    /** A few of the living nodes are asked: what passes to them, and what their clocks say. */
    private List<Finding> neighbours(Answer told) {
        var findings = new ArrayList<Finding>();
        if (told.at("gossip").number("living") < 2) return findings;
        var members = session.agent().get("/agent/members?state=alive");
        members.keys().stream()
                .filter(uuid -> !uuid.equals(told.text("uuid")))
                .limit(NEIGHBOURS)
                .forEach(uuid ->
                        neighbour(members.at(uuid).text("name"), ping(uuid)).ifPresent(findings::add));
        return findings;
    }

    /** What is wrong with the links to the zones beside ours. */
    private List<Finding> zones() {
        var findings = new ArrayList<Finding>();
        var zones = session.agent().get("/agent/zones");
        for (var name : zones.keys()) {
            var zone = zones.at(name);
            var problem = zone.find("problem").orElse("");
            if (!problem.isEmpty())
                findings.add(warning("zone " + name, "zone " + name + ": " + problem, "see opsbro gossip zone list"));
            var certificate = zone.find("certificate").orElse("");
            if (certificate.startsWith("unproven") || certificate.contains("opsbro "))
                findings.add(warning(
                        "zone " + name, "certificate of the zone " + name + ": " + certificate, "see docs/cluster.md"));
        }
        return findings;
    }

    private Answer ping(String uuid) {
        return session.agent()
                .post(
                        "/agent/ping",
                        Json.write(Value.object().with("node", uuid).end()));
    }

    private static Optional<Finding> neighbour(String name, Answer ping) {
        var way = ping.text("way");
        var off = ping.number("clock_offset");
        if (!ping.isTrue("reached"))
            return Optional.of(new Finding(Mark.BAD, name, ping.text("reason"), "see opsbro gossip ping " + name));
        if (way.equals("tcp"))
            return Optional.of(new Finding(
                    Mark.WARNING, name, "TCP passes, UDP does not", "let UDP pass to its gossip port, both ways"));
        if (way.equals("direct") && !ping.isTrue("tcp"))
            return Optional.of(new Finding(
                    Mark.WARNING,
                    name,
                    "UDP passes, TCP does not",
                    "let TCP pass to the port above its gossip port: full records and orders go there"));
        if (way.startsWith("relayed"))
            return Optional.of(new Finding(
                    Mark.WARNING, name, "only others reach it, " + way, "let UDP and TCP pass between the two"));
        if (Math.abs(off) > CLOCK_SECONDS)
            return Optional.of(new Finding(
                    Mark.WARNING,
                    name,
                    "its clock is " + Quantity.number(Math.abs(off)) + " s " + (off > 0 ? "ahead" : "behind"),
                    "let both synchronise their clocks (NTP)"));
        return Optional.empty();
    }

    private static Finding packs(Answer told) {
        var problems = told.list("problems");
        if (problems.isEmpty()) return well("packs", "the packs have no problems");
        var errors = problems.stream()
                .filter(each -> !each.text("severity").equals("warning"))
                .count();
        var found = errors + " errors and " + (problems.size() - errors) + " warnings in the packs";
        var remedy = "read them: opsbro agent info";
        return errors > 0 ? bad("packs", found, remedy) : warning("packs", found, remedy);
    }

    private static Finding collectors(Answer told) {
        var collectors = told.at("collectors");
        var broken = collectors.keys().stream()
                .filter(name -> collectors.text(name, "state").equalsIgnoreCase("error"))
                .toList();
        return broken.isEmpty()
                ? well("collectors", "no collector fails")
                : warning(
                        "collectors",
                        "collectors that fail: " + String.join(", ", broken),
                        "see why: opsbro collectors state");
    }

    private static Finding store(Answer told) {
        var state = told.at("kv");
        return switch (state.text("state")) {
            case "broken" ->
                bad("store", state.text("reason"), "put a backup back: opsbro kv-store restore FILE; see docs/kv.md");
            case "held" -> warning("store", state.text("reason"), "see opsbro raft state");
            default -> well("store", "the store: " + KvStoreState.told(state));
        };
    }

    private static Finding series(Answer module) {
        var store = module.at("counters");
        if (module.text("state").equalsIgnoreCase("error"))
            return bad("series", "series: " + module.text("log"), "see docs/metrology.md");
        if (store.find("series").isEmpty()) return well("series", "no series are kept: " + module.text("log"));
        var count = Quantity.number(store.number("series")) + " series";
        if (store.number("refused", "too_many_series") > 0)
            return warning(
                    "series",
                    count + ", and no room for more: " + Quantity.number(store.number("refused", "too_many_series"))
                            + " samples were refused",
                    "see opsbro ts list, and raise most_series of the pack series if all are wanted");
        return well("series", count + " in " + Quantity.bytes(store.number("disk_bytes")));
    }

    /** Those that do not do their work, and those that send and lost something. */
    private static List<Finding> modules(Answer modules) {
        var findings = new ArrayList<Finding>();
        for (var name : modules.keys()) {
            var module = modules.at(name);
            var lost = module.number("counters", "dropped")
                    + module.number("counters", "missed")
                    + module.number("counters", "unwritten");
            var sends = module.text("module_type").equals("connector");
            if (name.equals("series")) continue;
            if (module.text("state").equalsIgnoreCase("error"))
                findings.add(bad(name, name + ": " + module.text("log"), "see opsbro packs show " + name));
            else if (sends && module.number("counters", "refused") > 0)
                findings.add(warning(
                        name,
                        name + ": " + Quantity.number(module.number("counters", "refused")) + " samples were refused: "
                                + module.text("counters", "last_refusal"),
                        "look at the other program, and at the parameters: opsbro packs show " + name));
            else if (sends && lost > 0)
                findings.add(warning(
                        name,
                        name + ": " + Quantity.number(lost) + " samples were lost as there was no room for them",
                        "raise spool_mib of the pack " + name));
        }
        return findings;
    }

    private static Path existingAbove(Path folder) {
        var place = folder.toAbsolutePath();
        while (!Files.exists(place)) {
            var parent = place.getParent();
            if (parent == null) break;
            place = parent;
        }
        return place;
    }

    private static String user() {
        return System.getProperty("user.name", "?");
    }

    private static Finding well(String subject, String found) {
        return new Finding(Mark.OK, subject, found, "");
    }

    private static Finding warning(String subject, String found, String remedy) {
        return new Finding(Mark.WARNING, subject, found, remedy);
    }

    private static Finding bad(String subject, String found, String remedy) {
        return new Finding(Mark.BAD, subject, found, remedy);
    }
}
