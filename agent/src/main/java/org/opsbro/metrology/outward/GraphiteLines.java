package org.opsbro.metrology.outward;

/** {@code PATH VALUE TIME}, a line a sample: what carbon takes (graphite.readthedocs.io/en/latest/feeding-carbon.html). */
public final class GraphiteLines implements Format {
    private final String prefix;
    private final Bytes lines = new Bytes(4096);

    /** @param prefix in front of each name, with a dot between; none if empty */
    public GraphiteLines(String prefix) {
        this.prefix = prefix.isEmpty() ? "" : prefix + ".";
    }

    @Override
    public byte[] name(String series) {
        return new Bytes(series.length() + prefix.length() + 1)
                .text(prefix)
                .text(series)
                .octet(' ')
                .copy();
    }

    @Override
    public void add(byte[] name, long second, double value) {
        lines.line(name, second, value);
    }

    @Override
    public int size() {
        return lines.size();
    }

    @Override
    public byte[] take() {
        var taken = lines.copy();
        lines.clear();
        return taken;
    }
}
