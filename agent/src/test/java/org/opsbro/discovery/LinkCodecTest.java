package org.opsbro.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LinkCodecTest {
    private final SplittableRandom chance = new SplittableRandom(11);
    private final Samples samples = new Samples(chance);

    @Test
    void every_frame_is_read_as_it_was_written() {
        for (var i = 0; i < 2000; i++) {
            var frame = samples.link();

            assertThat(LinkCodec.read(LinkCodec.frames(frame).getFirst())).isEqualTo(frame);
        }
    }

    @Test
    void many_facts_are_cut_into_frames_that_an_agent_takes() {
        var facts = Stream.generate(() -> new Message.Foreign(samples.record(), 5))
                .limit(4000)
                .toList();

        var frames = LinkCodec.frames(new LinkFrame.Tell(facts));

        assertThat(frames).hasSizeGreaterThan(2).allMatch(frame -> frame.length <= SyncCodec.MAX_FRAME);
        List<Message.Foreign> read = new ArrayList<>();
        for (var frame : frames) read.addAll(((LinkFrame.Tell) LinkCodec.read(frame)).facts());
        assertThat(read).isEqualTo(facts);
    }

    @Test
    void whatever_bytes_come_they_are_read_or_refused_by_name() {
        for (var i = 0; i < 20_000; i++) {
            var bytes = LinkCodec.frames(samples.link()).getFirst();
            for (var changes = 1 + chance.nextInt(3); changes > 0; changes--)
                bytes[chance.nextInt(Math.min(bytes.length, 60))] = (byte) chance.nextInt(256);
            readsOrRefuses(bytes);
            readsOrRefuses(Arrays.copyOf(bytes, chance.nextInt(bytes.length)));
            var noise = new byte[chance.nextInt(60)];
            chance.nextBytes(noise);
            readsOrRefuses(noise);
        }
    }

    private static void readsOrRefuses(byte[] bytes) {
        try {
            assertThat(LinkCodec.read(bytes)).isNotNull();
        } catch (BadMessage refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    @Test
    void a_nonce_that_is_too_short_is_refused() {
        var frame =
                LinkCodec.frames(new LinkFrame.Challenge(new byte[8], "europe")).getFirst();

        assertThatThrownBy(() -> LinkCodec.read(frame))
                .isInstanceOf(BadMessage.class)
                .hasMessage("a nonce of 8 bytes, want 32");
    }
}
