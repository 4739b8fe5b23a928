package org.opsbro.cli;

/** A command ends here: its message is one line for the person, saying what, why and what to do; no stack is shown. */
public final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int exitCode;

    public CommandFailed(int exitCode, String message) {
        super(message, null, false, false);
        this.exitCode = exitCode;
    }

    public static CommandFailed usage(String message) {
        return new CommandFailed(ExitCode.USAGE, message);
    }

    public int exitCode() {
        return exitCode;
    }
}
