package org.opsbro.host;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the package manager says about updates, from the lists it has: nobody is asked over the network. */
public sealed interface Updates {
    /**
     * What could be installed.
     *
     * @param packages that have a newer version
     * @param security names of those packages, or of the manager's patches, that mend a weakness
     * @param listsFrom when the lists were brought up to date last; empty where that is not noted
     */
    record Waiting(List<Update> packages, List<String> security, Optional<Instant> listsFrom) implements Updates {
        public Waiting {
            packages = List.copyOf(packages);
            security = List.copyOf(security);
        }
    }

    /** It cannot tell, and why. */
    record Untold(String why) implements Updates {}

    /** @param installed empty where the manager does not say */
    record Update(String name, String installed, String available) {}
}
