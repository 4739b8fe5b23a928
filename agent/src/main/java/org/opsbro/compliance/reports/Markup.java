package org.opsbro.compliance.reports;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Elements of XML or HTML, in which every text is harmless: what would be markup is escaped, and what neither language may hold (control characters, halves
 * of surrogate pairs) is the replacement character. Not for sharing between threads.
 */
final class Markup {
    private final StringBuilder text;
    private final Deque<String> open = new ArrayDeque<>();

    Markup(String beginning) {
        this.text = new StringBuilder(4096).append(beginning);
    }

    /** @param attributes names and values by turns */
    Markup open(String element, String... attributes) {
        begin(element, attributes);
        text.append('>');
        open.push(element);
        return this;
    }

    Markup close() {
        text.append("</").append(open.pop()).append(">\n");
        return this;
    }

    Markup element(String element, String content, String... attributes) {
        return open(element, attributes).text(content).close();
    }

    /** One that never has content. */
    Markup empty(String element, String... attributes) {
        begin(element, attributes);
        text.append("/>\n");
        return this;
    }

    /** Markup of this program's own. */
    Markup raw(String constant) {
        text.append(constant);
        return this;
    }

    Markup text(String content) {
        escape(content, false);
        return this;
    }

    private void begin(String element, String... attributes) {
        text.append('<').append(element);
        for (var i = 0; i < attributes.length; i += 2) {
            text.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1], true);
            text.append('"');
        }
    }

    private void escape(String content, boolean attribute) {
        content.codePoints().forEach(letter -> {
            switch (letter) {
                case '&' -> text.append("&amp;");
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '"' -> text.append("&quot;");
                case '\'' -> text.append("&#39;");
                case '\n' -> text.append(attribute ? "&#10;" : "\n");
                case '\t' -> text.append(attribute ? "&#9;" : "\t");
                default -> text.appendCodePoint(isAllowed(letter) ? letter : 0xFFFD);
            }
        });
    }

    // XML 1.0 §2.2, without the C1 controls
    private static boolean isAllowed(int letter) {
        return (letter >= 0x20 && letter < 0x7F)
                || (letter >= 0xA0 && letter < 0xD800)
                || (letter >= 0xE000 && letter < 0xFFFE)
                || letter >= 0x10000;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
