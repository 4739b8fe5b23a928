package org.opsbro.automation.generators;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** Puts a block between two marks of a file. All bytes outside of the block stay as they are, whatever their character set and line ends. */
public final class Splice {
    private Splice() {}

    /**
     * The lines around the block, which stay in the file.
     *
     * @param start the text of a line, without the white space around it
     */
    public record Marks(String start, String end) {}

    /** What to do where the marks are not in the file. */
    public enum Missing {
        /** Refuse. */
        FAIL,
        /** Add the block with its marks at the end. */
        APPEND,
        /** As APPEND, and make the file if there is none. */
        CREATE,
        /** Add the block with its marks at the beginning. */
        PREPEND;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The file as it shall be, or why it cannot be. */
    public sealed interface Spliced {
        record Whole(byte[] content) implements Spliced {}

        record Refused(String why) implements Spliced {}
    }

    /** @param file as it is; empty if there is none */
    public static Spliced into(Optional<byte[]> file, String block, Marks marks, Missing missing) {
        var start = bytesAsText(marks.start());
        var end = bytesAsText(marks.end());
        var body = bytesAsText(block.isEmpty() || block.endsWith("\n") ? block : block + "\n");
        if (body.lines().anyMatch(line -> isMark(line, start) || isMark(line, end)))
            return new Spliced.Refused(
                    "the rendered block has one of its own marks as a line: the next run would not find its end");
        if (file.isEmpty()) return alone(start, end, body, missing);
        // one letter a byte: what is not ours is carried through, whatever it means
        var lines = lines(new String(file.get(), StandardCharsets.ISO_8859_1));
        var starts = places(lines, start);
        var ends = places(lines, end);
        if (starts.isEmpty() && ends.isEmpty()) return added(lines, start, end, body, marks, missing);
        if (starts.size() != 1 || ends.size() != 1)
            return new Spliced.Refused("found " + times(starts.size(), marks.start()) + " and "
                    + times(ends.size(), marks.end()) + ", want one of each: mend the file by hand");
        if (ends.getFirst() < starts.getFirst())
            return new Spliced.Refused("the line \"" + marks.end() + "\" stands above the line \"" + marks.start()
                    + "\": mend the file by hand");
        return between(lines, starts.getFirst(), ends.getFirst(), body);
    }

    private static Spliced alone(String start, String end, String body, Missing missing) {
        return missing == Missing.CREATE
                ? whole(start + "\n" + body + end + "\n")
                : new Spliced.Refused("there is no such file; if_partial_missing: create makes it");
    }

    private static Spliced between(List<String> lines, int start, int end, String body) {
        var text = new StringBuilder();
        lines.subList(0, start + 1).forEach(text::append);
        text.append(lines.get(start).endsWith("\r\n") ? body.replace("\n", "\r\n") : body);
        lines.subList(end, lines.size()).forEach(text::append);
        return whole(text.toString());
    }

    private static Spliced added(
            List<String> lines, String start, String end, String body, Marks marks, Missing missing) {
        if (missing == Missing.FAIL)
            return new Spliced.Refused("the file has no lines \"" + marks.start() + "\" and \"" + marks.end()
                    + "\": add them, or set if_partial_missing to append, create or prepend");
        var text = String.join("", lines);
        var newline = !lines.isEmpty() && lines.getFirst().endsWith("\r\n") ? "\r\n" : "\n";
        var block = (start + "\n" + body + end + "\n").replace("\n", newline);
        if (missing == Missing.PREPEND) return whole(block + text);
        return whole(text.isEmpty() || text.endsWith("\n") ? text + block : text + newline + block);
    }

    /** What is between the marks now; empty if that cannot be told. */
    static Optional<String> managed(byte[] file, Marks marks) {
        var lines = lines(new String(file, StandardCharsets.ISO_8859_1));
        var starts = places(lines, bytesAsText(marks.start()));
        var ends = places(lines, bytesAsText(marks.end()));
        if (starts.size() != 1 || ends.size() != 1 || ends.getFirst() < starts.getFirst()) return Optional.empty();
        var between = String.join("", lines.subList(starts.getFirst() + 1, ends.getFirst()));
        return Optional.of(new String(between.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }

    private static String times(int count, String mark) {
        return count == 0 ? "no line \"" + mark + "\"" : count + " lines \"" + mark + "\"";
    }

    private static List<Integer> places(List<String> lines, String mark) {
        return IntStream.range(0, lines.size())
                .filter(at -> isMark(lines.get(at), mark))
                .boxed()
                .toList();
    }

    private static boolean isMark(String line, String mark) {
        return line.length() >= mark.length() && line.strip().equals(mark.strip());
    }

    private static List<String> lines(String text) {
        var lines = new ArrayList<String>();
        for (var from = 0; from < text.length(); ) {
            var end = text.indexOf('\n', from);
            var next = end < 0 ? text.length() : end + 1;
            lines.add(text.substring(from, next));
            from = next;
        }
        return lines;
    }

    private static String bytesAsText(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static Spliced whole(String text) {
        return new Spliced.Whole(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
