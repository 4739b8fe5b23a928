package org.opsbro.host;

import java.util.List;

/**
 * One package as the database of the package manager has it.
 *
 * @param architecture as the manager writes it, such as {@code amd64}; empty where it does not
 * @param foreign whether it is for another architecture than this machine's own
 * @param held whether somebody told the manager to leave its version alone
 * @param vital whether this machine, or this agent, does not work without it
 * @param provides what it stands for besides its name: {@code mail-transport-agent}, or with a version {@code awk=1.3}
 */
public record InstalledPackage(
        String name,
        String architecture,
        String version,
        State state,
        boolean foreign,
        boolean held,
        boolean vital,
        List<String> provides) {
    public InstalledPackage {
        provides = List.copyOf(provides);
    }

    /** An ordinary one that is installed. */
    public static InstalledPackage of(String name, String version) {
        return new InstalledPackage(name, "", version, State.INSTALLED, false, false, false, List.of());
    }

    /** Where it stands on its way in or out. */
    public enum State {
        INSTALLED,
        /** The manager was interrupted, or a script of the package failed. */
        BROKEN,
        /** Only its settings are left. */
        LEFTOVER
    }
}
