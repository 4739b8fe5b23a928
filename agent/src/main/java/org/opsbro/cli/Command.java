package org.opsbro.cli;

import java.util.List;

/** One command of the tool: {@code opsbro collectors show}. Its words and its summary stand in the table of contents. */
public interface Command {
    /** Says what may follow the words of the command; nothing unless it is said. */
    default void declare(Arguments arguments) {}

    /** Whole command lines without {@code opsbro}, one at least: the first is what most people want. */
    List<String> examples();

    /** Whether a short-lived agent is started for it where none runs. */
    default boolean runsWithTemporaryAgent() {
        return false;
    }

    /**
     * Does it, and returns the {@link ExitCode}.
     *
     * @throws CommandFailed with a line for the person
     */
    int run(Session session);
}
