package org.opsbro.cli.display;

import java.util.ArrayList;
import java.util.List;

/** A block of a report: {@code ┌─────── monitoring}, then its lines, each with a label of equal width. */
public final class Frame {
    private static final int LABEL_WIDTH = 20;
    private final String title;
    private final List<String> lines = new ArrayList<>();
    private final Paint paint;

    public Frame(String title, Paint paint) {
        this.title = title;
        this.paint = paint;
    }

    /** A label and its value, which may be painted. */
    public Frame with(String label, String value) {
        lines.add(" " + Columns.left(label + ":", LABEL_WIDTH) + value);
        return this;
    }

    /** A step below the line before it: where to look further. */
    public Frame more(String command) {
        lines.add("   " + Columns.left(paint.faint("└ More →"), LABEL_WIDTH - 2) + paint.faint(command));
        return this;
    }

    public Frame said(String text) {
        text.lines().forEach(each -> lines.add("   " + paint.faint("| ") + Safe.line(each)));
        return this;
    }

    public void draw(Screen screen) {
        screen.line(paint.faint("┌───────────────────") + " " + paint.accent(title));
        lines.forEach(screen::line);
    }
}
