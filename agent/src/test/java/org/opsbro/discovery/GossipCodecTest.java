package org.opsbro.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.opsbro.model.NodeId;

class GossipCodecTest {
    private final SplittableRandom chance = new SplittableRandom(7);
    private final Samples samples = new Samples(chance);

    @Test
    void every_packet_is_read_as_it_was_written() {
        for (var i = 0; i < 3000; i++) {
            var messages = samples.messages();

            assertThat(GossipCodec.read(GossipCodec.write(messages))).isEqualTo(messages);
        }
    }

    @Test
    void every_frame_is_read_as_it_was_written() {
        for (var i = 0; i < 1000; i++) {
            var sync = samples.sync();

            var frames = SyncCodec.frames(sync);

            assertThat(frames).hasSize(1);
            assertThat(SyncCodec.read(frames.getFirst())).isEqualTo(sync);
        }
    }

    @Test
    void many_records_are_cut_into_frames_that_an_agent_takes() {
        var records =
                java.util.stream.Stream.generate(samples::record).limit(5000).toList();

        var frames = SyncCodec.frames(new Sync.Records(records, List.of(), List.of(), List.of(5L), List.of(), false));

        assertThat(frames).hasSizeGreaterThan(2).allMatch(frame -> frame.length <= SyncCodec.MAX_FRAME);
        var read = frames.stream()
                .map(frame -> (Sync.Records) SyncCodec.read(frame))
                .toList();
        assertThat(read.stream().flatMap(frame -> frame.members().stream()).toList())
                .isEqualTo(records);
        assertThat(read.subList(0, read.size() - 1))
                .allMatch(frame -> frame.more() && frame.wanted().isEmpty());
        assertThat(read.getLast().more()).isFalse();
        assertThat(read.getLast().wanted()).containsExactly(5L);
    }

    @Test
    void random_bytes_are_refused_by_name_or_read() {
        for (var i = 0; i < 100_000; i++) {
            var bytes = new byte[chance.nextInt(80)];
            chance.nextBytes(bytes);

            readsOrRefuses(bytes);
        }
    }

    @Test
    void packets_with_a_few_changed_bytes_are_refused_by_name_or_read() {
        for (var i = 0; i < 20_000; i++) {
            var bytes = GossipCodec.write(samples.messages());
            for (var changes = 1 + chance.nextInt(3); changes > 0; changes--)
                bytes[chance.nextInt(bytes.length)] = (byte) chance.nextInt(256);

            readsOrRefuses(bytes);
        }
    }

    @Test
    void each_byte_of_a_packet_may_be_any_length() {
        for (var kind = 0; kind < 200; kind++) {
            var bytes = GossipCodec.write(List.of(samples.message()));
            for (var at = 0; at < bytes.length; at++)
                for (var value : new int[] {0, 1, 0x7f, 0x80, 0xff}) {
                    var changed = bytes.clone();
                    changed[at] = (byte) value;

                    readsOrRefuses(changed);
                }
        }
    }

    @Test
    void packets_cut_short_anywhere_are_refused_by_name_or_read() {
        for (var i = 0; i < 300; i++) {
            var bytes = GossipCodec.write(samples.messages());
            for (var length = 0; length < bytes.length; length++) readsOrRefuses(Arrays.copyOf(bytes, length));
        }
    }

    @Test
    void frames_with_a_few_changed_bytes_are_refused_by_name_or_read() {
        for (var i = 0; i < 20_000; i++) {
            var bytes = SyncCodec.frames(samples.sync()).getFirst();
            for (var changes = 1 + chance.nextInt(3); changes > 0; changes--)
                bytes[chance.nextInt(Math.min(bytes.length, 60))] = (byte) chance.nextInt(256);

            try {
                SyncCodec.read(bytes);
            } catch (BadMessage refused) {
                assertThat(refused).hasMessageMatching("(?s).{5,}");
            }
        }
    }

    @Test
    void a_length_of_gigabytes_makes_no_room() {
        var huge = new byte[] {0x2a, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07};

        assertThatThrownBy(() -> GossipCodec.read(huge))
                .isInstanceOf(BadMessage.class)
                .hasMessageContaining("2147483647 bytes, 0 are there");
    }

    @Test
    void a_frame_that_inflates_without_end_is_refused() {
        var deflater = new java.util.zip.Deflater();
        deflater.setInput(new byte[64 * 1024 * 1024]);
        deflater.finish();
        var frame = new byte[200_000];
        frame[0] = 1;
        var length = deflater.deflate(frame, 1, frame.length - 1) + 1;
        deflater.end();

        assertThatThrownBy(() -> SyncCodec.read(Arrays.copyOf(frame, length)))
                .isInstanceOf(BadMessage.class)
                .hasMessageContaining("inflates to more than 1048576 bytes");
    }

    @Test
    void what_a_later_version_adds_is_skipped() {
        var later = new ProtoWriter(64);
        var ping = later.begin(1);
        later.number(1, 5);
        later.text(90, "new");
        later.end(ping);
        var unknown = later.begin(77);
        later.number(1, 5);
        later.end(unknown);

        assertThat(GossipCodec.read(later.bytes())).containsExactly(new Message.Ping(5, 0));
    }

    @Test
    void names_that_would_harm_are_refused() {
        var out = new ProtoWriter(64);
        var alive = out.begin(5);
        out.bytes(1, IdCodec.packed(new NodeId("ab")));
        var profile = out.begin(5);
        out.text(3, "evil.example.org");
        out.end(profile);
        out.end(alive);

        assertThatThrownBy(() -> GossipCodec.read(out.bytes()))
                .isInstanceOf(BadMessage.class)
                .hasMessage("want an IPv4 or IPv6 address, found evil.example.org");
    }

    private static void readsOrRefuses(byte[] bytes) {
        try {
            assertThat(GossipCodec.read(bytes)).isNotNull();
        } catch (BadMessage refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }
}
