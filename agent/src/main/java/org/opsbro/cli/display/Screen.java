package org.opsbro.cli.display;

import java.io.PrintStream;
import java.util.List;

/**
 * Where a command writes its answer for people: titles, breadcrumbs, outputs.
 *
 * @param width columns there are; 80 where nobody looks
 * @param live whether a person looks at it, so that lines may be redrawn
 */
public record Screen(PrintStream out, Paint paint, int width, boolean live) {
    private static final int TITLE_WIDTH = 80;

    public void line(String text) {
        out.println(text);
    }

    public void blank() {
        out.println();
    }

    /** {@code ─── Collector timezone ───…}, over 80 columns. */
    public void title(String text) {
        var room = Math.min(TITLE_WIDTH, width);
        var shown = Columns.fit(text, room - 6);
        out.println(paint.faint("─── ") + paint.accent(shown) + " "
                + paint.faint("─".repeat(Math.max(0, room - 5 - Columns.of(shown)))));
    }

    /** {@code linux > checks > disks}: the last is what it is about. */
    public String crumbs(List<String> steps) {
        var line = new StringBuilder();
        for (var at = 0; at < steps.size(); at++) {
            if (at > 0) line.append(paint.faint(" > "));
            var step = Safe.line(steps.get(at));
            line.append(at == steps.size() - 1 ? paint.key(step) : paint.faint(step));
        }
        return line.toString();
    }

    public String crumbs(String... steps) {
        return crumbs(List.of(steps));
    }

    /** What a check, a command or a log said, each of its lines after a grey {@code |}. */
    public void said(String indent, String text) {
        text.lines().forEach(each -> out.println(indent + paint.faint("| ") + Safe.line(each)));
    }

    /** {@code path → value (is default)}: the note may be empty. */
    public void pair(String indent, String path, String value, String note) {
        out.println(indent
                + Columns.left(paint.key(Safe.line(path)), Math.max(40, Columns.of(path)))
                + paint.faint(" → ")
                + paint.strong(Safe.line(value))
                + (note.isEmpty() ? "" : paint.faint(" (" + note + ")")));
    }

    /** {@code ✓ OK}: a state with its mark and colour. */
    public String state(String word) {
        return Mark.of(word).with(paint, word);
    }
}
