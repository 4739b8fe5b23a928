package org.opsbro.cli.display;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A block of a report: {@code ┌─────── monitoring}, then its lines, each with a label of equal width. */
public final class Frame {
    private static final int LABEL_WIDTH = 20;
    private final String title;
    private final List<Consumer<Screen>> lines = new ArrayList<>();
    private final Paint paint;

    public Frame(String title, Paint paint) {
        this.title = title;
        this.paint = paint;
    }

    /** A label and its value, which may be painted. */
    public Frame with(String label, String value) {
        var beginning = " " + Columns.left(label + ":", LABEL_WIDTH);
        lines.add(screen -> screen.text(beginning, LABEL_WIDTH + 1, value));
        return this;
    }

    /** A step below the line before it: where to look further. */
    public Frame more(String command) {
        var line = "   " + Columns.left(paint.faint("└ More →"), LABEL_WIDTH - 2) + paint.faint(command);
        lines.add(screen -> screen.line(line));
        return this;
    }

    public Frame said(String text) {
        lines.add(screen -> screen.said("   ", text));
        return this;
    }

    public void draw(Screen screen) {
        screen.line(paint.faint("┌───────────────────") + " " + paint.accent(title));
        lines.forEach(each -> each.accept(screen));
    }
}
