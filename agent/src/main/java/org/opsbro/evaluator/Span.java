package org.opsbro.evaluator;

/** A part of an expression: its characters from start, up to before end. */
record Span(int start, int end) {
    String of(String text) {
        return text.substring(start, Math.min(end, text.length()));
    }

    /**
     * A reason with the line of the text it is about and a caret below: what compilers print.
     *
     * @param offset of the character at fault
     */
    static String shown(String reason, String text, int offset) {
        var at = Math.clamp(offset, 0, text.length());
        var lineStart = at == 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
        var newline = text.indexOf('\n', at);
        var lineEnd = newline < 0 ? text.length() : newline;
        var from = Math.max(lineStart, at - 60);
        var to = Math.min(lineEnd, at + 60);
        var shown = text.substring(from, to).replace('\t', ' ').replace('\r', ' ');
        return reason + "\n  " + shown + "\n  " + " ".repeat(at - from) + "^";
    }
}
