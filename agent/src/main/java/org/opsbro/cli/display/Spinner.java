package org.opsbro.cli.display;

/** One line that turns while a command waits; silent where nobody looks. Not for sharing between threads. */
public final class Spinner implements AutoCloseable {
    private static final String TURNS = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
    private final Screen screen;
    private int turn;

    public Spinner(Screen screen) {
        this.screen = screen;
    }

    /** Draws the next turn before a text. */
    public void turn(String text) {
        if (!screen.live()) return;
        var sign = String.valueOf(TURNS.charAt(turn++ % TURNS.length()));
        screen.out().print("\r" + screen.paint().key(sign) + " " + Columns.fit(text, screen.width() - 3) + "\u001b[K");
        screen.out().flush();
    }

    /** Takes the line away. */
    @Override
    public void close() {
        if (!screen.live() || turn == 0) return;
        screen.out().print("\r\u001b[K");
        screen.out().flush();
    }
}
