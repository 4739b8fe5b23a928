package org.opsbro.model;

/** A place in a file: line and column from 1; both 0 mean the whole file. */
public record Source(String file, int line, int column) {
    public static Source of(String file) {
        return new Source(file, 0, 0);
    }

    /** {@code file:line:column}, as compilers print and editors jump to. */
    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line + ":" + column;
    }
}
