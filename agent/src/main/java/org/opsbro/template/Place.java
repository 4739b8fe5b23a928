package org.opsbro.template;

import org.opsbro.model.Source;

/**
 * A character of a text.
 *
 * @param line from 1
 * @param column from 1
 */
record Place(int line, int column) {
    static Place of(String text, int offset) {
        var at = Math.clamp(offset, 0, text.length());
        var line = 1;
        for (var i = 0; i < at; i++) if (text.charAt(i) == '\n') line++;
        return new Place(line, at == 0 ? 1 : at - text.lastIndexOf('\n', at - 1));
    }

    Source in(String template) {
        return new Source(template, line, column);
    }

    @Override
    public String toString() {
        return line + ":" + column;
    }
}
