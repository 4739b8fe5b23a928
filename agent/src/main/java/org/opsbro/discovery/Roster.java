package org.opsbro.discovery;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.opsbro.discovery.Message.Alive;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;

/**
 * The other members, in the order in which they are probed: a shuffled ring that is shuffled again after each round (SWIM §4.3). Found by id through an
 * open table of the same objects, so that a member costs some 60 bytes.
 */
final class Roster {
    private static final int FEW = 16;

    private final RandomGenerator chance;
    private final int[] counts = new int[4];
    private Member[] ring = new Member[FEW];
    private @Nullable Member[] table = new Member[2 * FEW];
    private int size;
    private int cursor;
    private int teller;
    private long sum;

    Roster(RandomGenerator chance) {
        this.chance = chance;
    }

    int size() {
        return size;
    }

    int count(Node.State state) {
        return counts[GossipCodec.code(state)];
    }

    /** Alive or suspect. */
    int living() {
        return count(Node.State.ALIVE) + count(Node.State.SUSPECT);
    }

    Optional<Member> find(NodeId id) {
        return Optional.ofNullable(table[slot(id)]);
    }

    @Nullable
    Member get(NodeId id) {
        return table[slot(id)];
    }

    /** A sum of what is known of all of them. */
    long sum() {
        return sum;
    }

    void add(Member member) {
        sum += part(member);
        if (size == ring.length) grow();
        table[slot(member.id())] = member;
        // somewhere among those still to be probed in this round, or a joiner would always be probed last
        var at = cursor + chance.nextInt(size - cursor + 1);
        ring[size] = ring[Math.min(at, size)];
        ring[at] = member;
        size++;
        counts[GossipCodec.code(member.state())]++;
    }

    void become(Member member, Node.State next, long about, long at) {
        sum -= part(member);
        counts[GossipCodec.code(member.state())]--;
        counts[GossipCodec.code(next)]++;
        member.become(next, about, at);
        sum += part(member);
    }

    void hears(Member member, Alive next) {
        sum -= part(member);
        member.hears(next);
        sum += part(member);
    }

    private static long part(Member member) {
        return Hashes.of(Hashes.of(member.id()), member.digest());
    }

    void removeIf(Predicate<Member> gone) {
        var kept = 0;
        for (var i = 0; i < size; i++) {
            if (gone.test(ring[i])) {
                counts[GossipCodec.code(ring[i].state())]--;
                sum -= part(ring[i]);
            } else {
                ring[kept++] = ring[i];
            }
        }
        if (kept == size) return;
        ring = Arrays.copyOf(Arrays.copyOf(ring, kept), ring.length);
        size = kept;
        cursor = Math.min(cursor, size);
        rebuild(table.length);
    }

    void forEach(Consumer<Member> visitor) {
        for (var i = 0; i < size; i++) visitor.accept(ring[i]);
    }

    /** The next to be probed; null if there is none. */
    @Nullable
    Member next() {
        for (var tried = 0; tried < size; tried++) {
            if (cursor >= size) shuffle();
            var member = ring[cursor++];
            if (member.living()) return member;
        }
        return null;
    }

    /** Up to so many different ones, by chance. */
    List<Member> some(int count, Predicate<Member> which) {
        List<Member> some = new ArrayList<>(count);
        if (size == 0 || count == 0) return some;
        var tries = size <= 3 * count ? 0 : 4 * count;
        for (var i = 0; i < tries && some.size() < count; i++) take(ring[chance.nextInt(size)], which, some);
        if (some.size() == count) return some;
        var from = chance.nextInt(size);
        for (var i = 0; i < size && some.size() < count; i++) take(ring[(from + i) % size], which, some);
        return some;
    }

    /** The next so many of another walk around the ring: nobody is told twice before all were told once. */
    List<Member> walk(int count, Predicate<Member> which) {
        List<Member> some = new ArrayList<>(count);
        for (var i = 0; i < size && some.size() < count; i++) {
            teller = teller + 1 < size ? teller + 1 : 0;
            take(ring[teller], which, some);
        }
        return some;
    }

    private static void take(Member member, Predicate<Member> which, List<Member> some) {
        if (which.test(member) && !some.contains(member)) some.add(member);
    }

    private void shuffle() {
        for (var i = size - 1; i > 0; i--) {
            var other = chance.nextInt(i + 1);
            var swapped = ring[i];
            ring[i] = ring[other];
            ring[other] = swapped;
        }
        cursor = 0;
    }

    private void grow() {
        ring = Arrays.copyOf(ring, 2 * ring.length);
        rebuild(2 * ring.length);
    }

    private void rebuild(int length) {
        table = new Member[length];
        for (var i = 0; i < size; i++) table[slot(ring[i].id())] = ring[i];
    }

    private int slot(NodeId id) {
        var mask = table.length - 1;
        var slot = (int) Hashes.mixed(id.hashCode()) & mask;
        for (var there = table[slot]; there != null && !there.id().equals(id); there = table[slot])
            slot = (slot + 1) & mask;
        return slot;
    }
}
