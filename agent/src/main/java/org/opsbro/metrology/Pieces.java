package org.opsbro.metrology;

import java.util.Arrays;
import org.opsbro.metrology.codec.BlockDecoder;
import org.opsbro.metrology.codec.BlockEncoder;
import org.opsbro.metrology.codec.Corrupt;

/** Blocks of one series one after the other, each with its length in two bytes before it. */
public final class Pieces {
    private Pieces() {}

    /** Appends a block; there must be room. */
    static int put(byte[] piece, int at, byte[] block, int length) {
        piece[at] = (byte) (length >>> 8);
        piece[at + 1] = (byte) length;
        System.arraycopy(block, 0, piece, at + 2, length);
        return at + 2 + length;
    }

    /** The points as a piece; they must be in order, and one at least. */
    public static byte[] write(Points points, BlockEncoder encoder) {
        var piece = new byte[256];
        var used = 0;
        for (var from = 0; from < points.count(); from += BlockEncoder.MOST_SAMPLES) {
            var count = Math.min(BlockEncoder.MOST_SAMPLES, points.count() - from);
            var length = encoder.encode(points.times(), points.columns(), from, count);
            if (used + 2 + length > piece.length) piece = Arrays.copyOf(piece, piece.length + used + 2 + length);
            used = put(piece, used, encoder.bytes(), length);
        }
        return Arrays.copyOf(piece, used);
    }

    /** @throws Corrupt if this is no piece */
    public static void read(byte[] piece, int size, Points into, BlockDecoder decoder) {
        for (var at = 0; at < size; ) {
            if (at + 2 > size) throw new Corrupt("a piece ends too early");
            var length = (piece[at] & 0xff) << 8 | (piece[at + 1] & 0xff);
            if (at + 2 + length > size) throw new Corrupt("a piece ends too early");
            into.addBlock(decoder, piece, at + 2, length);
            at += 2 + length;
        }
    }
}
