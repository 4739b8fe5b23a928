package org.opsbro.agent.levels;

import java.time.Instant;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import org.opsbro.agent.api.Reserved;
import org.opsbro.model.ByteReader;
import org.opsbro.model.ByteWriter;
import org.opsbro.model.Level;
import org.opsbro.model.Malformed;
import org.opsbro.wire.Authority;

/**
 * The word of a zone's authority about what is in a level.
 *
 * @param level zone or global
 * @param zone whose authority signed it: the zone itself, or for the level global the one at the top
 * @param version grows with each change
 * @param author the node it was made on
 * @param at to the millisecond
 * @param hash of the list of files ({@link Contents#bytes})
 * @param listBytes how long that list is
 * @param signature 64 bytes
 */
record Manifest(
        Level level,
        String zone,
        long version,
        String author,
        Instant at,
        String hash,
        int listBytes,
        byte[] signature) {
    /** Of what is signed. */
    static final String PURPOSE = "opsbro level";

    /** How the keys of all of them begin. */
    static final String PREFIX = Reserved.PREFIX + "levels/";

    static final int MOST_BYTES = 1024;
    private static final int FORM = 1;
    private static final int MOST_NAME_BYTES = 255;
    private static final int HASH_BYTES = 32;

    /** Where the one of a level is in the store. */
    static String key(Level level) {
        return PREFIX + level.word();
    }

    /** Makes one. */
    static Manifest signed(
            Level level,
            String zone,
            long version,
            String author,
            Instant at,
            byte[] list,
            UnaryOperator<byte[]> signer) {
        var draft = new Manifest(
                level,
                zone,
                version,
                author,
                Instant.ofEpochMilli(at.toEpochMilli()),
                Contents.hash(list),
                list.length,
                new byte[0]);
        return new Manifest(
                level, zone, version, author, draft.at(), draft.hash(), list.length, signer.apply(draft.body()));
    }

    boolean isSignedBy(String publicKey) {
        return Authority.verify(publicKey, PURPOSE, body(), signature);
    }

    /** In one form only: form 1, level, zone, version 8, author, milliseconds since 1970 8, hash 32, length of the list 4; then the signature 64. */
    byte[] bytes() {
        return new ByteWriter().raw(body()).raw(signature).bytes();
    }

    private byte[] body() {
        return new ByteWriter()
                .octet(FORM)
                .text(level.word())
                .text(zone)
                .number(version)
                .text(author)
                .number(at.toEpochMilli())
                .raw(HexFormat.of().parseHex(hash))
                .number(listBytes)
                .bytes();
    }

    /** @throws Malformed with the reason, for whatever {@link #bytes} did not write */
    static Manifest read(byte[] bytes) {
        if (bytes.length > MOST_BYTES)
            throw new Malformed("the manifest has " + bytes.length + " bytes, want at most " + MOST_BYTES);
        var in = new ByteReader(bytes);
        if (in.octet("the form") != FORM) throw new Malformed("the manifest is of a newer agent, or is none");
        var level = Level.named(in.text("the level", 16))
                .filter(each -> each == Level.ZONE || each == Level.GLOBAL)
                .orElseThrow(() -> new Malformed("it is of no level that is shared"));
        var zone = in.text("the zone", MOST_NAME_BYTES);
        var version = in.longNumber("the version");
        if (version < 1) throw new Malformed("the version is " + version + ", want 1 or more");
        var author = in.text("the author", MOST_NAME_BYTES);
        var at = Instant.ofEpochMilli(in.longNumber("the time"));
        var hash = HexFormat.of().formatHex(in.raw("the hash", HASH_BYTES));
        var listBytes = in.number("the length of the list");
        if (listBytes < 0 || listBytes > Contents.MOST_LISTED_BYTES)
            throw new Malformed("the list has " + Integer.toUnsignedString(listBytes) + " bytes, want at most "
                    + Contents.MOST_LISTED_BYTES);
        var signature = in.raw("the signature", Authority.SIGNATURE_BYTES);
        in.end();
        return new Manifest(level, zone, version, author, at, hash, listBytes, signature);
    }

    /** {@code version 7 of h1}. */
    String told() {
        return "version " + version + " of " + author.replaceAll("\\p{Cntrl}", "?");
    }
}
