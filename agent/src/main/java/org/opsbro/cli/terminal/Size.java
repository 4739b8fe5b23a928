package org.opsbro.cli.terminal;

/** Of a window, in letters. */
public record Size(int rows, int columns) {
    /** What a terminal has at the least, or where nobody knows. */
    public static final Size USUAL = new Size(24, 80);

    /** {@code 24 80}, as stty(1) says it; the usual size where it says nothing, as on a serial line. */
    static Size read(String said) {
        var numbers = said.strip().split(" ", -1);
        if (numbers.length != 2 || !numbers[0].matches("[0-9]{1,4}") || !numbers[1].matches("[0-9]{1,4}")) return USUAL;
        var size = new Size(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
        return size.rows() == 0 || size.columns() == 0 ? USUAL : size;
    }
}
