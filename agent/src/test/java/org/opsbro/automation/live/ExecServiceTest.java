package org.opsbro.automation.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.automation.Admission.Here;
import org.opsbro.automation.Errand;
import org.opsbro.automation.Frame;
import org.opsbro.automation.Order;
import org.opsbro.host.Commands;
import org.opsbro.host.linux.LinuxHost;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value.Fields;
import org.opsbro.wire.Peer;
import org.opsbro.wire.Stream;

/** One node that obeys, and whoever likes to order. */
class ExecServiceTest {
    private static final Node SELF = Node.named(new NodeId("bbbb"), "db-1", "paris");
    private static final NodeId BOSS = new NodeId("aaaa");

    @TempDir
    private Path folder;

    private ZoneAuthorities authorities;
    private Audit audit;
    private ExecService service;

    @BeforeEach
    void service() throws IOException {
        authorities = new ZoneAuthorities(folder, List::of);
        authorities.generate("paris", false);
        audit = new Audit(folder.resolve("audit"), InstantSource.system());
        service = service(new LinuxHost().commands());
    }

    @AfterEach
    void end() throws IOException {
        service.close();
        audit.close();
    }

    private ExecService service(Commands commands) throws IOException {
        return new ExecService(
                commands,
                () -> new Here(SELF, true, List.of("paris")),
                authorities,
                audit,
                folder.resolve("seen"),
                InstantSource.system());
    }

    private static Order order(Errand errand, String nonce) {
        return new Order(
                "ab12",
                SELF.id(),
                "paris",
                "paris",
                errand,
                new Order.Requester(BOSS, "boss", "alice"),
                nonce.repeat(32),
                Instant.ofEpochMilli(System.currentTimeMillis()).plus(Order.LIFE));
    }

    private static Errand touch(Path file) {
        return new Errand("*", List.of("touch", file.toString()), false, Duration.ofSeconds(20), 1024);
    }

    private Frame.Signed signed(Order order) {
        var signer = authorities.of("paris").orElseThrow();
        return new Frame.Signed(order.bytes(), signer.sign().apply(order.bytes()));
    }

    private static Pipe.Ends pipe(Duration patience) {
        var peer = new Peer(BOSS, "paris", true, new InetSocketAddress(0));
        return Pipe.between(peer, peer, patience);
    }

    /** Sends one frame, and gives all that comes back. */
    private List<Frame> answers(byte[] first) throws IOException {
        var ends = pipe(Duration.ofSeconds(10));
        serve(ends.other());
        List<Frame> answers = new ArrayList<>();
        try (var stream = ends.one()) {
            stream.send(first);
            for (var next = stream.receive(); next.isPresent(); next = stream.receive()) {
                answers.add(Frame.read(next.get()));
                if (answers.getLast() instanceof Frame.Ended) break;
            }
        }
        return answers;
    }

    private void serve(Stream stream) {
        Thread.ofVirtual().start(() -> {
            try (stream) {
                service.serve(stream);
            } catch (IOException gone) {
                return; // as the server of streams takes it
            }
        });
    }

    private String refusal(byte[] first) throws IOException {
        var answers = answers(first);
        assertThat(answers).hasSize(1);
        assertThat(answers.getFirst()).isInstanceOf(Frame.Refused.class);
        return ((Frame.Refused) answers.getFirst()).reason();
    }

    private Fields lastEntry() {
        return audit.last(1).getFirst();
    }

    @Test
    void a_replayed_order_runs_once_also_after_a_restart() throws IOException {
        var frame = signed(order(touch(folder.resolve("ran")), "1")).bytes();
        assertThat(answers(frame)).last().isInstanceOf(Frame.Ended.class);
        Files.delete(folder.resolve("ran"));

        assertThat(refusal(frame)).isEqualTo("this order was taken before: it is for once");
        service.close();
        service = service(new LinuxHost().commands());
        assertThat(refusal(frame)).isEqualTo("this order was taken before: it is for once");

        assertThat(folder.resolve("ran")).doesNotExist();
        assertThat(lastEntry().get("deed").display()).isEqualTo("refused");
        assertThat(lastEntry().get("reason").display()).contains("taken before");
    }

    @Test
    void a_damaged_memory_takes_no_order_for_a_minute() throws IOException {
        Files.writeString(folder.resolve("seen"), "{\"seen\": {");
        service = service(new LinuxHost().commands());

        assertThat(refusal(signed(order(touch(folder.resolve("ran")), "1")).bytes()))
                .contains("memory of orders was lost");
    }

    @Test
    void a_tampered_order_is_refused_and_written_down_as_nobodys() throws IOException {
        var frame = signed(order(touch(folder.resolve("ran")), "1"));
        var other = order(touch(folder.resolve("ran")), "2").bytes();

        assertThat(refusal(new Frame.Signed(other, frame.signature()).bytes())).contains("not signed by the authority");

        assertThat(lastEntry().get("signed").display()).isEqualTo("false");
        assertThat(lastEntry().get("sender").display()).isEqualTo("aaaa");
        assertThat(folder.resolve("ran")).doesNotExist();
    }

    @Test
    void an_order_that_another_key_signed_is_refused() throws IOException {
        var frame = signed(order(touch(folder.resolve("ran")), "1"));
        authorities.generate("paris", true);

        assertThat(refusal(frame.bytes())).contains("compare the public keys of both nodes");
    }

    @Test
    void without_a_key_every_order_is_refused() throws IOException {
        var frame = signed(order(touch(folder.resolve("ran")), "1"));
        authorities.remove("paris");

        assertThat(refusal(frame.bytes()))
                .startsWith("exec is off on this node: no public key of the zone paris is installed");
    }

