package org.opsbro.cli;

/** What a command tells the shell that ran it. */
public final class ExitCode {
    public static final int OK = 0;
    /** It was tried and did not work. */
    public static final int FAILED = 1;
    /** The words make no command, or what a wait-* command waited for did not come. */
    public static final int NOT_REACHED = 2;

    public static final int USAGE = 2;
    /** No agent answers. */
    public static final int UNREACHABLE = 3;
    /** There is no such thing. */
    public static final int NOT_FOUND = 5;

    private ExitCode() {}
}
