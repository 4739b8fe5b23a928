package org.opsbro.metrology.codec;

/** Any doubles: each as the bits that differ from the one before (Pelkonen et al., Gorilla, VLDB 2015, §4.1.2). */
final class Gorilla {
    private static final int MOST_LEADING = 31;

    private Gorilla() {}

    static void write(double[] values, int from, int count, BitWriter out) {
        var before = Double.doubleToRawLongBits(values[from]);
        out.put(before, 64);
        var leading = 64;
        var trailing = 0;
        for (var i = 1; i < count; i++) {
            var bits = Double.doubleToRawLongBits(values[from + i]);
            var differ = bits ^ before;
            before = bits;
            if (differ == 0) {
                out.put(0, 1);
                continue;
            }
            var zeros = Math.min(MOST_LEADING, Long.numberOfLeadingZeros(differ));
            var after = Long.numberOfTrailingZeros(differ);
            if (zeros >= leading && after >= trailing) {
                out.put(0b10, 2);
            } else {
                leading = zeros;
                trailing = after;
                out.put(0b11, 2);
                out.put(leading, 5);
                out.put(63 - leading - trailing, 6);
            }
            out.put(differ >>> trailing, 64 - leading - trailing);
        }
    }

    static void read(BitReader in, double[] values, int at, int count) {
        var bits = in.bits(64);
        values[at] = Double.longBitsToDouble(bits);
        var length = 0;
        var trailing = 0;
        for (var i = 1; i < count; i++) {
            if (in.flag()) {
                if (in.flag()) {
                    var leading = (int) in.bits(5);
                    length = (int) in.bits(6) + 1;
                    trailing = 64 - leading - length;
                }
                if (length == 0 || trailing < 0) throw new Corrupt("bits beyond a double");
                bits ^= in.bits(length) << trailing;
            }
            values[at + i] = Double.longBitsToDouble(bits);
        }
    }
}
