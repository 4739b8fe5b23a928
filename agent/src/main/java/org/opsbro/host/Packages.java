package org.opsbro.host;

import java.util.Map;

/** The package manager of the machine. */
public interface Packages {
    /** {@code apt}, {@code dnf}…; empty where none is known. */
    String manager();

    /** Installed packages with their versions; read again only when the manager's database changed. */
    Map<String, String> installed();

    /** The updates that wait. May take seconds, and starts a program, but only when lists or packages changed since it was asked last. */
    default Updates updates() {
        return new Updates.Untold("no package manager is known here");
    }

    default boolean has(String name) {
        return installed().containsKey(name);
    }
}
