package org.opsbro.compliance;

import org.opsbro.host.Commands.Command;
import org.opsbro.host.Commands.Outcome;
import org.opsbro.host.HostException;

/** What a program that changed something came to. */
public final class Exits {
    private static final int MOST_SHOWN = 500;

    private Exits() {}

    /** @throws HostException if it did not exit with 0 */
    static void check(Command command, Outcome outcome) {
        if (!succeeded(outcome)) throw new HostException(told(command, outcome));
    }

    public static boolean succeeded(Outcome outcome) {
        return outcome instanceof Outcome.Exited exited && exited.code() == 0;
    }

    public static String told(Command command, Outcome outcome) {
        var typed = Change.typed(command);
        return switch (outcome) {
            case Outcome.Exited exited -> typed + ": exit code " + exited.code() + said(exited);
            case Outcome.Signalled ended -> typed + ": ended by signal " + ended.signal() + said(ended);
            case Outcome.TimedOut late ->
                typed + ": not done after " + late.limit().toSeconds() + " s" + said(late);
            case Outcome.Stopped stopped -> typed + ": the agent stopped it";
            case Outcome.NotStarted not -> typed + ": " + not.reason();
        };
    }

    private static String said(Outcome outcome) {
        var text = (outcome.errors().isBlank() ? outcome.output() : outcome.errors()).strip();
        if (text.isEmpty()) return "";
        return ": " + (text.length() > MOST_SHOWN ? text.substring(text.length() - MOST_SHOWN) : text);
    }
}
