package org.opsbro.model;

/**
 * Something wrong in what a person wrote, told so that they can mend it.
 *
 * @param source where
 * @param path the key at fault, such as {@code check.critical_if}; empty for the whole file
 * @param message what was found, what was wanted and what to do
 * @param severity an {@code ERROR} disables the object, a {@code WARNING} does not
 */
public record Problem(Source source, String path, String message, Severity severity) {
    public enum Severity {
        ERROR,
        WARNING
    }

    public static Problem error(Source source, String path, String message) {
        return new Problem(source, path, message, Severity.ERROR);
    }

    public static Problem warning(Source source, String path, String message) {
        return new Problem(source, path, message, Severity.WARNING);
    }

    @Override
    public String toString() {
        return source + ": " + (path.isEmpty() ? "" : path + ": ") + message;
    }

    /** Keys: file, line, column, path, message, severity. */
    public Value.Fields toValue() {
        return Value.object()
                .with("file", source.file())
                .with("line", source.line())
                .with("column", source.column())
                .with("path", path)
                .with("message", message)
                .with("severity", severity == Severity.ERROR ? "error" : "warning")
                .end();
    }
}
