package org.opsbro.wire;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The keys of one moment: which zone is ours, with which zones this node talks, and how strictly. Immutable. */
public final class HeldKeys {
    private final String ours;
    private final SortedMap<String, KeyRing> rings;
    private final Verify incoming;
    private final Verify outgoing;
    private final Set<String> mute;
    private final Map<Integer, Known> byNumber = new HashMap<>();
    private final Map<String, Known> byName = new HashMap<>();

    /** A zone by its number on the wire: what each packet asks for. */
    record Known(
            String name, int number, KeyRing ring, @Nullable ZoneKey primary) {
        @Nullable
        ZoneKey key(int id) {
            for (var key : ring.keys()) if (key.number() == id) return key;
            return null;
        }
    }

    /**
     * @param ours the zone this node is in
     * @param rings of every zone this node talks with; an empty ring, which ours has unless it is given, is a zone that talks in clear
     * @param incoming what becomes of clear packets and streams of a zone that has a key
     * @param outgoing whether what is sent to a zone that has a key is sealed
     * @throws BadKey if two zones have the same number on the wire, which happens to one pair in 2^32
     */
    public HeldKeys(String ours, Map<String, KeyRing> rings, Verify incoming, Verify outgoing) {
        this(ours, rings, incoming, outgoing, Set.of());
    }

    private HeldKeys(String ours, Map<String, KeyRing> rings, Verify incoming, Verify outgoing, Set<String> mute) {
        this.ours = ours;
        this.incoming = incoming;
        this.outgoing = outgoing;
        this.mute = Set.copyOf(mute);
        var all = new TreeMap<>(rings);
        if (!mute.contains(ours)) all.putIfAbsent(ours, KeyRing.EMPTY);
        this.rings = Collections.unmodifiableSortedMap(all);
        all.forEach(this::know);
    }

    private void know(String name, KeyRing ring) {
        var number = Derivation.number("opsbro zone", name.getBytes(StandardCharsets.UTF_8));
        var known = new Known(name, number, ring, ring.primary().orElse(null));
        byName.put(name, known);
        var other = byNumber.put(number, known);
        if (other != null)
            throw new BadKey("the zones " + other.name() + " and " + name
                    + " have the same number on the wire: rename one of them");
    }

    /** Only our zone, in clear. */
    public static HeldKeys clear(String ours) {
        return new HeldKeys(ours, Map.of(), Verify.ON, Verify.ON);
    }

    /** Only our zone, with its keys, strict. */
    public static HeldKeys of(String ours, KeyRing ring) {
        return new HeldKeys(ours, Map.of(ours, ring), Verify.ON, Verify.ON);
    }

    public String ours() {
        return ours;
    }

    public SortedMap<String, KeyRing> rings() {
        return rings;
    }

    public Verify incoming() {
        return incoming;
    }

    public Verify outgoing() {
        return outgoing;
    }

    /** The keys of a zone; empty if this node does not talk with it. */
    public Optional<KeyRing> ring(String zone) {
        return Optional.ofNullable(rings.get(zone));
    }

    /** With the keys of one zone, known before or not. */
    public HeldKeys with(String zone, KeyRing ring) {
        var all = new TreeMap<>(rings);
        all.put(zone, ring);
        var others = new HashSet<>(mute);
        others.remove(zone);
        return new HeldKeys(ours, all, incoming, outgoing, others);
    }

    /** Without a word to these zones, nor from them, until {@link #with} gives them keys again: the keys they have cannot be read here. */
    public HeldKeys mute(Set<String> zones) {
        var all = new TreeMap<>(rings);
        all.keySet().removeAll(zones);
        return new HeldKeys(ours, all, incoming, outgoing, zones);
    }

    /** Whether {@link #mute} keeps this node from talking with the zone. */
    public boolean isMute(String zone) {
        return mute.contains(zone);
    }

    /** Without a zone that this node talks with no longer. */
    public HeldKeys without(String zone) {
        var all = new TreeMap<>(rings);
        all.remove(zone);
        return new HeldKeys(ours, all, incoming, outgoing, mute);
    }

    /** In another zone, whose keys are those it has here. */
    public HeldKeys in(String zone) {
        return new HeldKeys(zone, rings, incoming, outgoing, mute);
    }

    public HeldKeys verifying(Verify newIncoming, Verify newOutgoing) {
        return new HeldKeys(ours, rings, newIncoming, newOutgoing, mute);
    }

    @Nullable
    Known zone(int number) {
        return byNumber.get(number);
    }

    @Nullable
    Known zone(String name) {
        return byName.get(name);
    }

    /** The key that seals what goes to a zone; null for clear. */
    @Nullable
    ZoneKey sealing(Known zone) {
        return outgoing == Verify.ON ? zone.primary() : null;
    }

    /** Why what came without a seal, or under a key, is not for us; null if it may be. A key of 0 stands for no seal. */
    @Nullable
    Refusal objection(@Nullable Known zone, int key) {
        if (zone == null) return Refusal.UNKNOWN_ZONE;
        if (key != 0) return zone.key(key) == null ? Refusal.UNKNOWN_KEY : null;
        return zone.primary() != null && incoming == Verify.ON ? Refusal.CLEAR : null;
    }

    /** Whether clear packets and streams of the zone are taken, but should not be any more. */
    boolean warnsOfClear(Known zone) {
        return zone.primary() != null && incoming == Verify.WARN;
    }

    /** The ids of the keys, never the keys. */
    @Override
    public String toString() {
        return "zone " + ours + " of " + rings + ", incoming " + incoming.word() + ", outgoing " + outgoing.word();
    }
}
