package org.opsbro.discovery;

import org.opsbro.discovery.Message.Alive;
import org.opsbro.model.NodeId;
import org.opsbro.model.Profile;

/** What this agent tells of itself. */
final class Self {
    private final NodeId id;
    private final long hash;
    private final int boot;
    private Alive whole;
    private Alive inline;
    private boolean leaving;

    Self(NodeId id, int boot, long incarnation, Profile profile) {
        this.id = id;
        this.hash = Hashes.of(id);
        this.boot = boot;
        this.whole = told(incarnation, 0, profile);
        this.inline = inline(whole);
    }

    NodeId id() {
        return id;
    }

    long hash() {
        return hash;
    }

    int boot() {
        return boot;
    }

    long incarnation() {
        return whole.incarnation();
    }

    Profile profile() {
        return whole.profile();
    }

    boolean is(NodeId other) {
        return id.equals(other);
    }

    /** With the whole profile. */
    Alive whole() {
        return whole;
    }

    /** As it travels inside packets: a large profile only in brief. */
    Alive inline() {
        return inline;
    }

    boolean leaving() {
        return leaving;
    }

    void leave() {
        leaving = true;
    }

    void tell(Profile profile) {
        become(told(whole.incarnation(), whole.version() + 1, profile));
    }

    void raise(long incarnation) {
        become(new Alive(id, incarnation, 0, boot, whole.profile(), whole.hash(), true));
    }

    private void become(Alive next) {
        whole = next;
        inline = inline(next);
    }

    private Alive told(long incarnation, long version, Profile profile) {
        return new Alive(id, incarnation, version, boot, profile, GossipCodec.hash(profile), true);
    }

    /** The same, in brief if it is whole and large. */
    static Alive inline(Alive alive) {
        if (!alive.whole() || ProfileCodec.bytes(alive.profile()).length <= Message.MAX_INLINE) return alive;
        return alive.telling(brief(alive.profile()), false);
    }

    static Profile brief(Profile profile) {
        return Profile.named(profile.name(), profile.zone())
                .calling(profile.displayName())
                .at(profile.address(), profile.port())
                .in(profile.zone(), profile.relay());
    }
}
