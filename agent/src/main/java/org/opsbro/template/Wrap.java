package org.opsbro.template;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Limits;
import org.opsbro.model.Value;

/** Breaks lines between words, as Python's textwrap: hyphens may end a line, what is longer than a line is cut. */
final class Wrap {
    private static final String SPACE = "[\\t\\n\\x0b\\x0c\\r ]";
    private static final String NO_SPACE = "[^\\t\\n\\x0b\\x0c\\r ]";
    private static final String LETTER = "[\\p{L}\\p{Nl}_\\p{Mn}\\p{Mc}&&[^0-9]]";
    private static final String IN_WORD = "[\\w!\"'&.,?]";

    /** Spaces; dashes between words; a word, up to a hyphen in it, its end or a dash. */
    private static final Pattern CHUNK = Pattern.compile(
            SPACE + "+|(?<=" + IN_WORD + ")-{2,}(?=\\w)|" + NO_SPACE + "+?(?:-(?:(?<=" + LETTER + "{2}-)|(?<=" + LETTER
                    + "-" + LETTER + "-))(?=" + LETTER + "-?" + LETTER + ")|(?=" + SPACE + "|\\z)|(?<=" + IN_WORD
                    + ")(?=-{2,}\\w))",
            Pattern.UNICODE_CHARACTER_CLASS);

    private static final Pattern SIMPLE = Pattern.compile(SPACE + "+|" + NO_SPACE + "+");

    private final int width;
    private final boolean breakWords;
    private final List<String> lines = new ArrayList<>();

    private Wrap(int width, boolean breakWords) {
        this.width = width;
        this.breakWords = breakWords;
    }

    static Value of(String text, long width, boolean breakWords, String between, boolean atHyphens) {
        if (width < 1) throw new EvaluationException("want a width of 1 or more, found " + width);
        List<String> paragraphs = new ArrayList<>();
        for (var line : Texts.lines(text)) {
            var wrap = new Wrap((int) Math.min(width, Limits.TEXT), breakWords);
            var chunks = (atHyphens ? CHUNK : SIMPLE).matcher(line).results().map(each -> each.group());
            wrap.fill(new ArrayList<>(chunks.toList()).reversed());
            paragraphs.add(String.join(between, wrap.lines));
        }
        return Limits.text(String.join(between, paragraphs));
    }

    /** @param left the pieces that are not in a line yet, the next one last */
    private void fill(List<String> left) {
        while (!left.isEmpty()) {
            List<String> line = new ArrayList<>();
            var length = 0;
            if (isBlank(left.getLast()) && !lines.isEmpty()) left.removeLast();
            while (!left.isEmpty() && length + size(left.getLast()) <= width) {
                length += size(left.getLast());
                line.add(left.removeLast());
            }
            if (!left.isEmpty() && size(left.getLast()) > width) longWord(left, line, length);
            if (!line.isEmpty() && isBlank(line.getLast())) line.removeLast();
            if (!line.isEmpty()) lines.add(String.join("", line));
        }
    }

    private void longWord(List<String> left, List<String> line, int length) {
        if (breakWords) {
            var word = left.removeLast();
            var cut = word.offsetByCodePoints(0, Math.max(1, width - length));
            line.add(word.substring(0, cut));
            left.add(word.substring(cut));
        } else if (line.isEmpty()) {
            line.add(left.removeLast());
        }
    }

    private static boolean isBlank(String chunk) {
        return chunk.isBlank();
    }

    private static int size(String chunk) {
        return chunk.codePointCount(0, chunk.length());
    }
}
