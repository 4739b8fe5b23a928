package org.opsbro.kv.raft.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.alipay.sofa.jraft.rpc.CliRequests.AddPeerRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.AppendEntriesRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.PingRequest;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LinkTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration QUIET = Duration.ofHours(1);

    private final Pipe near = Pipe.open();
    private final Pipe far = near.otherEnd();
    private final End end = new End();

    /** What came to one end, and how often it closed. */
    private static final class End implements Link.Ends {
        final LinkedBlockingQueue<Messages.Read> read = new LinkedBlockingQueue<>();
        final AtomicInteger closings = new AtomicInteger();

        @Override
        public void came(Link from, Messages.Read message) {
            read.add(message);
        }

        @Override
        public void closed(Link gone) {
            closings.incrementAndGet();
        }

        Messages.Read next() throws InterruptedException {
            return Objects.requireNonNull(read.poll(30, TimeUnit.SECONDS));
        }
    }

    @AfterEach
    void close() {
        near.close();
        far.close();
    }

    private static Link link(Pipe pipe, End end, Duration beat) {
        var link = new Link(pipe, end, beat);
        Thread.ofVirtual().start(link::run);
        return link;
    }

    private static PingRequest ping(long time) {
        return PingRequest.newBuilder().setSendTimestamp(time).build();
    }

    private static AppendEntriesRequest entries(int bytes) {
        var content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return AppendEntriesRequest.newBuilder()
                .setGroupId("g")
                .setServerId("a:1")
                .setPeerId("b:1")
                .setTerm(1)
                .setPrevLogTerm(0)
                .setPrevLogIndex(0)
                .setCommittedIndex(0)
                .setData(ByteString.copyFrom(content))
                .build();
    }

    @Test
    void messages_come_as_they_went_in_their_order() throws Exception {
        near.stuck(true);
        var sending = link(near, new End(), QUIET);
        link(far, end, QUIET);

        for (var number = 1; number <= 50; number++)
            assertThat(sending.send(Messages.REQUEST, number, ping(number))).isTrue();
        assertThat(sending.send(Messages.ANSWER, 51, entries(1_300_000))).isTrue();
        assertThat(sending.refuse(52, "no such thing")).isTrue();
        near.stuck(false);

        for (var number = 1; number <= 50; number++)
            assertThat(end.next()).isEqualTo(new Messages.Read(Messages.REQUEST, number, ping(number), ""));
        assertThat(end.next()).isEqualTo(new Messages.Read(Messages.ANSWER, 51, entries(1_300_000), ""));
        assertThat(end.next()).isEqualTo(new Messages.Read(Messages.REFUSAL, 52, null, "no such thing"));
    }

    @Test
    void what_waits_goes_in_few_frames() throws Exception {
        near.stuck(true);
        var sending = link(near, end, QUIET);
        for (var number = 1; number <= 1000; number++) sending.send(Messages.REQUEST, number, ping(number));
        near.stuck(false);

        var frames = 0;
        for (var messages = 0; messages < 1000; frames++) {
            var frame = ByteBuffer.wrap(far.next().orElseThrow());
            for (; frame.hasRemaining(); messages++) frame.position(frame.getInt() + frame.position());
        }

        assertThat(frames).isLessThan(10);
    }

    @Test
    void who_does_not_read_is_not_waited_for() {
        near.stuck(true);
        var sending = link(near, end, QUIET);

        var taken = 0;
        while (sending.send(Messages.REQUEST, taken, entries(100_000)) && taken < 1000) taken++;

        // and what the writing thread already holds
        assertThat(taken * 100_000L).isBetween(Link.MOST_WAITING - 100_000, Link.MOST_WAITING + 1_000_000);
        assertThat(sending.writable()).isFalse();
        assertThat(end.closings).hasValue(0);
        near.stuck(false);
        await().atMost(LONG).until(sending::writable);
    }

    @Test
    void an_end_that_has_nothing_to_say_says_so() throws Exception {
        link(near, end, Duration.ofMillis(10));

        for (var beats = 0; beats < 3; beats++)
            assertThat(far.receive())
                    .hasValueSatisfying(frame -> assertThat(frame).isEmpty());
    }

    @Test
    void it_closes_once_and_takes_nothing_then() throws Exception {
        var sending = link(near, end, QUIET);
        sending.close();
        sending.close();
        far.close();

        assertThat(end.closings).hasValue(1);
        assertThat(sending.send(Messages.REQUEST, 1, ping(1))).isFalse();
        assertThat(sending.writable()).isFalse();
        await().atMost(LONG).until(near::closed);
    }

    @Test
    void it_closes_with_the_other_end_and_on_a_silence() {
        link(near, end, QUIET);
        far.close();

        await().atMost(LONG).until(() -> end.closings.get() == 1);
    }

    @Test
    void what_was_sent_before_a_drain_still_goes() throws Exception {
        near.stuck(true);
        var sending = link(near, end, QUIET);
        for (var number = 1; number <= 3; number++) sending.send(Messages.REQUEST, number, entries(200_000));
        sending.drain();
        assertThat(sending.send(Messages.REQUEST, 4, ping(4))).isFalse();
        near.stuck(false);

        for (var number = 1; number <= 3; number++) assertThat(far.next()).isPresent();
        assertThat(far.next()).isEmpty();
        await().atMost(LONG).until(() -> end.closings.get() == 1);
    }

    @Test
    void attributes_are_kept_for_the_engine() {
        var link = link(near, end, QUIET);

        assertThat(link.getAttribute("a")).isNull();
        assertThat(link.setAttributeIfAbsent("a", 1)).isNull();
        assertThat(link.setAttributeIfAbsent("a", 2)).isEqualTo(1);
        link.setAttribute("a", 3);
        assertThat(link.getAttribute("a")).isEqualTo(3);
    }

    @Test
    void garbage_closes_it_and_does_no_more() throws Exception {
        var random = new Random(42);
        for (var round = 0; round < 300; round++) {
            var pipe = Pipe.open();
            var came = new End();
            var other = pipe.otherEnd();
            for (var frame = 0; frame < 5; frame++) {
                var bytes = new byte[random.nextInt(60)];
                random.nextBytes(bytes);
                // a length that is possible gets further
                if (bytes.length > 4)
                    ByteBuffer.wrap(bytes).putInt(random.nextInt(20)).put((byte) random.nextInt(4));
                other.send(bytes);
            }
            other.close();

            new Link(pipe, came, QUIET).run();

            assertThat(came.closings).hasValue(1);
        }
    }

    @Test
    void a_type_that_is_not_known_is_told_and_the_rest_goes_on() throws Exception {
        link(far, end, QUIET);
        var later = Messages.write(Messages.REQUEST, 7, ping(7));
        later[13] = 99;
        near.send(later);
        near.send(Messages.write(Messages.REQUEST, 8, ping(8)));

        assertThat(end.next())
                .isEqualTo(new Messages.Read(Messages.REQUEST, 7, null, "messages of type 99 are not known here"));
        assertThat(end.next().message()).isEqualTo(ping(8));
    }

    @Test
    void messages_that_change_the_members_from_afar_do_not_travel() {
        Message added = AddPeerRequest.newBuilder()
                .setGroupId("g")
                .setLeaderId("a:1")
                .setPeerId("b:1")
                .build();

        assertThatThrownBy(() -> Messages.write(Messages.REQUEST, 1, added))
                .hasMessage("a com.alipay.sofa.jraft.rpc.CliRequests$AddPeerRequest does not travel");
    }

    @Test
    void a_message_is_read_from_anywhere_in_the_bytes() throws IOException {
        var bytes = Messages.write(Messages.ANSWER, -5, ping(9));
        var padded = new byte[bytes.length + 20];
        System.arraycopy(bytes, 0, padded, 10, bytes.length);

        assertThat(Messages.read(padded, 14, bytes.length - 4))
                .isEqualTo(new Messages.Read(Messages.ANSWER, -5, ping(9), ""));
    }
}
