package org.opsbro.wire;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How two ends of a connection agree on keys. The client says {@code OS}, version 1, key id 4 (0 for clear), zone 4, salt 16; the server answers {@code OS},
 * version 1, status 1 (0 for welcome), salt 16; where it refuses, the id of the key it seals with and zeroes in place of the salt. From then on all is in {@link Frames}: each direction has a key derived from the zone's key, both salts and what
 * the client said, so that nothing of one connection is good in another.
 */
final class Handshake {
    static final int VERSION = 1;
    private static final int SALT_BYTES = 16;
    private static final int CALL_BYTES = 11;
    private static final int REPLY_BYTES = 4;
    /** By what they are on the wire; 0 is the welcome. */
    private static final Refusal[] STATUS = {
        Refusal.ECHO, Refusal.VERSION, Refusal.UNKNOWN_ZONE, Refusal.UNKNOWN_KEY, Refusal.CLEAR
    };

    private final Keys keys;
    private final SecureRandom random;
    private final Deadlines deadlines;

    Handshake(Keys keys, SecureRandom random, Deadlines deadlines) {
        this.keys = keys;
        this.random = random;
        this.deadlines = deadlines;
    }

    /** What was agreed on. */
    record Agreed(Frames frames, HeldKeys.Known zone, boolean sealed) {}

    /**
     * The client's half.
     *
     * @param older a key to seal with in place of the primary one, while there are two
     */
    Agreed call(Socket socket, String zoneName, @Nullable ZoneKey older) throws IOException {
        var held = keys.now();
        var zone = held.zone(zoneName);
        if (zone == null) throw new IOException("this node does not talk with the zone " + zoneName);
        var key = older == null ? held.sealing(zone) : older;
        var call = new byte[CALL_BYTES];
        call[0] = 'O';
        call[1] = 'S';
        call[2] = VERSION;
        BigEndian.int32(call, 3, key == null ? 0 : key.number());
        BigEndian.int32(call, 7, zone.number());
        var salt = salt();
        socket.getOutputStream().write(joined(call, salt));
        var reply = exactly(socket, REPLY_BYTES + SALT_BYTES);
        if (reply[0] != 'O' || reply[1] != 'S') throw new StreamRefused(Refusal.NOT_OURS, "no agent answers there");
        if (reply[2] != VERSION) throw refused(Refusal.VERSION, zone, key);
        if (reply[3] != 0) throw refused(reason(reply[3]), zone, key).using(BigEndian.int32(reply, REPLY_BYTES));
        var salts = joined(salt, Arrays.copyOfRange(reply, REPLY_BYTES, reply.length));
        return agreed(socket, key, salts, call, zone, true);
    }

    private static Refusal reason(int status) {
        return status > 0 && status < STATUS.length ? STATUS[status] : Refusal.NOT_OURS;
    }

    private static StreamRefused refused(Refusal reason, HeldKeys.Known zone, @Nullable ZoneKey key) {
        return new StreamRefused(
                reason,
                switch (reason) {
                    case VERSION -> "it speaks another version of the protocol: update the older of the two";
                    case UNKNOWN_ZONE -> "it does not talk with the zone " + zone.name();
                    case UNKNOWN_KEY ->
                        "it does not have the " + key + " of the zone " + zone.name() + ": import it there";
                    case CLEAR ->
                        "it has a key for the zone " + zone.name() + ", which this node uses in clear: import it here";
                    default -> "it refused for a reason that this node does not know";
                });
    }

    /**
     * The server's half.
     *
     * @throws StreamRefused if there is no agreement; the client was told, if it is an agent
     */
    Agreed answer(Socket socket, Seen seen) throws IOException {
        var call = exactly(socket, CALL_BYTES);
        if (call[0] != 'O' || call[1] != 'S') throw new StreamRefused(Refusal.NOT_OURS, "no agent calls");
        var theirs =
                exactly(socket, SALT_BYTES); // also of other versions: a close with bytes unread would lose the reply
        if (call[2] != VERSION) throw turnedAway(socket, Refusal.VERSION, null);
        seen.key = BigEndian.int32(call, 3);
        seen.zone = BigEndian.int32(call, 7);
        var held = keys.now();
        var zone = held.zone(seen.zone);
        var objection = held.objection(zone, seen.key);
        if (objection != null || zone == null)
            throw turnedAway(socket, objection == null ? Refusal.UNKNOWN_ZONE : objection, zone);
        var salt = salt();
        socket.getOutputStream().write(joined(reply(0), salt));
        return agreed(socket, zone.key(seen.key), joined(theirs, salt), call, zone, false);
    }

    /** What the client named, whatever comes of it. */
    static final class Seen {
        int key;
        int zone;
    }

    /** Names our key, which stands in each packet anyway: whoever has an old one is to know at once. */
    private static StreamRefused turnedAway(Socket socket, Refusal reason, HeldKeys.@Nullable Known zone)
            throws IOException {
        var status = Arrays.asList(STATUS).indexOf(reason);
        var hint = new byte[SALT_BYTES];
        var key = zone == null ? null : zone.primary();
        if (key != null) BigEndian.int32(hint, 0, key.number());
        socket.getOutputStream().write(joined(reply(status), hint));
        return new StreamRefused(reason, reason.word());
    }

    private static byte[] reply(int status) {
        return new byte[] {'O', 'S', VERSION, (byte) status};
    }

    private Agreed agreed(
            Socket socket, @Nullable ZoneKey key, byte[] salts, byte[] call, HeldKeys.Known zone, boolean client) {
        if (key == null) return new Agreed(new Frames(socket, deadlines, null, null), zone, false);
        var up = Derivation.key(key, salts, "opsbro stream to the server", call);
        var down = Derivation.key(key, salts, "opsbro stream to the client", call);
        return new Agreed(new Frames(socket, deadlines, client ? up : down, client ? down : up), zone, true);
    }

    private byte[] salt() {
        var salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return salt;
    }

    private static byte[] exactly(Socket socket, int length) throws IOException {
        var bytes = socket.getInputStream().readNBytes(length);
        if (bytes.length < length) throw new EOFException("it closed the connection before it answered");
        return bytes;
    }

    private static byte[] joined(byte[] one, byte[] other) {
        var all = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, all, one.length, other.length);
        return all;
    }
}
