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
    private static final int NARROWEST_PATH = 40;
    private static final int WIDEST_PATH = 60;
    private static final int ENDLESS = 100_000;

    /** Columns that a line of text may take: in a pipe it is one line however long, so that grep finds the whole of it. */
    public int room() {
        return live ? width : ENDLESS;
    }

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

    /** A text behind its beginning; lines that follow because the width is too small are set in by so many blanks. */
    public void text(String beginning, int indent, String text) {
        var first = true;
        for (var part : Columns.wrap(text, room() - Math.max(Columns.of(beginning), indent))) {
            line((first ? beginning : " ".repeat(indent)) + part);
            first = false;
        }
    }

    /** What a check, a command or a log said, each of its lines after a grey {@code |}. */
    public void said(String indent, String text) {
        var margin = indent + paint.faint("| ");
        text.lines()
                .flatMap(each -> Columns.wrap(Safe.line(each), room() - Columns.of(margin)).stream())
                .forEach(each -> line(margin + each));
    }

    /** @param note what stands behind the value in brackets; may be empty */
    public record Pair(String path, String value, String note) {}

    /** {@code path → value (is default)}, one below the other. */
    public void pairs(String indent, List<Pair> pairs) {
        var widest =
                pairs.stream().mapToInt(each -> Columns.of(each.path())).max().orElse(0);
        var room = Math.clamp(widest, NARROWEST_PATH, WIDEST_PATH);
        for (var each : pairs) {
            var path = Safe.line(each.path());
            line(indent
                    + Columns.left(paint.key(path), Math.max(room, Columns.of(path)))
                    + paint.faint(" → ")
                    + (each.value().isEmpty() ? paint.faint("\"\"") : paint.strong(Safe.line(each.value())))
                    + (each.note().isEmpty() ? "" : paint.faint(" (" + each.note() + ")")));
        }
    }

    /** {@code ✓ OK}: a state with its mark and colour. */
    public String state(String word) {
        return Mark.of(word).with(paint, word);
    }
}
