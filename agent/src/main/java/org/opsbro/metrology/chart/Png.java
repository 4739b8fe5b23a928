package org.opsbro.metrology.chart;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** A PNG of 8 bits each of red, green and blue, row by row: ISO/IEC 15948. */
final class Png implements AutoCloseable {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int PIECE = 16 * 1024;
    /** Each byte is told as its difference to the one above: charts have many rows that are alike. */
    private static final int UP = 2;

    private final DataOutputStream out;
    private final Deflater deflater = new Deflater(6);
    private final byte[] piece = new byte[PIECE];
    private final byte[] row;
    private final byte[] above;

    Png(OutputStream out, int width, int height) throws IOException {
        this.out = new DataOutputStream(out);
        this.row = new byte[width * 3 + 1];
        this.above = new byte[width * 3 + 1];
        this.out.write(SIGNATURE);
        byte[] header = {
            (byte) (width >> 24),
            (byte) (width >> 16),
            (byte) (width >> 8),
            (byte) width,
            (byte) (height >> 24),
            (byte) (height >> 16),
            (byte) (height >> 8),
            (byte) height,
            8,
            2,
            0,
            0,
            0
        };
        chunk("IHDR", header, header.length);
    }

    /** @param from where the row begins among {@code pixels}, of {@code 0xRRGGBB} */
    void row(int[] pixels, int from) throws IOException {
        row[0] = UP;
        for (var i = 1; i < row.length; i += 3) {
            var pixel = pixels[from + i / 3];
            put(i, pixel >> 16);
            put(i + 1, pixel >> 8);
            put(i + 2, pixel);
        }
        deflater.setInput(row);
        write();
    }

    private void put(int at, int value) {
        row[at] = (byte) (value - above[at]);
        above[at] = (byte) value;
    }

    private void write() throws IOException {
        for (var count = deflater.deflate(piece); count > 0; count = deflater.deflate(piece))
            chunk("IDAT", piece, count);
    }

    private void chunk(String name, byte[] bytes, int count) throws IOException {
        var tag = name.getBytes(StandardCharsets.ISO_8859_1);
        var sum = new CRC32();
        sum.update(tag);
        sum.update(bytes, 0, count);
        out.writeInt(count);
        out.write(tag);
        out.write(bytes, 0, count);
        out.writeInt((int) sum.getValue());
    }

    /** Ends the picture; what it is written into stays open. */
    @Override
    public void close() throws IOException {
        try {
            deflater.finish();
            write();
            chunk("IEND", piece, 0);
            out.flush();
        } finally {
            deflater.end();
        }
    }
}
