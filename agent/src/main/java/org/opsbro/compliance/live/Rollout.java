package org.opsbro.compliance.live;

import java.util.Optional;
import org.opsbro.compliance.Place;
import org.opsbro.host.HostException;

/** Gives the nodes of a zone places to change something, and ends what goes wrong. For any thread. */
public interface Rollout {
    /** Takes a place, or says why nothing may be changed now. One that has a place already keeps it. */
    Optional<String> enter(Place place);

    /**
     * Says what came of it: where nothing was changed, the place is free; else after the soak time.
     *
     * @param failure why it went wrong; nobody goes on then. Empty if it did not
     */
    void left(Place place, boolean changed, String failure);

    /**
     * Lets those of a name go on that were ended.
     *
     * @throws HostException if that cannot be told
     */
    void resume(String name);

    /** Where there is nobody to ask. */
    Rollout NONE = new Rollout() {
        @Override
        public Optional<String> enter(Place place) {
            return Optional.of("there is no store of the zone here");
        }

        @Override
        public void left(Place place, boolean changed, String failure) {}

        @Override
        public void resume(String name) {
            throw new HostException("there is no store of the zone here");
        }
    };
}
