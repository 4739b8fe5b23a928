package org.opsbro.cli.commands;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;
import org.opsbro.cli.display.Table;

/** The nodes of the zone with what is wrong with each. */
final class MonitoringNodes {
    private MonitoringNodes() {}

    static int show(Session session) {
        var given = session.given();
        var seconds = Math.clamp(session.timeout().toSeconds() - 1, 1, 60);
        var call = "/monitoring/nodes?timeout=" + seconds
                + given.find("--group")
                        .map(group -> "&group=" + AgentClient.encoded(group))
                        .orElse("")
                + (given.has("--problems") ? "&problems" : "");
        var answer = session.agent().get(call);
        return session.show(answer, screen -> draw(screen, answer, session.now()));
    }

    private static void draw(Screen screen, Answer answer, Instant now) {
        screen.title("Checks of the nodes");
        var nodes = answer.list("nodes");
        if (nodes.isEmpty()) {
            screen.line("  no node is so");
            return;
        }
        var table = new Table()
                .column("NODE", 1)
                .column("STATE", 1)
                .column("CHECKS", 2)
                .column("CHECK", 1)
                .sentence("OUTPUT", 1);
        for (var node : nodes) {
            var head = List.of(
                    screen.paint().key(Safe.line(node.text("node"))),
                    screen.state(node.text("state")),
                    GossipMembers.checks(screen, node));
            var rows = rows(screen, node, now);
            for (var at = 0; at < rows.size(); at++) {
                var cells = new ArrayList<>(at == 0 ? head : List.of("", "", ""));
                cells.addAll(rows.get(at));
                table.row(cells.toArray(String[]::new));
            }
        }
        table.draw(screen);
        var silent = (long) answer.number("silent");
        if (silent > 0)
            screen.line(
                    "  " + screen.paint().warning(silent + (silent == 1 ? " node does" : " nodes do") + " not answer"));
    }

    private static List<List<String>> rows(Screen screen, Answer node, Instant now) {
        var all = new ArrayList<List<String>>();
        node.find("why").ifPresent(why -> all.add(List.of("", Safe.line("does not answer: " + why))));
        var old = node.text("source").equals("store");
        for (var bad : node.list("bad"))
            all.add(List.of(
                    screen.state(bad.text("state").toUpperCase(Locale.ROOT)) + " " + Safe.line(bad.text("name")),
                    (old ? MonitoringState.ago(node, now) + ": " : "") + Safe.line(bad.text("output"))));
        if (node.number("more") > 0) all.add(List.of("", "and " + (long) node.number("more") + " more"));
        if (all.isEmpty()) all.add(List.of("", ""));
        return all;
    }
}
