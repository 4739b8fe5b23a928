package org.opsbro.cli.commands;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Command;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Quantity;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;
import org.opsbro.cli.display.Table;

final class RaftState implements Command {
    @Override
    public List<String> examples() {
        return List.of("raft state", "raft state --json");
    }

    @Override
    public int run(Session session) {
        var state = session.agent().get("/raft");
        var shown = session.show(state, screen -> {
            draw(screen, state);
            session.agent().find("/raft/duties").ifPresent(duties -> duties(screen, duties, session.now()));
        });
        var fine = state.text("shape").equals("alone") || !state.text("leader").isEmpty();
        return fine ? shown : ExitCode.FAILED;
    }

    private static void draw(Screen screen, Answer state) {
        screen.title("Store of the zone");
        state.find("trouble").ifPresent(trouble -> screen.text("  ", 2, Safe.line(trouble)));
        switch (state.text("shape")) {
            case "alone" -> screen.line("  this node has a store of its own: no node of the zone has one for all");
            case "unknown" -> screen.line("  the nodes of the zone were not heard yet");
            case "elsewhere" ->
                screen.line("  none of those that have it answers: "
                        + Safe.line(String.join(", ", state.texts("servers"))));
            default -> server(screen, state);
        }
    }

    private static void server(Screen screen, Answer state) {
        var leader = state.text("leader");
        screen.line("  leader " + (leader.isEmpty() ? "none" : Safe.line(leader)) + ", term " + whole(state, "term")
                + (state.find("leader_since").isPresent() ? " for " + whole(state, "leader_since") + " s" : "") + ", "
                + "elections in the last hour: " + whole(state, "elections_last_hour"));
        screen.line("  entries " + whole(state, "first") + " to " + whole(state, "last") + ", committed "
                + whole(state, "committed") + ", applied " + whole(state, "applied"));
        screen.blank();
        var table = new Table()
                .column("NODE", 1)
                .column("STATE", 1)
                .column("VOTE", 2)
                .column("LAST", 1)
                .column("HEARD", 3);
        for (var member : state.list("members"))
            table.row(
                    Safe.line(member.text("name")) + (member.text("name").equals(leader) ? " (leads)" : ""),
                    screen.state(member.text("state")),
                    member.isTrue("votes") ? "yes" : "not yet",
                    member.find("last").isPresent() ? whole(member, "last") : "",
                    member.find("heard_ms_ago").isPresent() ? whole(member, "heard_ms_ago") + " ms ago" : "");
        table.draw(screen);
    }

    private static void duties(Screen screen, Answer state, Instant now) {
        screen.blank();
        var holders = state.texts("node");
        screen.line("  duties of the zone: "
                + (holders.isEmpty() ? "nobody has them" : Safe.line(String.join(", ", holders))));
        for (var duty : state.list("duties"))
            screen.line("    " + Safe.line(duty.text("name")) + ", every "
                    + Quantity.duration(Duration.ofSeconds((long) duty.number("every")))
                    + duty.instant("at")
                            .map(at -> ", done " + Quantity.ago(at, now) + " by " + Safe.line(duty.text("by")))
                            .orElse(""));
    }

    private static String whole(Answer answer, String key) {
        return String.valueOf((long) answer.number(key));
    }
}
