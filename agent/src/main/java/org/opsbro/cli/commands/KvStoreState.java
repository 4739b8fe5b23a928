package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Command;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Quantity;
import org.opsbro.cli.display.Safe;
import org.opsbro.cli.display.Screen;

final class KvStoreState implements Command {
    @Override
    public List<String> examples() {
        return List.of("kv-store state");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var state = session.agent().get("/kv-meta/state");
        var shown = session.show(state, screen -> draw(screen, state));
        return state.text("state").equals("broken") ? ExitCode.FAILED : shown;
    }

    private static void draw(Screen screen, Answer state) {
        screen.title("Store");
        screen.line("  " + told(state));
        if (!state.text("state").equals("ok")) return;
        screen.line("  revision " + state.text("revision") + ", " + state.text("sessions") + " sessions, "
                + state.text("watches") + " watches, " + Quantity.bytes(state.number("file_bytes")) + " on the disk");
    }

    /** One line for the state of the store. */
    static String told(Answer state) {
        return switch (state.text("state")) {
            case "ok" ->
                state.text("keys") + " keys, " + Quantity.bytes(state.number("bytes")) + " of at most "
                        + Quantity.bytes(state.number("limit_bytes"));
            case "broken" -> Safe.line(state.text("reason"));
            case "held" -> Safe.line(state.text("reason"));
            case "elsewhere" ->
                "other nodes have it: " + Safe.line(String.join(", ", state.texts("servers")))
                        + (state.isTrue("own") ? "; this one has keys of its own from before, which nobody reads" : "");
            case "closed" -> "there is one, nobody used it since the start";
            default -> "nothing was put into it yet";
        };
    }
}
