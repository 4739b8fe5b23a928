package org.opsbro.wire;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Opens packets: the cheap questions first, the key next, and nothing is kept of a packet before its seal was found to be good. */
final class Opener {
    private final Keys keys;
    private final long ownSalt;
    private final WireCounters counters;
    private final Senders senders;
    private final Gcm gcm = new Gcm();
    private final byte[] came = new byte[Sealer.MOST_BYTES];
    private final ByteBuffer head = ByteBuffer.wrap(came);
    private final ByteBuffer body = ByteBuffer.wrap(came);
    private final ByteBuffer plain = ByteBuffer.allocate(Sealer.MOST_BYTES);

    Opener(Keys keys, long ownSalt, int mostSenders, WireCounters counters) {
        this.keys = keys;
        this.ownSalt = ownSalt;
        this.counters = counters;
        this.senders = new Senders(mostSenders);
    }

    Opened open(ByteBuffer packet, InetSocketAddress from) {
        var length = packet.remaining();
        if (length > Sealer.MOST_BYTES) return refuse(Refusal.TRUNCATED, from);
        packet.get(came, 0, length);
        var malformed = Header.objection(came, length);
        if (malformed != null) return refuse(malformed, from);
        var header = Header.length(came);
        if (BigEndian.int64(came, saltAt(header)) == ownSalt) return refuse(Refusal.ECHO, from);
        var key = BigEndian.int32(came, Header.KEY_AT);
        var held = keys.now();
        var zone = held.zone(BigEndian.int32(came, Header.ZONE_AT));
        var objection = held.objection(zone, key);
        if (objection != null || zone == null) return refuseLoudly(objection, from);
        head.limit(header).position(0);
        body.limit(length).position(header);
        return key == 0 ? clear(held, zone, header, from) : sealed(zone, key, header, from);
    }

    private static int saltAt(int header) {
        return header - Header.COUNTER_BYTES - Header.SALT_BYTES;
    }

    private Opened clear(HeldKeys held, HeldKeys.Known zone, int header, InetSocketAddress from) {
        var id = SenderId.read(sender(header));
        if (id.isEmpty()) return refuse(Refusal.NOT_OURS, from);
        counters.packets().took(false);
        if (held.warnsOfClear(zone)) remember(Refusal.CLEAR, from);
        plain.clear().put(body).flip();
        return new Opened.Packet(new Peer(id.get(), zone.name(), false, from), plain);
    }

    private byte[] sender(int header) {
        return Arrays.copyOfRange(came, Header.SENDER_AT, saltAt(header));
    }

    private Opened sealed(HeldKeys.Known zone, int keyNumber, int header, InetSocketAddress from) {
        if (body.remaining() < Gcm.TAG_BYTES) return refuse(Refusal.TRUNCATED, from);
        var key = zone.key(keyNumber);
        if (key == null) return refuseLoudly(Refusal.UNKNOWN_KEY, from);
        var counter = BigEndian.int48(came, header - Header.COUNTER_BYTES);
        var origin = new Senders.Origin(came, Header.KEY_AT, header - Header.COUNTER_BYTES);
        var known = senders.find(origin);
        if (known != null && known.key().equals(key)) return heard(known, origin, counter, zone, from);
        return first(key, origin, counter, header, zone, from);
    }

    private Opened heard(
            Senders.Sender sender, Senders.Origin origin, long counter, HeldKeys.Known zone, InetSocketAddress from) {
        if (!sender.window().isFresh(counter)) return refuseLoudly(Refusal.REPLAYED, from);
        if (!gcm.open(sender.subkey(), counter, head, body, plain.clear())) return refuseLoudly(Refusal.FORGED, from);
        senders.heard(origin, sender, counter);
        return packet(sender, zone, from);
    }

    private Opened first(
            ZoneKey key, Senders.Origin origin, long counter, int header, HeldKeys.Known zone, InetSocketAddress from) {
        var bytes = sender(header);
        var subkey = Sealer.subkey(key, BigEndian.int64(came, saltAt(header)), bytes);
        if (!gcm.open(subkey, counter, head, body, plain.clear())) return refuseLoudly(Refusal.FORGED, from);
        var id = SenderId.read(bytes);
        if (id.isEmpty()) return refuse(Refusal.NOT_OURS, from);
        var sender = new Senders.Sender(key, subkey, id.get(), new ReplayWindow(counter));
        senders.add(origin, sender);
        return packet(sender, zone, from);
    }

    private Opened packet(Senders.Sender sender, HeldKeys.Known zone, InetSocketAddress from) {
        counters.packets().took(true);
        return new Opened.Packet(new Peer(sender.id(), zone.name(), true, from), plain.flip());
    }

    private Opened refuse(Refusal reason, InetSocketAddress from) {
        counters.packets().refuse(reason);
        return new Opened.Refused(reason, from);
    }

    /** Refuses what looks like an agent's packet: people want to know whose. */
    private Opened refuseLoudly(@Nullable Refusal reason, InetSocketAddress from) {
        var told = reason == null ? Refusal.UNKNOWN_ZONE : reason;
        remember(told, from);
        return refuse(told, from);
    }

    private void remember(Refusal reason, InetSocketAddress from) {
        var key = BigEndian.int32(came, Header.KEY_AT);
        var zone = BigEndian.int32(came, Header.ZONE_AT);
        counters.refusals().remember(reason, from.getAddress(), key, zone, keys.now());
    }
}
