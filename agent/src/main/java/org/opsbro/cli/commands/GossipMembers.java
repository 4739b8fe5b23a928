package org.opsbro.cli.commands;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Quantity;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;
import org.opsbro.cli.display.Table;

final class GossipMembers implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments
                .flag("--detail", "show ids, incarnations, defined and detected groups, services and checks")
                .option("--group", "GROUP", "only the nodes of a group")
                .option("--zone", "ZONE", "only the nodes of a zone")
                .choice("--state", "STATE", "only the nodes in a state", "alive", "suspect", "dead", "leave");
    }

    @Override
    public List<String> examples() {
        return List.of("gossip members", "gossip members --group web --detail", "gossip members --state dead --json");
    }

    @Override
    public int run(Session session) {
        var members = session.agent().get("/agent/members" + GossipQuery.of(session));
        return session.show(members, screen -> {
            var zones = new TreeMap<String, List<Answer>>();
            for (var uuid : members.keys())
                zones.computeIfAbsent(members.at(uuid).text("zone"), zone -> new ArrayList<>())
                        .add(members.at(uuid));
            if (zones.isEmpty()) screen.line("no node is known that is so");
            zones.forEach((zone, nodes) -> draw(session, screen, zone, nodes));
        });
    }

    private static void draw(Session session, Screen screen, String zone, List<Answer> nodes) {
        nodes.sort(Comparator.comparing(node -> node.text("name")));
        var stale = nodes.stream().anyMatch(node -> node.isTrue("stale"));
        screen.title("Zone: " + zone + (stale ? " (its link is lost: as it was seen last)" : ""));
        if (session.given().has("--detail")) nodes.forEach(node -> detail(screen, node, session.now()));
        else table(screen, nodes, session.now());
    }

    private static void table(Screen screen, List<Answer> nodes, Instant now) {
        var table = new Table()
                .column("NODE", 1)
                .column("STATE", 1)
                .column("SINCE", 3)
                .column("ADDRESS", 2)
                .column("CHECKS", 2)
                .sentence("GROUPS", 1);
        for (var node : nodes)
            table.row(
                    title(node),
                    state(screen, node),
                    since(node, now),
                    address(node),
                    checks(screen, node),
                    Safe.line(String.join(", ", node.texts("groups"))));
        table.draw(screen);
    }

    private static void detail(Screen screen, Answer node, Instant now) {
        screen.line("  - " + screen.paint().key(title(node)) + "  " + state(screen, node) + "  " + since(node, now));
        var facts = new ArrayList<>(List.of(
                new Screen.Pair("uuid", node.text("uuid"), ""),
                new Screen.Pair("address", address(node), ""),
                new Screen.Pair("incarnation", node.text("incarnation"), ""),
                new Screen.Pair("defined groups", String.join(", ", node.texts("defined_groups")), ""),
                new Screen.Pair("detected groups", String.join(", ", node.texts("detected_groups")), "")));
        for (var name : node.at("services").keys()) {
            var service = node.at("services", name);
            facts.add(new Screen.Pair("service " + name, service.text("state") + ", port " + service.text("port"), ""));
        }
        screen.pairs("      ", facts);
        screen.line("      " + checks(screen, node));
    }

    private static String title(Answer node) {
        var shown = node.find("display_name").filter(text -> !text.isEmpty());
        return Safe.line(node.text("name"))
                + shown.map(text -> " [" + Safe.line(text) + "]").orElse("")
                + (node.isTrue("is_proxy") ? " (relay)" : "");
    }

    private static String state(Screen screen, Answer node) {
        return screen.state(node.text("state"))
                + (node.isTrue("flapping") ? screen.paint().warning(" (flapping)") : "")
                + (node.isTrue("stale") ? screen.paint().faint(" (stale)") : "");
    }

    private static String since(Answer node, Instant now) {
        return node.instant("since")
                .filter(at -> at.getEpochSecond() > 0)
                .map(at -> Quantity.ago(at, now))
                .orElse("");
    }

    private static String address(Answer node) {
        var address = node.text("addr");
        var shown = address.contains(":") ? "[" + address + "]" : address;
        return address.isEmpty() ? "" : Safe.line(shown) + ":" + node.text("port");
    }

    /** How many are in which state, the worst first. */
    static String checks(Screen screen, Answer node) {
        var words = new ArrayList<String>();
        for (var state : List.of("critical", "unknown", "warning", "ok")) {
            var count = (long) node.number("checks", state);
            if (count > 0) words.add(count + " " + screen.state(state));
        }
        return String.join(" ", words);
    }
}
