package org.opsbro.cli.display;

/** Text from outside, made harmless: it moves no cursor, rings no bell and breaks no line. */
public final class Safe {
    private Safe() {}

    /** One line: control characters become a visible {@code ·}, a tab one blank; colour codes are taken out. */
    public static String line(String text) {
        var clean = true;
        for (var at = 0; at < text.length() && clean; at++) clean = !isControl(text.charAt(at));
        if (clean) return text;
        var safe = new StringBuilder();
        for (var letter : withoutColours(text).toCharArray())
            safe.append(letter == '\t' ? ' ' : isControl(letter) ? '·' : letter);
        return safe.toString();
    }

    private static String withoutColours(String text) {
        return text.replaceAll("\u001b\\[[0-9;]*m", "");
    }

    // C0, DEL and C1: a terminal may take any of them as an order
    private static boolean isControl(char letter) {
        return letter < 32 || (letter >= 127 && letter < 160);
    }
}
