package org.opsbro.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The difference of two texts as {@code diff -u} writes it: three lines around each change, {@code \ No newline at end of file} where one ends so.
 * Lines end with a line feed; a carriage return before it belongs to the line.
 */
public final class TextDiff {
    /** Texts with more characters than this are not compared. */
    public static final int MOST_CHARACTERS = 4 * 1024 * 1024;
    /** How many lines are written; what is more is counted. */
    public static final int MOST_LINES = 2000;

    private static final int LONGEST_LINE = 2000;
    private static final int CONTEXT = 3;
    private static final String NO_NEWLINE = "\n\\ No newline at end of file\n";

    private final List<String> before;
    private final List<String> after;
    private final StringBuilder out = new StringBuilder();
    private int written;

    private TextDiff(List<String> before, List<String> after) {
        this.before = before;
        this.after = after;
    }

    /**
     * What to take from {@code before} and to add to have {@code after}; empty if they are equal.
     *
     * @param beforeName written after {@code ---}; {@code /dev/null} for a file that is not there
     */
    public static String unified(String before, String after, String beforeName, String afterName) {
        if (before.equals(after)) return "";
        if (before.indexOf(0) >= 0 || after.indexOf(0) >= 0)
            return "Binary files " + beforeName + " and " + afterName + " differ\n";
        if (Math.max(before.length(), after.length()) > MOST_CHARACTERS)
            return "Files " + beforeName + " (" + before.length() + " characters) and " + afterName + " ("
                    + after.length() + " characters) differ; they are too large to compare\n";
        var diff = new TextDiff(lines(before), lines(after));
        diff.out.append("--- ").append(beforeName).append('\n');
        diff.out.append("+++ ").append(afterName).append('\n');
        diff.write();
        return diff.out.toString();
    }

    /** How many lines are taken out or put in, whichever are more, in percent of the lines before; 0 where there were none. */
    public static int changedPercent(String before, String after) {
        var old = lines(before);
        if (old.isEmpty() || before.equals(after)) return 0;
        Map<String, Integer> numbers = new HashMap<>();
        var removed = 0;
        var added = 0;
        for (var change : EditScript.of(numbered(old, numbers), numbered(lines(after), numbers), numbers.size())) {
            removed += change.aEnd() - change.a();
            added += change.bEnd() - change.b();
        }
        return (int) Math.min(1000, 100L * Math.max(removed, added) / old.size());
    }

    /** Each with its line feed, if it has one. */
    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        for (var start = 0; start < text.length(); ) {
            var end = text.indexOf('\n', start);
            var next = end < 0 ? text.length() : end + 1;
            lines.add(text.substring(start, next));
            start = next;
        }
        return lines;
    }

    private void write() {
        Map<String, Integer> numbers = new HashMap<>();
        var changes = EditScript.of(numbered(before, numbers), numbered(after, numbers), numbers.size());
        for (var index = 0; index < changes.size(); ) {
            var end = index + 1;
            while (end < changes.size()
                    && changes.get(end).a() - changes.get(end - 1).aEnd() <= 2 * CONTEXT) end++;
            hunk(changes.subList(index, end));
            index = end;
        }
        if (written > MOST_LINES)
            out.append("... ").append(written - MOST_LINES).append(" more lines of this difference are not shown\n");
    }

    private static int[] numbered(List<String> lines, Map<String, Integer> numbers) {
        return lines.stream().mapToInt(line -> number(line, numbers)).toArray();
    }

    private static int number(String line, Map<String, Integer> numbers) {
        var known = numbers.putIfAbsent(line, numbers.size());
        return known == null ? numbers.size() - 1 : known;
    }

    private void hunk(List<EditScript.Change> changes) {
        var first = changes.getFirst();
        var last = changes.getLast();
        var above = Math.min(CONTEXT, first.a());
        var below = Math.min(CONTEXT, before.size() - last.aEnd());
        line("@@ -" + range(first.a() - above, last.aEnd() + below) + " +"
                + range(first.b() - above, last.bEnd() + below) + " @@\n");
        var at = first.a() - above;
        for (var change : changes) {
            write(' ', before, at, change.a());
            write('-', before, change.a(), change.aEnd());
            write('+', after, change.b(), change.bEnd());
            at = change.aEnd();
        }
        write(' ', before, at, last.aEnd() + below);
    }

    /** POSIX diff: an empty range stands after the line it names; a range of one line is only its line. */
    private static String range(int from, int to) {
        return switch (to - from) {
            case 0 -> from + ",0";
            case 1 -> Integer.toString(to);
            default -> (from + 1) + "," + (to - from);
        };
    }

    private void write(char sign, List<String> lines, int from, int to) {
        for (var line : lines.subList(from, to)) line(sign + (line.endsWith("\n") ? line : line + NO_NEWLINE));
    }

    private void line(String line) {
        if (++written > MOST_LINES) return;
        if (line.length() <= LONGEST_LINE) out.append(line);
        else
            out.append(line, 0, LONGEST_LINE)
                    .append("... (")
                    .append(line.length())
                    .append(" characters)\n");
    }
}
