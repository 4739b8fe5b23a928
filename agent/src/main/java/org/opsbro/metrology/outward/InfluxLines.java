package org.opsbro.metrology.outward;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;

/**
 * The line protocol of InfluxDB, times in seconds, compressed by gzip: {@code MEASUREMENT,TAG=VALUE FIELD=NUMBER TIME}. The last part of a path is the field, what is
 * before it the measurement; the field of a path of one part is {@code value} (docs.influxdata.com/influxdb/v1/write_protocols/line_protocol_reference).
 */
public final class InfluxLines implements Format {
    private final Supplier<String> node;
    private final Bytes lines = new Bytes(4096);

    /** @param node the name of this one, as it stands in names of series */
    public InfluxLines(Supplier<String> node) {
        this.node = node;
    }

    @Override
    public byte[] name(String series) {
        var told = Told.of(series, node.get(), name -> name);
        var dot = told.path().lastIndexOf('.');
        var line = new Bytes(2 * series.length());
        line.text(escaped(dot > 0 ? told.path().substring(0, dot) : told.path(), ","));
        told.labels()
                .forEach((name, value) ->
                        line.octet(',').text(escaped(name, ",=")).octet('=').text(escaped(value, ",=")));
        return line.octet(' ')
                .text(escaped(dot > 0 ? told.path().substring(dot + 1) : "value", ",="))
                .octet('=')
                .copy();
    }

    /** Spaces are in no name of a series. A backslash at the end would take away the meaning of what follows. */
    private static String escaped(String text, String special) {
        var escaped = new StringBuilder(text.length());
        for (var i = 0; i < text.length(); i++) {
            var letter = text.charAt(i);
            if (special.indexOf(letter) >= 0) escaped.append('\\');
            escaped.append(letter == '\\' ? '_' : letter);
        }
        return escaped.isEmpty() ? "_" : escaped.toString();
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
        var compressed = new ByteArrayOutputStream(lines.size() / 4 + 64);
        try (var gzip = new GZIPOutputStream(compressed)) {
            gzip.write(lines.array(), 0, lines.size());
        } catch (IOException impossible) { // it is written to memory
            throw new UncheckedIOException(impossible);
        }
        lines.clear();
        return compressed.toByteArray();
    }
}
