package org.opsbro.cli;

/** Starts the agent in this process and stays until it stops. */
@FunctionalInterface
public interface Starter {
    /** Returns the {@link ExitCode}. */
    int start(StartOptions options, Streams streams);
}
