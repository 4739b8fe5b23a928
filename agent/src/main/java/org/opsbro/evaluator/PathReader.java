package org.opsbro.evaluator;

import java.util.ArrayList;
import java.util.List;
import org.opsbro.evaluator.ReferencePath.Kind;
import org.opsbro.evaluator.ReferencePath.Part;
import org.opsbro.model.Nearest;

/** Reads the path of one reference, from behind its {@code {{} up to its {@code |} or {@code }}}. */
final class PathReader {
    private static final int MAX_PARTS = 32;

    private final String text;
    private int at;

    PathReader(String text, int at) {
        this.text = text;
        this.at = at;
    }

    /** The first character after the path. */
    int end() {
        return at;
    }

    ReferencePath read() {
        skipSpaces();
        var start = at;
        List<Part> parts = new ArrayList<>();
        parts.add(name(start));
        while (at < text.length() && !ends()) {
            if (parts.size() == MAX_PARTS) throw wrong("a path has at most " + MAX_PARTS + " parts", at);
            if (text.charAt(at) == '[') {
                parts.add(quoted());
            } else {
                at++;
                parts.add(name(at));
            }
        }
        if (at == text.length()) throw wrong("the reference has no end: want }}", start);
        return new ReferencePath(root(parts.getFirst(), start), withRest(parts, start));
    }

    private String root(Part first, int start) {
        var root = first.name().equals("collectors") ? "collector" : first.name();
        if (Scope.ROOTS.contains(root)) return root;
        throw wrong(
                "a reference starts with " + String.join(", ", Scope.ROOTS) + ", not with \"" + root + "\""
                        + Nearest.hint(root, Scope.ROOTS),
                start);
    }

    private List<Part> withRest(List<Part> parts, int start) {
        if (parts.size() == 1)
            throw wrong("want a path such as " + parts.getFirst().name() + ".name", start);
        return parts.subList(1, parts.size());
    }

    /** Letters, digits and whatever a mount point, a device or a key of /proc may hold, up to the next dot. */
    private Part name(int start) {
        while (at < text.length() && !ends() && text.charAt(at) != '.' && !quoteStarts()) {
            if (text.charAt(at) == '\n') throw wrong("a reference ends on its line: want }}", at);
            at++;
        }
        var name = text.substring(start, at);
        if (at >= text.length() || ends()) name = name.stripTrailing();
        if (name.isEmpty()) throw wrong("want a name in the path of the reference", Math.min(at, text.length()));
        return new Part(name, name.equals("*") ? Kind.EVERY : Kind.PLAIN);
    }

    private Part quoted() {
        var start = at;
        var quote = text.charAt(at + 1);
        var close = text.indexOf(quote, at + 2);
        if (close < 0 || !text.startsWith("]", close + 1))
            throw wrong("this quoted part has no end: want " + quote + "]", start);
        at = close + 2;
        if (at < text.length() && !ends() && text.charAt(at) != '.' && !quoteStarts() && text.charAt(at) != ' ')
            throw wrong("want a dot, [ or }} behind a quoted part", at);
        var name = text.substring(start + 2, close);
        skipSpaces();
        return new Part(name, Kind.QUOTED);
    }

    private boolean quoteStarts() {
        return text.startsWith("['", at) || text.startsWith("[\"", at);
    }

    private boolean ends() {
        return text.charAt(at) == '|' || text.startsWith("}}", at);
    }

    private void skipSpaces() {
        while (at < text.length() && text.charAt(at) == ' ') at++;
    }

    private BadExpression wrong(String reason, int offset) {
        return new BadExpression(reason, text, offset);
    }
}
