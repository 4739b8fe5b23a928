package org.opsbro.cli.commands;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Quantity;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;
import org.opsbro.cli.display.Table;

final class TsList implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments
                .optionalWord("PATTERN", "a part of the name, or a pattern: web-*.cpustats.cpu_all.{user,idle}")
                .option("--limit", "N", "1000", "how many at most")
                .flag("--local", SeriesQuestion.LOCAL);
    }

    @Override
    public List<String> examples() {
        return List.of("ts list", "ts list load", "ts list '*.diskusage.*.pct_used' --json");
    }

    @Override
    public int run(Session session) {
        var pattern = AgentClient.encoded(session.given().find("PATTERN").orElse(""));
        var answer = session.agent()
                .get("/ts?pattern=" + pattern + "&limit=" + session.given().number("--limit", 1, 100_000)
                        + SeriesQuestion.local(session));
        return session.show(answer, screen -> draw(screen, answer, session.now()));
    }

    private static void draw(Screen screen, Answer answer, Instant now) {
        screen.title("Series");
        var all = answer.list("series");
        if (all.isEmpty()) screen.line("  no series of that name");
        else table(screen, all, now);
        var found = answer.number("found");
        if (found > all.size())
            screen.line(screen.paint()
                    .faint("  " + all.size() + " of " + Quantity.number(found) + " are shown; --limit shows more"));
        for (var silent : answer.list("silent"))
            screen.line(screen.paint().bad("  " + Safe.line(silent.text()) + " does not answer"));
        kept(screen, answer.at("store"));
    }

    private static void table(Screen screen, List<Answer> all, Instant now) {
        var table =
                new Table().column("NAME", 1).right("LAST", 1).right("AGO", 2).right("EVERY", 3);
        for (var each : all)
            table.row(
                    Safe.line(each.text("name")),
                    each.find("last_value").isPresent() ? Quantity.number(each.number("last_value")) : "",
                    each.find("last_time").isPresent()
                            ? Quantity.duration(
                                    Duration.between(Instant.ofEpochSecond((long) each.number("last_time")), now))
                            : "",
                    each.find("step").isPresent() ? Quantity.number(each.number("step")) + " s" : "");
        table.draw(screen);
    }

    /** How far back the tiers reach, and what cannot be written. */
    private static void kept(Screen screen, Answer store) {
        for (var tier : store.list("tiers")) {
            var since = tier.instant("since").filter(each -> each.getEpochSecond() > 0);
            var days = Quantity.number(tier.number("wanted_days")) + " days";
            screen.line(screen.paint()
                    .faint("  " + Safe.line(tier.text("tier")) + ": kept for " + days
                            + since.map(each -> ", in files since " + each).orElse("")
                            + ", " + Quantity.bytes(tier.number("bytes"))));
        }
        if (!store.text("trouble").isEmpty()) screen.line(screen.paint().bad("  " + Safe.line(store.text("trouble"))));
    }
}
