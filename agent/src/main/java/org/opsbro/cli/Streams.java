package org.opsbro.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Where a command writes: its answer to {@code out}, what went wrong to {@code error}. */
public record Streams(PrintStream out, PrintStream error) {
    /** Those of this process, in UTF-8 whatever the locale says: the marks and frames need it. */
    public static Streams ofProcess() {
        return new Streams(utf8(FileDescriptor.out), utf8(FileDescriptor.err));
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(
                new java.io.BufferedOutputStream(new FileOutputStream(descriptor), 8192),
                false,
                StandardCharsets.UTF_8);
    }

    void flush() {
        out.flush();
        error.flush();
    }
}
