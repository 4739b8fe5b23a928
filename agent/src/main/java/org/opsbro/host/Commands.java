package org.opsbro.host;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Runs programs, each in its own process group, never through a shell unless the words say so. Whoever interrupts the thread that runs one ends the
 * whole group.
 */
public interface Commands {
    Outcome run(Command command);

    /** As {@link #run(Command)}, and tells the outputs as they come, whole. After it returns nothing more is told. */
    default Outcome run(Command command, Listener listener) {
        var outcome = run(command);
        if (listener.heard(Output.STANDARD, outcome.output().getBytes(StandardCharsets.UTF_8)))
            listener.heard(Output.ERRORS, outcome.errors().getBytes(StandardCharsets.UTF_8));
        return outcome;
    }

    /** The two outputs of a program. */
    enum Output {
        STANDARD,
        ERRORS
    }

    /** Takes what a program prints. */
    @FunctionalInterface
    interface Listener {
        /**
         * Called by one thread for each output. While it does not return, the program waits as soon as it has filled its pipe; it is interrupted
         * when the time of the program is over.
         *
         * @return whether it wants to hear more of this output; without that the rest is read and dropped
         */
        boolean heard(Output output, byte[] bytes);
    }

    /**
     * What to run.
     *
     * @param words the program and its arguments
     * @param environment added to a clean one of PATH, HOME, LC_ALL=C
     * @param input given on standard input, which is /dev/null when empty; it may be a secret, so nobody writes it down or shows it
     * @param timeout after it the whole process group gets TERM, and KILL two seconds later
     * @param maxOutputBytes kept of each of the two outputs; the rest is read and dropped
     */
    record Command(
            List<String> words, Map<String, String> environment, String input, Duration timeout, int maxOutputBytes) {
        public Command {
            words = List.copyOf(words);
            environment = Map.copyOf(environment);
            if (words.isEmpty()) throw new IllegalArgumentException("a command needs at least the name of a program");
        }

        public static Command of(String... words) {
            return new Command(List.of(words), Map.of(), "", Duration.ofSeconds(10), 1024 * 1024);
        }

        /** Through {@code /bin/sh -c}, for pack authors who ask for it. */
        public static Command shell(String line) {
            return of("/bin/sh", "-c", line);
        }

        /** Without the input. */
        @Override
        public String toString() {
            return "Command" + words + (input.isEmpty() ? "" : " with " + input.length() + " letters of input");
        }

        public Command within(Duration limit) {
            return new Command(words, environment, input, limit, maxOutputBytes);
        }

        public Command keeping(int bytes) {
            return new Command(words, environment, input, timeout, bytes);
        }
    }

    /** How it ended. */
    sealed interface Outcome {
        String output();

        String errors();

        /** It ended by itself. */
        record Exited(int code, String output, String errors, boolean truncated, Duration took) implements Outcome {}

        /** A signal ended it. */
        record Signalled(int signal, String output, String errors, Duration took) implements Outcome {}

        /** The time was over and its process group was killed. */
        record TimedOut(Duration limit, String output, String errors) implements Outcome {}

        /** The thread that ran it was interrupted, and its process group was killed. */
        record Stopped(String output, String errors) implements Outcome {}

        /** It did not start: no such program, no permission. */
        record NotStarted(String reason) implements Outcome {
            @Override
            public String output() {
                return "";
            }

            @Override
            public String errors() {
                return "";
            }
        }
    }
}
