package org.opsbro.cli.commands;

import java.util.ArrayList;
import java.util.List;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Quantity;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;
import org.opsbro.cli.display.Table;

final class GossipZoneList implements Command {
    private static final int DEEPEST = 16;

    @Override
    public List<String> examples() {
        return List.of("gossip zone list", "gossip zone list --json");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var zones = session.agent().get("/agent/zones");
        return session.show(zones, screen -> {
            screen.title("Zones");
            var table = new Table()
                    .column("ZONE", 1)
                    .column("NODES", 2)
                    .column("LINK", 1)
                    .column("SEEN", 3)
                    .column("KEY", 1);
            List<String> words = new ArrayList<>();
            for (var name : zones.keys())
                if (!zones.keys().contains(zones.text(name, "parent")))
                    rows(session, screen, table, zones, name, 0, words);
            table.draw(screen);
            words.forEach(word -> screen.text("", 2, word));
        });
    }

    /** A zone, then those below it, each further to the right. */
    private static void rows(
            Session session, Screen screen, Table table, Answer zones, String name, int depth, List<String> words) {
        if (depth == DEEPEST) return;
        var zone = zones.at(name);
        table.row(
                "  ".repeat(depth) + Safe.line(name) + (zone.isTrue("is_our_zone") ? " (ours)" : ""),
                nodes(zone),
                link(screen, zone),
                seen(session, zone),
                key(screen, zone));
        words.addAll(words(screen, name, zone));
        for (var below : zone.texts("sub-zones"))
            if (zones.keys().contains(below)) rows(session, screen, table, zones, below, depth + 1, words);
    }

    private static String nodes(Answer zone) {
        var all = (long) zone.number("nodes");
        return all == 0 ? "" : (long) zone.number("living") + " of " + all + " live";
    }

    private static String link(Screen screen, Answer zone) {
        var relays = (long) zone.number("linked_relays") + " of " + (long) zone.number("relays") + " relays";
        return switch (zone.text("link")) {
            case "ok" -> screen.state("ok") + ", " + relays;
            case "degraded" -> screen.state("degraded");
            case "lost" -> screen.state("lost");
            case "none" -> screen.paint().faint("none");
            default -> "";
        };
    }

    private static String seen(Session session, Answer zone) {
        if (zone.text("link").equals("ok")) return "";
        return zone.instant("seen").map(at -> Quantity.ago(at, session.now())).orElse("");
    }

    private static String key(Screen screen, Answer zone) {
        if (zone.isTrue("have_gossip_key")) return screen.paint().ok("✓ has a key");
        var needed = zone.isTrue("is_our_zone") || zone.text("relation").equals("child");
        return needed ? screen.paint().warning("‼ no key here") : "";
    }

    private static List<String> words(Screen screen, String name, Answer zone) {
        List<String> words = new ArrayList<>();
        var problem = zone.find("problem").orElse("");
        var certificate = zone.find("certificate").orElse("");
        if (!problem.isEmpty()) words.add(screen.paint().warning("‼ " + name + ": " + Safe.line(problem)));
        if (!certificate.isEmpty())
            words.add(screen.paint().faint("  certificate of " + name + ": " + Safe.line(certificate)));
        return words;
    }
}
