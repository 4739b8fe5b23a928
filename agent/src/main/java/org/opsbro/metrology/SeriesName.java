package org.opsbro.metrology;

/** Names of series: parts with dots between, as Graphite has them. */
public final class SeriesName {
    private static final String SPECIAL = ".;,(){}[]*?\"'\\`";

    private SeriesName() {}

    /** A text as the value of a tag: it may have dots, and is not empty. */
    public static String tag(String text) {
        var parts = new StringBuilder();
        for (var part : text.split("\\.", -1))
            parts.append(parts.isEmpty() ? "" : ".").append(part.isEmpty() ? "" : part(part));
        if (parts.isEmpty()) return "_";
        // a value that begins so means something else to Graphite
        if (parts.charAt(0) == '~') parts.setCharAt(0, '_');
        return parts.toString();
    }

    /** A text as one part of a name: letters that mean something in names or in questions about them become {@code _}. */
    public static String part(String text) {
        StringBuilder changed = null;
        for (var i = 0; i < text.length(); i++) {
            var letter = text.charAt(i);
            if (letter > ' ' && letter != 0x7f && SPECIAL.indexOf(letter) < 0) continue;
            if (changed == null) changed = new StringBuilder(text);
            changed.setCharAt(i, '_');
        }
        if (text.isEmpty()) return "_";
        return changed == null ? text : changed.toString();
    }
}
