package org.opsbro.cli.commands;

import java.util.ArrayList;
import java.util.List;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;

/** On how many nodes a command ended with 0, and what went wrong on the others. */
final class ExecutorsTally {
    private final List<Answer> failed = new ArrayList<>();
    private final List<Answer> cut = new ArrayList<>();
    private int over;

    void take(Answer event) {
        var state = event.find("state").orElse("running");
        if (state.equals("running")) return;
        over++;
        if (!state.equals("done") || event.number("rc") != 0) failed.add(event);
        if (event.isTrue("cut")) cut.add(event);
    }

    boolean allSucceeded() {
        return failed.isEmpty();
    }

    /** {@code exit code 3}, {@code timeout: killed after 30 s}. */
    static String end(Answer event) {
        var reason = event.find("reason").filter(text -> !text.isEmpty());
        var word = event.find("rc").map(code -> "exit code " + code).orElseGet(() -> event.text("state"));
        return Safe.line(word + reason.map(text -> ": " + text).orElse(""));
    }

    /** To the errors, so that what is piped on is what the nodes said. */
    void tell(Session session, Answer run) {
        var to = session.streams().error();
        var paint = session.paint();
        for (var each : failed) to.println(paint.bad("✕ ") + paint.key(Safe.line(each.text("node"))) + " " + end(each));
        for (var each : cut)
            to.println(paint.warning("‼ ") + paint.key(Safe.line(each.text("node")))
                    + " printed more than --output-limit");
        if (run.isTrue("lossy"))
            to.println(paint.warning("‼ ") + "output was lost here: it was too much, or the disk is full");
        to.println(
                paint.faint((over - failed.size()) + " of " + over + (over == 1 ? " node" : " nodes") + " returned 0"));
    }
}
