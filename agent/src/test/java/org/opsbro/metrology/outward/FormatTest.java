package org.opsbro.metrology.outward;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class FormatTest {
    private static void add(Format format, String series, long second, double value) {
        format.add(format.name(series), second, value);
    }

    @Test
    void lines_of_graphite() {
        var format = new GraphiteLines("site.a");
        add(format, "web-1.cpu.idle;core=0", 1_796_040_000, 12.5);
        add(format, "b", 1, -3);

        assertThat(new String(format.take(), UTF_8))
                .isEqualTo("site.a.web-1.cpu.idle;core=0 12.5 1796040000\nsite.a.b -3 1\n");
        assertThat(format.size()).isZero();
        var plain = new GraphiteLines("");
        add(plain, "ä", 1, 0);
        assertThat(new String(plain.take(), UTF_8)).isEqualTo("ä 0 1\n");
    }

    @Test
    void numbers_are_read_back_to_the_bit() {
        var random = new SplittableRandom(1);
        var values = new ArrayList<>(List.of(
                0.0,
                -0.0,
                0.1,
                1e-9,
                1e-10,
                0.1 + 0.2,
                1e15,
                1e18,
                9.2e18,
                1e19,
                -1e300,
                Double.MIN_VALUE,
                123.000001,
                -7.05));
        values.add(Double.MAX_VALUE);
        values.add((double) Long.MIN_VALUE);
        for (var i = 0; i < 20_000; i++) {
            values.add(random.nextLong(2_000_000_000) / Math.pow(10, random.nextInt(10)) - 1000);
            var any = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(any)) values.add(any);
        }
        for (var value : values) {
            var text = new String(new Bytes(1).decimal(value).copy(), UTF_8);
            assertThat(Double.parseDouble(text)).as(text).isEqualTo(value);
        }
        for (var number : new long[] {0, 9, 10, -1, Long.MAX_VALUE, Long.MIN_VALUE, 1_000_000_000_000_000_000L})
            assertThat(new String(new Bytes(1).digits(number).copy(), UTF_8)).isEqualTo(Long.toString(number));
    }

    private static String gunzip(byte[] bytes) throws IOException {
        return new String(new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes(), UTF_8);
    }

    @Test
    void lines_of_influx_have_this_node_as_a_tag_and_the_last_part_as_the_field() throws Exception {
        var format = new InfluxLines(() -> "web-1");
        add(format, "web-1.loadaverage.load1", 10, 0.25);
        add(format, "orders;shop=a,b=c;node=other", 20, 3);
        add(format, "a\\.b=c", 30, 1);

        assertThat(gunzip(format.take())).isEqualTo("""
                        loadaverage,node=web-1 load1=0.25 10
                        orders,exported_node=other,node=web-1,shop=a\\,b\\=c value=3 20
                        a_,node=web-1 b\\=c=1 30
                        """);
    }

    /** {@code NAME{LABEL=VALUE,...} VALUE@MILLIS} of each time series of a request, by the numbers of the fields in prompb. */
    static List<String> samples(byte[] request) {
        var all = new ArrayList<String>();
        var bytes = ByteBuffer.wrap(SnappyTest.decompress(request)).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) all.add(series(message(bytes, 1)));
        return all;
    }

    private static ByteBuffer message(ByteBuffer from, int field) {
        assertThat(varint(from)).isEqualTo((field << 3) | 2);
        var length = (int) varint(from);
        var message = from.slice(from.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        from.position(from.position() + length);
        return message;
    }

    private static long varint(ByteBuffer from) {
        var value = 0L;
        for (var shift = 0; ; shift += 7) {
            var next = from.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) return value;
        }
    }

    private static String series(ByteBuffer series) {
        var labels = new ArrayList<String>();
        while (series.get(series.position()) == ((1 << 3) | 2)) {
            var label = message(series, 1);
            labels.add(text(label, 1) + "=" + text(label, 2));
            assertThat(label.hasRemaining()).isFalse();
        }
        var sample = message(series, 2);
        assertThat(series.hasRemaining()).isFalse();
        assertThat(varint(sample)).isEqualTo((1 << 3) | 1);
        var value = sample.getDouble();
        assertThat(varint(sample)).isEqualTo(2 << 3);
        return String.join(",", labels) + " " + value + "@" + varint(sample);
    }

    private static String text(ByteBuffer from, int field) {
        return UTF_8.decode(message(from, field)).toString();
    }

    @Test
    void requests_of_remote_write_have_labels_in_order_and_names_that_prometheus_takes() {
        var format = new RemoteWrite("", () -> "web-1");
        add(format, "web-1.loadaverage.load1", 1_796_040_000, 0.25);
        add(format, "1.a-b;zone=z;__x=1;a.b=ä", 10, -1e300);
        add(format, "other", 0, 0);

        assertThat(samples(format.take()))
                .containsExactly(
                        "__name__=loadaverage_load1,node=web-1 0.25@1796040000000",
                        "__name__=_1_a_b,_x=1,a_b=ä,node=web-1,zone=z -1.0E300@10000",
                        "__name__=other,node=web-1 0.0@0");
    }

    @Test
    void two_series_never_become_the_same() {
        var format = new RemoteWrite("p_", () -> "n");
        add(format, "a.b", 1, 1);
        add(format, "a_b", 1, 2);
        add(format, "a.b", 2, 3);
        add(format, "n.a.b", 2, 4);

        assertThat(samples(format.take()))
                .containsExactly(
                        "__name__=p_a_b,node=n 1.0@1000",
                        "__name__=p_a_b,node=n,series=a_b 2.0@1000",
                        "__name__=p_a_b,node=n 3.0@2000",
                        "__name__=p_a_b,node=n,series=n.a.b 4.0@2000");
    }

    @Test
    void any_name_can_be_told() {
        var random = new SplittableRandom(2);
        var letters = ";=.,~_-a1\\\"{}\u00e4\ud83d:";
        for (var i = 0; i < 5000; i++) {
            var name = new StringBuilder();
            for (var n = random.nextInt(1, 20); n > 0; n--)
                name.append(letters.charAt(random.nextInt(letters.length())));
            var remote = new RemoteWrite("", () -> "n");
            add(remote, name.toString(), 1, 1);
            assertThat(samples(remote.take()).getFirst()).contains("__name__=");
            var influx = new InfluxLines(() -> "n");
            assertThat(new String(influx.name(name.toString()), ISO_8859_1)).containsOnlyOnce(" ");
        }
    }
}
