package org.opsbro.kv.raft.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.core.ReplicatorGroupImpl;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.error.InvokeTimeoutException;
import com.alipay.sofa.jraft.error.RemotingException;
import com.alipay.sofa.jraft.rpc.InvokeCallback;
import com.alipay.sofa.jraft.rpc.RpcRequests.AppendEntriesRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.AppendEntriesResponse;
import com.alipay.sofa.jraft.rpc.RpcRequests.ErrorResponse;
import com.alipay.sofa.jraft.rpc.RpcRequests.PingRequest;
import com.alipay.sofa.jraft.rpc.RpcResponseClosureAdapter;
import com.alipay.sofa.jraft.rpc.impl.core.DefaultRaftClientService;
import com.alipay.sofa.jraft.util.Endpoint;
import com.alipay.sofa.jraft.util.concurrent.DefaultFixedThreadsExecutorGroupFactory;
import com.alipay.sofa.jraft.util.concurrent.FixedThreadsExecutorGroup;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opsbro.model.NodeId;
import org.opsbro.wire.Stream;

class PeerClientTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Endpoint B = new Endpoint("b", 1);

    private final BlockingQueue<Pipe> dialed = new LinkedBlockingQueue<>();
    private final AtomicInteger dials = new AtomicInteger();
    private volatile Dialer dialer = this::pipe;
    private final EngineOptions options =
            new EngineOptions((to, patience) -> dialer.dial(to, patience), Duration.ofHours(1));
    private final PeerClient client = new PeerClient();

    PeerClientTest() {
        client.init(options);
    }

    @AfterEach
    void close() {
        client.shutdown();
    }

    private Stream pipe(NodeId to, Duration patience) {
        dials.incrementAndGet();
        var pipe = Pipe.open();
        dialed.add(pipe.otherEnd());
        return pipe;
    }

    private Pipe server() throws InterruptedException {
        var pipe = dialed.poll(30, TimeUnit.SECONDS);
        assertThat(pipe).isNotNull();
        return pipe;
    }

    private static PingRequest ping(long time) {
        return PingRequest.newBuilder().setSendTimestamp(time).build();
    }

    private CompletableFuture<Object> ask(long time, long timeoutMillis) {
        var told = new CompletableFuture<Object>();
        client.invokeAsync(
                B,
                ping(time),
                null,
                new InvokeCallback() {
                    @Override
                    public void complete(@Nullable Object result, @Nullable Throwable failure) {
                        if (failure != null) told.completeExceptionally(failure);
                        else if (!told.complete(result)) throw new IllegalStateException("told twice");
                    }

                    @Override
                    public Executor executor() {
                        return Runnable::run;
                    }
                },
                timeoutMillis);
        return told;
    }

    /** The numbers of the requests that came. */
    private static List<Long> numbers(Pipe server, int count) throws IOException {
        var numbers = new ArrayList<Long>();
        while (numbers.size() < count) {
            var frame = ByteBuffer.wrap(server.next().orElseThrow());
            while (frame.hasRemaining()) {
                var end = frame.getInt() + frame.position();
                assertThat(frame.get()).isEqualTo((byte) Messages.REQUEST);
                numbers.add(frame.getLong());
                frame.position(end);
            }
        }
        return numbers;
    }

    private static void answer(Pipe server, long number, int code) throws IOException {
        server.send(Messages.write(
                Messages.ANSWER,
                number,
                ErrorResponse.newBuilder().setErrorCode(code).build()));
    }

    private static Object code(CompletableFuture<Object> told) throws Exception {
        return ((ErrorResponse) told.get(30, TimeUnit.SECONDS)).getErrorCode();
    }

    private static Throwable failure(CompletableFuture<Object> told) {
        try {
            throw new AssertionError("got " + told.get(30, TimeUnit.SECONDS));
        } catch (ExecutionException failed) {
            return Objects.requireNonNull(failed.getCause());
        } catch (Exception other) {
            throw new AssertionError(other);
        }
    }

    @Test
    void each_answer_finds_its_request_in_any_order() throws Exception {
        var first = ask(1, 30_000);
        var second = ask(2, 30_000);
        var third = ask(3, 30_000);
        var server = server();
        var numbers = numbers(server, 3);

        answer(server, numbers.get(2), 30);
        answer(server, numbers.get(0), 10);
        answer(server, numbers.get(1), 20);

        assertThat(code(first)).isEqualTo(10);
        assertThat(code(second)).isEqualTo(20);
        assertThat(code(third)).isEqualTo(30);
        assertThat(dials).hasValue(1);
    }

    @Test
    void answers_that_are_late_or_double_or_to_nothing_are_dropped() throws Exception {
        var late = ask(1, 50);
        var server = server();
        var number = numbers(server, 1).getFirst();
        assertThat(failure(late)).isInstanceOf(InvokeTimeoutException.class);
        answer(server, number, 1);
        answer(server, 99_999, 2);

        var next = ask(2, 30_000);
        var second = numbers(server, 1).getFirst();
        answer(server, second, 20);
        answer(server, second, 21);

        assertThat(code(next)).isEqualTo(20);
        var last = ask(3, 30_000);
        answer(server, numbers(server, 1).getFirst(), 30);
        assertThat(code(last)).isEqualTo(30);
    }

    @Test
    void a_connection_that_breaks_fails_what_waits_and_is_made_anew() throws Exception {
        var first = ask(1, 30_000);
        var server = server();
        numbers(server, 1);

        server.close();

        assertThat(failure(first)).isInstanceOf(RemotingException.class).hasMessageContaining("broke");
        var second = ask(2, 30_000);
        server = server();
        answer(server, numbers(server, 1).getFirst(), 20);
        assertThat(code(second)).isEqualTo(20);
    }

    @Test
    void a_message_that_is_cut_short_is_no_answer() throws Exception {
        var told = ask(1, 30_000);
        var server = server();
        var whole = Messages.write(
                Messages.ANSWER,
                numbers(server, 1).getFirst(),
                ErrorResponse.getDefaultInstance().toBuilder().setErrorCode(1).build());
        server.send(Arrays.copyOf(whole, whole.length - 1));
        server.close();

        assertThat(failure(told)).hasMessageContaining("broke");
    }

    @Test
    void a_refusal_is_told_at_once() throws Exception {
        var told = ask(1, 30_000);
        var server = server();
        server.send(Messages.refusal(numbers(server, 1).getFirst(), "nobody here does that"));

        assertThat(failure(told)).hasMessage("b:1 has no answer: nobody here does that");
    }

    @Test
    void who_cannot_be_reached_is_told_at_once() {
        dialer = (to, patience) -> {
            throw new IOException("refused");
        };

        assertThat(failure(ask(1, 30_000))).hasMessage("b:1 cannot be reached: refused");
        assertThatThrownBy(() -> client.invokeSync(B, ping(1), null, 30_000)).hasMessageContaining("cannot be reached");
        assertThat(client.checkConnection(B)).isFalse();
    }

    /** Elections ping the others one after the other while nothing else can happen. */
    @Test
    void who_does_not_answer_is_waited_for_once() throws Exception {
        var connected = new CountDownLatch(1);
        dialer = (to, patience) -> {
            try {
                connected.await();
            } catch (InterruptedException over) {
                throw new IOException(over);
            }
            return pipe(to, patience);
        };
        assertThatThrownBy(() -> client.invokeSync(B, ping(1), null, 200)).isInstanceOf(InvokeTimeoutException.class);

        var start = System.nanoTime();
        for (var times = 0; times < 100; times++)
            assertThatThrownBy(() -> client.invokeSync(B, ping(1), null, 100)).hasMessage("b:1 does not answer");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));

        connected.countDown();
        await().atMost(LONG).until(() -> client.checkConnection(B, true));
        var told = CompletableFuture.supplyAsync(() -> {
            try {
                return client.invokeSync(B, ping(2), null, 30_000);
            } catch (Exception failed) {
                throw new AssertionError(failed);
            }
        });
        var server = server();
        var numbers = numbers(server, 1);
        answer(server, numbers.getLast(), 5);
        assertThat(code(told)).isEqualTo(5);
    }

    @Test
    void who_does_not_read_is_not_waited_for() throws Exception {
        dialer = (to, patience) -> {
            var pipe = (Pipe) pipe(to, patience);
            pipe.stuck(true);
            return pipe;
        };
        var large = entries(400_000);
        var told = new LinkedBlockingQueue<Throwable>();
        for (var times = 0; times < 20; times++) client.invokeAsync(B, large, null, failing(told), 60_000);

        var failure = told.poll(30, TimeUnit.SECONDS);

        assertThat(failure).hasMessageContaining("does not read what is sent to it");
        // the link takes one frame more out of what waits, and is stuck with it
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            client.invokeAsync(B, large, null, failing(told), 60_000);
            return !client.checkConnection(B);
        });
    }

    private static InvokeCallback failing(BlockingQueue<Throwable> told) {
        return new InvokeCallback() {
            @Override
            public void complete(@Nullable Object result, @Nullable Throwable failure) {
                if (failure != null) told.add(failure);
            }

            @Override
            public Executor executor() {
                return Runnable::run;
            }
        };
    }

    private static AppendEntriesRequest entries(int bytes) {
        return AppendEntriesRequest.newBuilder()
                .setGroupId("g")
                .setServerId("a:1")
                .setPeerId("b:1")
                .setTerm(1)
                .setPrevLogTerm(0)
                .setPrevLogIndex(0)
                .setCommittedIndex(0)
                .setData(ByteString.copyFrom(new byte[bytes]))
                .build();
    }

    @Test
    void a_link_that_is_wanted_is_made_anew_without_anybody_asking() throws Exception {
        options.wanted(B::equals);
        assertThat(client.checkConnection(B, true)).isFalse();
        server().close();
        server().close();
        server();
        await().atMost(LONG).until(() -> client.checkConnection(B));

        options.wanted(endpoint -> false);
        client.closeConnection(B);
        await().atMost(LONG).until(() -> !client.checkConnection(B));
    }

    @Test
    void after_it_was_closed_nothing_is_sent() throws Exception {
        var told = ask(1, 30_000);
        var server = server();
        numbers(server, 1);
        client.shutdown();

        assertThat(failure(ask(2, 30_000))).hasMessageContaining("closing");
        assertThat(failure(told)).hasMessageContaining("broke");
        assertThat(server.next()).isEmpty();
    }

    /**
     * SOFAJRaft 1.4.1 counts who consents to a read in one object that all followers share: the answer is put into it and read from it in two steps. Here
     * four followers refuse but one, again and again; whoever sees the consent in place of a refusal would read what is stale. With one thread for all answers,
     * as {@link Engine} has it, that does not happen; with more it does.
     */
    @ParameterizedTest
    @CsvSource({"1, false", "4, true"})
    void a_refusal_never_counts_as_the_consent_of_another(int threads, boolean wrong) throws Exception {
        var answers = threads == 1
                ? configured()
                : DefaultFixedThreadsExecutorGroupFactory.INSTANCE.newExecutorGroup(threads, "several", 1000, true);
        var service = new DefaultRaftClientService(NOBODY, answers);
        options.setRpcProcessorThreadPoolSize(6);
        dialer = (to, patience) -> follower(to.uuid().equals("f0"));
        assertThat(service.init(options)).isTrue();
        var followers =
                List.of(new Endpoint("f0", 1), new Endpoint("f1", 1), new Endpoint("f2", 1), new Endpoint("f3", 1));
        for (var follower : followers) await().atMost(LONG).until(() -> service.checkConnection(follower, true));

        var mistaken = 0;
        for (var round = 0; round < 300 && (mistaken == 0 || !wrong); round++) {
            var consents = new AtomicInteger();
            var told = new CountDownLatch(followers.size());
            var shared = new RpcResponseClosureAdapter<AppendEntriesResponse>() {
                @Override
                public synchronized void run(Status status) {
                    if (wrong) pause(); // as a thread that is put aside just here
                    if (status.isOk() && getResponse().getSuccess()) consents.incrementAndGet();
                    told.countDown();
                }
            };
            for (var follower : followers) {
                var _ = service.appendEntries(follower, entries(1), 30_000, shared);
            }
            assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
            if (consents.get() != 1) mistaken++;
        }

        assertThat(mistaken > 0).isEqualTo(wrong);
        service.shutdown();
        answers.shutdownGracefully();
    }

    private static final ReplicatorGroupImpl NOBODY = new ReplicatorGroupImpl() {
        @Override
        public void checkReplicator(PeerId peer, boolean lockNode) {}
    };

    private static void pause() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private static FixedThreadsExecutorGroup configured() {
        var real = new EngineOptions((to, patience) -> Pipe.open(), Duration.ofSeconds(1));
        Engine.configure(real, Settings.usual("g", new NodeId("a"), Path.of("nowhere"), false));
        return real.getAppendEntriesExecutors();
    }

    /** Answers each request. */
    private static Stream follower(boolean consents) {
        var pipe = Pipe.open();
        var server = pipe.otherEnd();
        Thread.ofVirtual().start(() -> {
            try {
                while (true)
                    for (var number : numbers(server, 1))
                        server.send(Messages.write(Messages.ANSWER, number, answer(consents)));
            } catch (IOException | RuntimeException over) {
                // closed
            }
        });
        return pipe;
    }

    private static Message answer(boolean consents) {
        return AppendEntriesResponse.newBuilder()
                .setTerm(1)
                .setSuccess(consents)
                .setLastLogIndex(1)
                .build();
    }
}
