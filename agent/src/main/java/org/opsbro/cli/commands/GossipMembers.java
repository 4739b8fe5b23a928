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
import org.opsbro.cli.display.Columns;
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
                .option("--state", "STATE", "only the nodes in a state: alive, suspect, dead or leave");
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
        screen.title("Zone: " + zone);
        if (session.given().has("--detail")) nodes.forEach(node -> detail(screen, node));
        else table(screen, nodes);
    }

    private static void table(Screen screen, List<Answer> nodes) {
        var table = new Table()
                .column("NODE", 1)
                .column("STATE", 1)
                .column("SINCE", 3)
                .column("ADDRESS", 2)
                .column("CHECKS", 2)
                .column("GROUPS", 1);
        for (var node : nodes)
            table.row(
                    title(node),
                    state(screen, node),
                    since(node),
                    address(node),
                    checks(screen, node),
                    Columns.fit(Safe.line(String.join(",", node.texts("groups"))), Math.max(20, screen.width() / 3)));
        table.draw(screen);
    }

    private static void detail(Screen screen, Answer node) {
        screen.line("  - " + screen.paint().key(title(node)) + "  " + state(screen, node) + "  " + since(node));
        screen.pair("      ", "uuid", node.text("uuid"), "");
        screen.pair("      ", "address", address(node), "");
        screen.pair("      ", "incarnation", node.text("incarnation"), "");
        screen.pair("      ", "defined groups", String.join(", ", node.texts("defined_groups")), "");
        screen.pair("      ", "detected groups", String.join(", ", node.texts("detected_groups")), "");
        for (var name : node.at("services").keys()) {
            var service = node.at("services", name);
            screen.pair("      ", "service " + name, service.text("state") + ", port " + service.text("port"), "");
        }
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
                + (node.isTrue("stale") ? screen.paint().faint(" (stale)") : "");
    }

    private static String since(Answer node) {
        return node.instant("since")
                .filter(at -> at.getEpochSecond() > 0)
                .map(at -> Quantity.ago(at, Instant.now()))
                .orElse("");
    }

    private static String address(Answer node) {
        var address = node.text("addr");
        var shown = address.contains(":") ? "[" + address + "]" : address;
        return address.isEmpty() ? "" : Safe.line(shown) + ":" + node.text("port");
    }

    private static String checks(Screen screen, Answer node) {
        var words = new ArrayList<String>();
        for (var state : List.of("critical", "unknown", "warning", "ok")) {
            var count = (long) node.number("checks", state);
            if (count > 0) words.add(count + " " + screen.state(state));
        }
        return String.join(" ", words);
    }
}
