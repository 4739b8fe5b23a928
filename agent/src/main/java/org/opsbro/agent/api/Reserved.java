package org.opsbro.agent.api;

import java.util.Optional;
import java.util.stream.Stream;
import org.opsbro.kv.Command;
import org.opsbro.kv.Command.Write;

/** Keys that the agents write themselves, so that nobody destroys by mistake what all of them live on. Everybody may read them. */
public final class Reserved {
    /** How they begin. */
    public static final String PREFIX = "opsbro/";

    private Reserved() {}

    /**
     * Why a command is not for the store; empty if it is.
     *
     * @param own whether an agent wants it: it writes reserved keys and no others
     */
    static Optional<String> refused(Command command, boolean own) {
        return writes(command)
                .filter(write -> own ? !isInside(write) : touches(write))
                .map(write -> own
                        ? "an agent writes below " + PREFIX + " only, found " + text(write)
                        : "the keys below " + PREFIX + " are the agents' own: " + text(write)
                                + " would change them (opsbro packs publish, promote and delete do)")
                .findFirst();
    }

    private static Stream<Write> writes(Command command) {
        return switch (command) {
            case Write write -> Stream.of(write);
            case Command.Transaction all -> Stream.concat(all.then().stream(), all.otherwise().stream());
            case Command.SessionCreate none -> Stream.empty();
            case Command.SessionRenew none -> Stream.empty();
            case Command.SessionDestroy none -> Stream.empty();
            case Command.Expire none -> Stream.empty();
            case Command.Restore none -> Stream.empty();
            case Command.Limit none -> Stream.empty();
        };
    }

    private static String text(Write write) {
        return switch (write) {
            case Command.Put put -> put.key();
            case Command.Delete delete -> delete.key();
            case Command.DeletePrefix delete -> delete.prefix() + "*";
            case Command.Acquire acquire -> acquire.key();
            case Command.Release release -> release.key();
        };
    }

    private static boolean isInside(Write write) {
        return text(write).startsWith(PREFIX);
    }

    private static boolean touches(Write write) {
        return isInside(write) || (write instanceof Command.DeletePrefix all && PREFIX.startsWith(all.prefix()));
    }
}
