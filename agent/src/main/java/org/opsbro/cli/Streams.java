package org.opsbro.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Where a command writes: its answer to {@code out}, what went wrong to {@code error}; and where it reads what was piped into it. */
public record Streams(InputStream in, PrintStream out, PrintStream error) {
    /** Nothing is piped in. */
    public Streams(PrintStream out, PrintStream error) {
        this(InputStream.nullInputStream(), out, error);
    }

    /** Those of this process, in UTF-8 whatever the locale says: the marks and frames need it. */
    public static Streams ofProcess() {
        return new Streams(System.in, utf8(FileDescriptor.out), utf8(FileDescriptor.err));
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
