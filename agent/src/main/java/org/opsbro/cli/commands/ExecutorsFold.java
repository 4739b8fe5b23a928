package org.opsbro.cli.commands;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Safe;

/** Equal answers together, under the names of the nodes that gave them; the most common first. */
final class ExecutorsFold implements ExecutorsView {
    private final Session session;
    private final Map<String, Told> nodes = new LinkedHashMap<>();

    private static final class Told {
        private final String name;
        private final StringBuilder output = new StringBuilder();
        private final StringBuilder errors = new StringBuilder();
        private String end = "";

        Told(String name) {
            this.name = name;
        }

        Said said() {
            return new Said(end, output.toString(), errors.toString());
        }
    }

    private record Said(String end, String output, String errors) {}

    ExecutorsFold(Session session) {
        this.session = session;
    }

    @Override
    public void take(Answer event) {
        var told = nodes.computeIfAbsent(event.text("uuid"), uuid -> new Told(event.text("node")));
        event.find("output").ifPresent(told.output::append);
        event.find("err").ifPresent(told.errors::append);
        if (event.find("state").isPresent()) told.end = ExecutorsTally.end(event);
    }

    @Override
    public void end() {
        Map<Said, List<String>> equal = new LinkedHashMap<>();
        for (var told : nodes.values())
            equal.computeIfAbsent(told.said(), said -> new ArrayList<>()).add(told.name);
        equal.entrySet().stream()
                .sorted(Comparator.comparingInt(same -> -same.getValue().size()))
                .forEach(same ->
                        draw(same.getKey(), same.getValue().stream().sorted().toList()));
    }

    private void draw(Said said, List<String> names) {
        var screen = session.screen();
        var count = names.size() == 1 ? "" : names.size() + " nodes: ";
        screen.line(screen.paint().faint("─── ")
                + count
                + screen.paint().key(Safe.line(String.join(", ", names)))
                + screen.paint().faint(" ─── ")
                + said.end());
        said.output().lines().forEach(line -> screen.line(Safe.line(line)));
        said.errors().lines().forEach(line -> screen.line(screen.paint().bad("! ") + Safe.line(line)));
    }
}