    @Test
    void nonsense_and_wrong_first_frames_are_refused_and_run_nothing() throws IOException {
        assertThat(refusal(new Frame.Cancel().bytes())).isEqualTo("the first frame is no order");
        assertThat(refusal(new byte[] {1, 2})).startsWith("the first frame is broken: cut short");
        var random = new SplittableRandom(5);
        for (var i = 0; i < 300; i++) {
            var bytes = signed(order(touch(folder.resolve("ran")), "1")).bytes();
            bytes[random.nextInt(bytes.length)] ^= (byte) random.nextInt(1, 256);
            assertThat(refusal(bytes)).isNotBlank();
        }
        assertThat(folder.resolve("ran")).doesNotExist();
        assertThat(audit.last(1000)).hasSizeLessThan(70);
    }

    @Test
    void a_stream_in_clear_is_refused() throws IOException {
        var peer = new Peer(BOSS, "paris", false, new InetSocketAddress(0));
        var ends = Pipe.between(peer, peer, Duration.ofSeconds(5));
        serve(ends.other());
        ends.one().send(signed(order(touch(folder.resolve("ran")), "1")).bytes());

        assertThat(Frame.read(ends.one().receive().orElseThrow()))
                .isEqualTo(new Frame.Refused(
                        "the stream is not encrypted: exec wants a gossip key of the zone on both nodes"));
    }

    @Test
    void what_cannot_be_written_down_is_not_run() throws IOException {
        audit.close();
        Files.delete(folder.resolve("audit"));

        assertThat(refusal(signed(order(touch(folder.resolve("ran")), "1")).bytes()))
                .startsWith("the audit journal cannot be written");
        assertThat(folder.resolve("ran")).doesNotExist();
    }

    @Test
    void a_receiver_that_takes_nothing_makes_the_command_wait_and_its_end_kills_it() throws IOException {
        var mark = "73" + ProcessHandle.current().pid();
        var line = "sleep " + mark + " & while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done";
        var ends = pipe(Duration.ofSeconds(10));
        serve(ends.other());
        ends.one()
                .send(signed(order(
                                new Errand("*", List.of(line), true, Duration.ofMinutes(5), Errand.MOST_OUTPUT_BYTES),
                                "1"))
                        .bytes());
        Awaitility.await().until(() -> running(mark));

        ends.one().close();

        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !running(mark));
        Awaitility.await().until(() -> lastEntry().get("deed").display().equals("ended"));
        assertThat(lastEntry().get("manner").display()).isEqualTo("cancelled");
        assertThat(lastEntry().get("reason").display()).contains("the node that ordered it");
    }

    private static boolean running(String mark) {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .anyMatch(line -> line.contains("sleep " + mark));
    }

    @Test
    void one_who_orders_and_falls_silent_loses_the_command() throws IOException {
        var mark = "74" + ProcessHandle.current().pid();
        var ends = pipe(Duration.ofMillis(500));
        serve(ends.other());
        ends.one()
                .send(signed(order(new Errand("*", List.of("sleep", mark), false, Duration.ofMinutes(5), 100), "1"))
                        .bytes());
        Awaitility.await().until(() -> running(mark));

        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !running(mark));
        Awaitility.await().until(() -> lastEntry().get("deed").display().equals("ended"));
        assertThat(lastEntry().get("reason").display())
                .isEqualTo("the node that ordered it is not heard any more: the other end was silent");
    }

    @Test
    void an_agent_that_stops_takes_the_commands_with_it() throws IOException {
        var mark = "75" + ProcessHandle.current().pid();
        var ends = pipe(Duration.ofSeconds(10));
        serve(ends.other());
        ends.one()
                .send(signed(order(new Errand("*", List.of("sleep", mark), false, Duration.ofMinutes(5), 100), "1"))
                        .bytes());
        Awaitility.await().until(() -> running(mark));
        var reading = Thread.ofVirtual().start(() -> drain(ends.one()));

        service.close();

        assertThat(running(mark)).isFalse();
        assertThat(lastEntry().get("manner").display()).isEqualTo("cancelled");
        assertThat(lastEntry().get("reason").display()).isEqualTo("the agent there stops");
        ends.one().close();
        Awaitility.await().until(() -> !reading.isAlive());
    }

    private static void drain(Stream stream) {
        try {
            for (var frame = stream.receive(); frame.isPresent(); ) {
                if (Frame.read(frame.get()) instanceof Frame.Ended) stream.close();
                frame = stream.receive();
            }
        } catch (IOException over) {
            return; // all was said
        }
    }

    @Test
    void only_so_many_commands_run_together() throws IOException {
        var mark = "76" + ProcessHandle.current().pid();
        List<Pipe.Ends> all = new ArrayList<>();
        for (var digit : "0123456789abcdef".split("")) {
            var ends = pipe(Duration.ofSeconds(10));
            all.add(ends);
            serve(ends.other());
            ends.one()
                    .send(signed(order(
                                    new Errand("*", List.of("sleep", mark), false, Duration.ofMinutes(5), 100), digit))
                            .bytes());
            assertThat(Frame.read(ends.one().receive().orElseThrow())).isEqualTo(new Frame.Started());
        }
        var one = new Order(
                "ab12",
                SELF.id(),
                "paris",
                "paris",
                touch(folder.resolve("ran")),
                new Order.Requester(BOSS, "boss", "alice"),
                "01".repeat(16),
                Instant.ofEpochMilli(System.currentTimeMillis()).plus(Order.LIFE));

        assertThat(refusal(signed(one).bytes())).isEqualTo("16 commands already run here: try again");

        all.forEach(ends -> ends.one().close());
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !running(mark));
    }
}
