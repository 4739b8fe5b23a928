package org.opsbro.cli.terminal;

import java.util.function.IntSupplier;

/** A key that was pressed: a letter, or one of those that have names. */
public record Key(Name name, char letter) {
    /** Those that are no letters. */
    public enum Name {
        LETTER,
        UP,
        DOWN,
        LEFT,
        RIGHT,
        PAGE_UP,
        PAGE_DOWN,
        HOME,
        END,
        ESCAPE,
        INTERRUPT,
        SUSPEND,
        OTHER
    }

    private static final int ESCAPE = 27;
    private static final int CTRL_C = 3;
    private static final int CTRL_Z = 26;

    public boolean is(char wanted) {
        return name == Name.LETTER && letter == wanted;
    }

    /**
     * The key that begins with a byte, as terminals send them (ECMA-48 §5.4, and the keys of xterm).
     *
     * @param next the byte that follows at once; negative if none does
     */
    static Key read(int first, IntSupplier next) {
        return switch (first) {
            case CTRL_C -> new Key(Name.INTERRUPT, ' ');
            case CTRL_Z -> new Key(Name.SUSPEND, ' ');
            case ESCAPE -> new Key(escaped(next), ' ');
            default -> first >= ' ' && first < 127 ? new Key(Name.LETTER, (char) first) : new Key(Name.OTHER, ' ');
        };
    }

    /** {@code ESC [ A}, {@code ESC O A}, {@code ESC [ 5 ~}, {@code ESC [ 1 ; 5 A}: what stands between counts as far as it is the number of a key. */
    private static Name escaped(IntSupplier next) {
        var bracket = next.getAsInt();
        if (bracket < 0) return Name.ESCAPE;
        if (bracket != '[' && bracket != 'O') return Name.OTHER;
        var number = 0;
        for (var each = next.getAsInt(); each >= 0; each = next.getAsInt()) {
            if (each >= '0' && each <= '9' && number < 100) number = 10 * number + each - '0';
            if (each >= '@' && each <= '~') return named(each, number);
        }
        return Name.OTHER;
    }

    private static Name named(int last, int number) {
        return switch (last) {
            case 'A' -> Name.UP;
            case 'B' -> Name.DOWN;
            case 'C' -> Name.RIGHT;
            case 'D' -> Name.LEFT;
            case 'H' -> Name.HOME;
            case 'F' -> Name.END;
            case '~' -> numbered(number);
            default -> Name.OTHER;
        };
    }

    private static Name numbered(int number) {
        return switch (number) {
            case 1, 7 -> Name.HOME;
            case 4, 8 -> Name.END;
            case 5 -> Name.PAGE_UP;
            case 6 -> Name.PAGE_DOWN;
            default -> Name.OTHER;
        };
    }
}
