package org.opsbro.cli.display;

/** Colours, by what they are for; without colour every method returns its text as it is. */
public record Paint(boolean coloured) {
    public static final Paint NONE = new Paint(false);

    public String ok(String text) {
        return sgr("32", text);
    }

    public String warning(String text) {
        return sgr("33", text);
    }

    public String bad(String text) {
        return sgr("31", text);
    }

    /** Values a person looks for: names, addresses, results. */
    public String strong(String text) {
        return sgr("1", text);
    }

    /** Names of things and links to follow. */
    public String accent(String text) {
        return sgr("35", text);
    }

    /** Commands to type, groups, keys. */
    public String key(String text) {
        return sgr("36", text);
    }

    /** What stands beside: frames, hints, outputs' margins. */
    public String faint(String text) {
        return sgr("90", text);
    }

    /** One of the 256 colours of a terminal. */
    public String colour(int number, String text) {
        return sgr("38;5;" + number, text);
    }

    private String sgr(String code, String text) {
        return coloured && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
