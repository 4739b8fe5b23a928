package org.opsbro.metrology;

/** Names of series: parts with dots between, as Graphite has them. */
public final class SeriesName {
    private static final String SPECIAL = ".;,(){}[]*?\"'\\`";

    private SeriesName() {}

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
