package org.opsbro.metrology;

import org.jspecify.annotations.Nullable;

/** The places of names that come again and again. Looking one up allocates nothing. For one thread at a time. */
public final class Placing {
    private static final int MOST = 40_000;

    private final Shares shares;
    private final Keys<Object> places;
    private @Nullable Object placement;

    /** @param seed of hashes */
    public Placing(Shares shares, long seed) {
        this.shares = shares;
        this.places = new Keys<>(seed);
    }

    /** Whether there are other places than this node; to be asked before each sample. */
    @SuppressWarnings("ReferenceEquality") // asked before each sample, and another one exactly if an owner changed
    public boolean isOpen() {
        var now = shares.placement();
        if (now == placement) return now != null;
        placement = now;
        places.clear();
        return now != null;
    }

    /** The place of a name and tags, as they came; null where it is not known yet. */
    public @Nullable Object find(byte[] bytes, int nameFrom, int nameTo, int tagsFrom, int tagsTo) {
        return places.find(bytes, nameFrom, nameTo, tagsFrom, tagsTo, (byte) 0);
    }

    /**
     * The same from now on.
     *
     * @param key how the name is written that all nodes agree on; what has none stays here
     */
    public Object add(byte[] bytes, int nameFrom, int nameTo, int tagsFrom, int tagsTo, String key) {
        if (places.count() >= MOST) places.clear();
        var place = shares.place(key);
        places.add(bytes, nameFrom, nameTo, tagsFrom, tagsTo, (byte) 0, place);
        return place;
    }

    /** Sends a line to its place, unless that is here. */
    public boolean sent(Object place, byte[] bytes, int from, int to) {
        if (shares.isHere(place)) return false;
        shares.send(place, bytes, from, to);
        return true;
    }

    /** Whether the samples of a name are kept by another node. */
    public boolean isElsewhere(String key) {
        return shares.placement() != null && !shares.isHere(shares.place(key));
    }
}
