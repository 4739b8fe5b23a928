package org.opsbro.packs.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A table of cron, in which a job of a rule is the line below its mark {@code # opsbro: name}. All other lines stay byte for byte. */
final class CronLines {
    private final Lines lines;
    private final String mark;

    CronLines(String text, String name) {
        this.lines = new Lines(text);
        this.mark = "# opsbro: " + name;
    }

    /** Cron does not read a table whose last line has no end. */
    String text() {
        var text = lines.text();
        return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
    }

    /** The lines below the marks; empty for a mark without a job. */
    List<Optional<String>> jobs() {
        return marks().stream().map(this::job).toList();
    }

    /** The job stands below its mark, once. */
    void hold(String job) {
        var marks = marks();
        marks.reversed().stream().filter(at -> at > marks.getFirst()).forEach(this::removeAt);
        if (marks.isEmpty()) {
            lines.add(mark);
            lines.add(job);
        } else if (job(marks.getFirst()).isPresent()) lines.set(marks.getFirst() + 1, job);
        else lines.insert(marks.getFirst() + 1, job);
    }

    void drop() {
        marks().reversed().forEach(this::removeAt);
    }

    private void removeAt(int at) {
        if (job(at).isPresent()) lines.remove(at + 1);
        lines.remove(at);
    }

    private List<Integer> marks() {
        var marks = new ArrayList<Integer>();
        for (var i = 0; i < lines.size(); i++) if (lines.get(i).stripTrailing().equals(mark)) marks.add(i);
        return marks;
    }

    private Optional<String> job(int mark) {
        return Optional.of(mark + 1)
                .filter(i -> i < lines.size())
                .map(lines::get)
                .filter(line -> !line.isBlank() && !line.startsWith("#"));
    }
}
