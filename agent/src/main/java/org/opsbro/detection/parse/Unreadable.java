package org.opsbro.detection.parse;

/** Text that is not in the format it should be: where, what was found, what was wanted. */
public final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param line from 1, 0 for the whole text; column from 1, 0 for the whole line */
    Unreadable(String message, int line, int column) {
        super(place(line, column) + message, null, false, false);
    }

    private static String place(int line, int column) {
        if (line == 0) return "";
        return column == 0 ? "line " + line + ": " : "line " + line + ", column " + column + ": ";
    }
}
