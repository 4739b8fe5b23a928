package org.opsbro.agent;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.opsbro.discovery.MemberRecord;
import org.opsbro.discovery.Message;
import org.opsbro.discovery.Surroundings;
import org.opsbro.discovery.zone.ZoneTree;
import org.opsbro.model.Profile;
import org.opsbro.model.World;

/** What the tree of zones lets the gossip of a zone know. */
record ZoneSurroundings(String zone, Supplier<ZoneTree> tree, Supplier<World> world, Dismissals dismissals)
        implements Surroundings {
    @Override
    public boolean isMember(Profile profile) {
        return profile.zone().equals(zone);
    }

    @Override
    public boolean isForeign(MemberRecord record) {
        var profile = record.alive().profile();
        return !profile.zone().equals(zone) && tree.get().sees(zone, profile);
    }

    @Override
    public boolean hears(String other) {
        return tree.get().hears(zone, other);
    }

    @Override
    public boolean answers(String asking) {
        if (asking.equals(zone)
                || tree.get().parent(zone).filter(asking::equals).isPresent()) return true;
        return world.get().node().relay()
                && tree.get().parent(asking).filter(zone::equals).isPresent();
    }

    @Override
    public Optional<Message.Leave> proven(Message.ForcedLeave order, Instant now) {
        return dismissals.proven(order.order(), zone, now);
    }
}
