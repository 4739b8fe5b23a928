package org.opsbro.discovery.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.opsbro.discovery.Sync;
import org.opsbro.discovery.SyncCodec;
import org.opsbro.model.NodeId;
import org.opsbro.wire.Peer;
import org.opsbro.wire.Stream;

class ConversationsTest {
    /** Another end that says the same for ever. */
    private record Endless(byte[] frame) implements Stream {
        @Override
        public Peer peer() {
            return new Peer(new NodeId("aa"), "internet", true, new InetSocketAddress(0));
        }

        @Override
        public void send(byte[] ignored) {}

        @Override
        public Optional<byte[]> receive() {
            return Optional.of(frame);
        }

        @Override
        public void close() {}
    }

    /** Digests of nothing but zeroes: a quarter of a mebibyte that deflates to next to nothing. */
    private static byte[] bomb() {
        var digests = new Sync.Digests(4, new int[0], new long[2 * 32_768 - 2], new long[0], false);
        var frames = SyncCodec.frames(digests);
        assertThat(frames).hasSize(1);
        assertThat(frames.getFirst().length).isLessThan(10_000);
        return frames.getFirst();
    }

    @Test
    void what_inflates_to_more_than_a_conversation_may_have_ends_it() {
        List<Sync> came = new ArrayList<>();

        assertThatThrownBy(() -> Conversations.hold(new Endless(bomb()), sync -> {
                    came.add(sync);
                    if (came.size() > 100) throw new UncheckedIOException(new IOException("no end"));
                    return List.of(sync);
                }))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a conversation of more than " + SyncCodec.MAX_CONVERSATION);
        assertThat(came.size() * 8L * 65_534).isLessThanOrEqualTo(SyncCodec.MAX_CONVERSATION);
    }
}
