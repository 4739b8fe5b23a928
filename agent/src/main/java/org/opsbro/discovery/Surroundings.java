package org.opsbro.discovery;

import java.time.Instant;
import java.util.Optional;
import org.opsbro.model.Profile;

/** What the mind of gossip is told of zones and keys. Pure questions, asked for each message. */
public interface Surroundings {
    /** Whether a node with this profile may be a member here: known, probed and judged by us. */
    boolean isMember(Profile profile);

    /** Whether we may know this node of another zone. */
    boolean isForeign(MemberRecord record);

    /** Whether our zone hears an event of another zone that is for the zones below it. */
    boolean hears(String zone);

    /** Whether agents of this zone, looking for others in the network, get an answer from us. */
    boolean answers(String zone);

    /** Whom a signed order sends out, up to which incarnation; empty where the signature, the zone or the time is wrong. */
    Optional<Message.Leave> proven(Message.ForcedLeave order, Instant now);

    /** One zone for itself: no nodes of other zones, no orders. */
    static Surroundings of(String zone) {
        return new Surroundings() {
            @Override
            public boolean isMember(Profile profile) {
                return profile.zone().equals(zone);
            }

            @Override
            public boolean isForeign(MemberRecord record) {
                return false;
            }

            @Override
            public boolean hears(String other) {
                return false;
            }

            @Override
            public boolean answers(String asking) {
                return asking.equals(zone);
            }

            @Override
            public Optional<Message.Leave> proven(Message.ForcedLeave order, Instant now) {
                return Optional.empty();
            }
        };
    }
}
