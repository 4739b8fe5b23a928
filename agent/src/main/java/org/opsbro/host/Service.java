package org.opsbro.host;

import java.util.List;

/**
 * A service as its manager has it now.
 *
 * @param name its own name, such as {@code ssh.service} where it was asked for by another of its names
 * @param told how the manager calls what it does, for people: {@code active (running)}
 * @param levels where it is enabled: run levels of OpenRC and System V; empty for systemd
 */
public record Service(String name, Activity activity, String told, Boot boot, List<String> levels) {
    public Service {
        levels = List.copyOf(levels);
    }

    /** What it does now. */
    public enum Activity {
        /** It works, is on its way to, or has done what it is for. */
        RUNNING,
        STOPPED,
        /** It ended by itself and is not coming back. */
        CRASHED,
        /** It ended by itself, and the manager will start it again. */
        RETRYING,
        /** Nobody knows; {@code told} says why. */
        UNKNOWN
    }

    /** What becomes of it when the machine starts. */
    public enum Boot {
        ENABLED,
        DISABLED,
        /** Nobody may start it. */
        MASKED,
        /** Others start it when they need it; it can be neither enabled nor disabled. */
        STATIC
    }
}
