package org.opsbro.host;

import java.util.Map;

/** The package manager of the machine. */
public interface Packages {
    /** {@code apt}, {@code dnf}…; empty where none is known. */
    String manager();

    /** Installed packages with their versions; read again only when the manager's database changed. */
    Map<String, String> installed();

    default boolean has(String name) {
        return installed().containsKey(name);
    }
}
