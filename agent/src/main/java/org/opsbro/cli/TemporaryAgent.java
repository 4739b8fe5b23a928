package org.opsbro.cli;

import java.nio.file.Path;

/** Starts an agent inside this process for one command, where none runs. */
@FunctionalInterface
public interface TemporaryAgent {
    /**
     * Returns when it has collected and judged once.
     *
     * @throws CommandFailed with the reason why it could not start
     */
    Running start();

    /** The agent while it runs; closing stops it. */
    interface Running extends AutoCloseable {
        Path socket();

        @Override
        void close();
    }
}
