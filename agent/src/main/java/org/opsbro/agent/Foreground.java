package org.opsbro.agent;

import java.io.PrintStream;

/** An agent in this process, which tells what it does and stays until it is told to stop: by {@code agent stop}, TERM or INT. */
public final class Foreground {
    private Foreground() {}

    /**
     * Runs it.
     *
     * @param oneShot whether it stops as soon as each turn was taken once
     * @throws StartException with what to mend
     */
    public static void run(Options options, boolean oneShot, PrintStream said) {
        var start = System.nanoTime();
        try (var agent = Agent.start(options)) {
            said.printf(
                    "opsbro: the agent runs (pid %d), ready after %.2f s%n",
                    ProcessHandle.current().pid(), (System.nanoTime() - start) / 1e9);
            said.println(agent.summary());
            said.flush();
            if (oneShot) {
                agent.awaitOwed();
                return;
            }
            Runtime.getRuntime().addShutdownHook(new Thread(agent::close, "stop"));
            System.gc(); // what the start needed goes back to the system now, not in an hour
            agent.awaitStop();
            said.println("opsbro: the agent stops");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        said.flush();
    }
}
