package org.opsbro.cli.commands;

import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Columns;
import org.opsbro.cli.display.Safe;

/** Each line as it comes, behind the name of its node; a command's errors go to our errors. */
final class ExecutorsLines implements ExecutorsView {
    private static final int LONGEST_LINE = 64 * 1024;
    private final Session session;
    private final int width;
    private final Map<String, StringBuilder> begun = new HashMap<>();

    ExecutorsLines(Session session, List<String> names) {
        this.session = session;
        this.width = names.stream()
                .mapToInt(name -> Columns.of(Safe.line(name)))
                .max()
                .orElse(0);
    }

    @Override
    public void take(Answer event) {
        event.find("output").ifPresent(text -> add(event, "output", text));
        event.find("err").ifPresent(text -> add(event, "err", text));
        if (event.find("state").filter(state -> !state.equals("running")).isEmpty()) return;
        endLine(event, "output");
        endLine(event, "err");
    }

    private void add(Answer event, String output, String text) {
        var line = line(event, output);
        for (var i = 0; i < text.length(); i++) {
            var letter = text.charAt(i);
            if (letter != '\n') line.append(letter);
            if (letter == '\n' || line.length() >= LONGEST_LINE) print(event, output, line);
        }
    }

    private StringBuilder line(Answer event, String output) {
        return begun.computeIfAbsent(output + event.text("uuid"), key -> new StringBuilder());
    }

    private void endLine(Answer event, String output) {
        var line = line(event, output);
        if (!line.isEmpty()) print(event, output, line);
    }

    private void print(Answer event, String output, StringBuilder line) {
        var paint = session.paint();
        var name = Columns.left(paint.key(Safe.line(event.text("node"))), width);
        var errors = output.equals("err");
        PrintStream to = errors ? session.streams().error() : session.streams().out();
        to.println(name + (errors ? paint.bad(" ! ") : paint.faint(" | ")) + Safe.line(line.toString()));
        line.setLength(0);
    }

    @Override
    public void end() {}
}
