package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.CommandFailed;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;
import org.opsbro.cli.display.Table;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

final class ComplianceWaive implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments
                .optionalWord(
                        "NAME",
                        "a compliance, or one of its rules: linux/files#shadow; without it, shows what is waived")
                .option("--until", "DAY", "the last day, such as 2026-12-31, or a moment in UTC: 2026-12-31T12:00:00Z")
                .option("--reason", "TEXT", "why it is accepted, for those who come after you")
                .option("--by", "PERSON", "who accepts it; else SUDO_USER or USER")
                .flag("--end", "end the waiver now");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "compliance waive linux/files#shadow --until 2026-12-31 --reason 'replaced in December'",
                "compliance waive linux/files --end",
                "compliance waive");
    }

    @Override
    public int run(Session session) {
        var name = session.given().find("NAME");
        if (name.isEmpty()) return list(session);
        if (session.given().has("--end")) return end(session, name.get());
        var body = Value.object()
                .with("name", name.get())
                .with("until", wanted(session, "--until"))
                .with("reason", wanted(session, "--reason"))
                .with("by", by(session, "compliance waive"))
                .end();
        var said = ComplianceLaunch.agent(session).post("/compliance/waive", Json.write(body));
        return session.done(
                Safe.line(said.text("name")) + " is waived until " + until(session, said) + " by "
                        + Safe.line(said.text("by")) + ": " + Safe.line(said.text("reason")),
                said.value());
    }

    private static String wanted(Session session, String option) {
        return session.given()
                .find(option)
                .orElseThrow(() -> CommandFailed.usage(
                        "compliance waive: " + option + " is missing (see: opsbro compliance waive --help)"));
    }

    static String by(Session session, String command) {
        var environment = session.environment();
        return session.given()
                .find("--by")
                .or(() -> environment.find("SUDO_USER"))
                .or(() -> environment.find("USER"))
                .orElseThrow(() -> CommandFailed.usage(command + ": say who you are with --by PERSON"));
    }

    private static String until(Session session, Answer waiver) {
        return waiver.instant("until").map(session::time).orElse("?");
    }

    private static int end(Session session, String name) {
        var body = Json.write(Value.object().with("name", name).end());
        var said = ComplianceLaunch.agent(session).post("/compliance/unwaive", body);
        return session.done(Safe.line(said.text("name")) + " is waived no more", said.value());
    }

    private static int list(Session session) {
        var all = session.agent().get("/compliance/waivers");
        return session.show(all, screen -> draw(session, screen, all));
    }

    private static void draw(Session session, Screen screen, Answer all) {
        screen.title("Deviations that people have accepted");
        if (all.keys().isEmpty()) {
            screen.line("  none; those that packs bring stand with their rules");
            return;
        }
        var table =
                new Table().column("NAME", 1).column("UNTIL", 1).column("BY", 2).sentence("REASON", 1);
        for (var what : all.keys()) {
            var waiver = all.at(what);
            var until = until(session, waiver);
            table.row(
                    screen.paint().accent(Safe.line(what)),
                    waiver.isTrue("holds") ? until : screen.paint().faint(until + " (over)"),
                    Safe.line(waiver.text("by")),
                    Safe.line(waiver.text("reason")));
        }
        table.draw(screen);
    }
}
