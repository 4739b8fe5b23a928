package org.opsbro.discovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.opsbro.discovery.LinkTalk.Knowledge;
import org.opsbro.discovery.zone.ZoneTree;

/** A stream between the relays of two zones of the {@link SimulatedNetwork}: it breaks when an end dies or it is cut, and is tried again. */
final class SimulatedLink {
    final SimulatedAgent lower;
    private final SimulatedAgent upper;
    private final ZoneTree tree;
    boolean cut;
    private @Nullable End below;
    private @Nullable End above;
    private int life;

    private record End(SimulatedAgent agent, LinkTalk talk, Membership mind) {
        Knowledge known() {
            return mind.knowledge(null);
        }

        boolean lives() {
            return agent.running() && agent.mind() == mind;
        }
    }

    SimulatedLink(SimulatedAgent lower, SimulatedAgent upper, ZoneTree tree) {
        this.lower = lower;
        this.upper = upper;
        this.tree = tree;
    }

    /** Once a second. */
    void turn() {
        var low = below;
        var high = above;
        if (low == null || high == null) {
            if (!cut && lower.running() && upper.running()) open();
        } else if (cut || !low.lives() || !high.lives()) {
            below = null;
            above = null;
            life++;
        } else {
            say(low, high, low.talk().tick(lower.moment(), low.known(), tree));
            say(high, low, high.talk().tick(upper.moment(), high.known(), tree));
        }
        lower.network.after(Duration.ofSeconds(1), this::turn);
    }

    private void open() {
        var low = end(lower, upper, false);
        var high = end(upper, lower, true);
        below = low;
        above = high;
        say(low, high, List.of(low.talk().begin(low.known(), tree)));
        say(high, low, List.of(high.talk().begin(high.known(), tree)));
    }

    private static End end(SimulatedAgent agent, SimulatedAgent other, boolean upper) {
        var talk = new LinkTalk(upper, agent.profile.zone(), other.profile.zone(), agent.moment());
        return new End(agent, talk, agent.mind());
    }

    private void say(End from, End to, List<LinkFrame> frames) {
        List<LinkFrame> read = new ArrayList<>();
        for (var frame : frames) for (var bytes : LinkCodec.frames(frame)) read.add(LinkCodec.read(bytes));
        if (read.isEmpty()) return;
        var now = life;
        // a stream keeps the order
        from.agent().network.after(Duration.ofMillis(1), () -> {
            if (life != now || cut || !to.lives()) return;
            for (var frame : read) hear(to, from, frame);
        });
    }

    private void hear(End end, End other, LinkFrame frame) {
        var step = end.talk().on(end.agent().moment(), frame, end.known(), tree);
        if (!step.heard().isEmpty())
            end.agent().carryOut(end.mind().foreign(end.agent().moment(), step.heard()));
        if (!step.events().isEmpty())
            end.agent().carryOut(end.mind().fromAbove(end.agent().moment(), step.events()));
        say(end, other, step.frames());
    }
}
