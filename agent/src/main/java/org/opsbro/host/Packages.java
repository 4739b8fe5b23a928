package org.opsbro.host;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The package manager of the machine. */
public interface Packages {
    /** {@code apt}, {@code dnf}…; empty where none is known. */
    String manager();

    /** Installed packages with their versions; read again only when the manager's database changed. */
    Map<String, String> installed();

    /** All that the database tells of, with what is broken and what is left over; read as {@link #installed} is. */
    default List<InstalledPackage> all() {
        return installed().entrySet().stream()
                .map(each -> InstalledPackage.of(each.getKey(), each.getValue()))
                .toList();
    }

    /** Installed packages that would lack something if these were not there; empty where the manager itself refuses that. */
    default Set<String> needing(Collection<String> names) {
        return Set.of();
    }

    /**
     * Those of these packages that the manager's lists do not have, so that it needs new lists to install them; empty where it gets these by itself. May
     * start a program, but only when lists or names changed since it was asked last.
     *
     * @param names {@code NAME} or {@code NAME=VERSION}
     */
    default Set<String> unlisted(Collection<String> names) {
        return Set.of();
    }

    /** Whether the manager was killed in its work and has to end that first. */
    default boolean interrupted() {
        return false;
    }

    /** By what one knows, without a program, that all above is still the same: equal as long as it is. */
    default Object mark() {
        return all();
    }

    /** The updates that wait. May take seconds, and starts a program, but only when lists or packages changed since it was asked last. */
    default Updates updates() {
        return new Updates.Untold("no package manager is known here");
    }

    default boolean has(String name) {
        return installed().containsKey(name);
    }
}
