package org.opsbro.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.opsbro.bench.kv.EtcdClient;
import org.opsbro.bench.kv.HttpClient;
import org.opsbro.bench.kv.KvClient;
import org.opsbro.kv.Command;
import org.opsbro.kv.Limits;
import org.opsbro.kv.Outcome;
import org.opsbro.kv.live.KvKeeper;
import org.opsbro.kv.live.Unavailable;

/**
 * Writes and reads of the store of agents: inside of one, over HTTP, and of etcd over gRPC, each client with a connection and a call at a time. Values of 256 bytes, 10,000 keys.
 * With several servers each client in turn has another one. Lines: {@code WHAT CLIENTS puts/s p50 us p99 us}, then {@code WHAT read p50 us p99 us}. See
 * {@code bench/kv-beside-etcd} and {@code bench/kv-three-beside-etcd}.
 *
 * <p>Run: {@code java -cp … org.opsbro.bench.KvBench inside FOLDER | http PORT:TOKEN … | shared PORT:TOKEN … | etcd PORT …, then SECONDS}; {@code shared}
 * reads what a majority has.
 */
public final class KvBench {
    private static final int KEYS = 10_000;
    private static final int VALUE_BYTES = 256;
    private static final int READS = 5_000;
    private static final int[] CLIENTS = {1, 16, 64};

    private KvBench() {}

    /** Opens one more client. */
    private interface Opening {
        KvClient open() throws IOException;
    }

    public static void main(String[] words) throws Exception {
        var seconds = Integer.parseInt(words[words.length - 1]);
        switch (words[0]) {
            case "inside" -> inside(Path.of(words[1]), seconds);
            case "http" -> all("http", inTurn(words, word -> http(word, "")), seconds);
            case "shared" -> all("shared", inTurn(words, word -> http(word, "?consistent")), seconds);
            case "etcd" -> all("etcd", inTurn(words, word -> new EtcdClient(Integer.parseInt(word))), seconds);
            default -> throw new IllegalArgumentException("want inside, http, shared or etcd, found " + words[0]);
        }
    }

    /** Opens a client of a server. */
    private interface Connecting {
        KvClient to(String server) throws IOException;
    }

    private static Opening inTurn(String[] words, Connecting connecting) {
        var servers = List.of(words).subList(1, words.length - 1);
        var next = new AtomicInteger();
        return () -> connecting.to(servers.get(next.getAndIncrement() % servers.size()));
    }

    private static KvClient http(String server, String reading) throws IOException {
        var parts = server.split(":", 2);
        return new HttpClient(Integer.parseInt(parts[0]), parts[1], reading);
    }

    private static void inside(Path folder, int seconds) throws Exception {
        try (var keeper = new KvKeeper(
                Files.createDirectories(folder).resolve("kv"),
                "bench",
                InstantSource.system(),
                System::nanoTime,
                () -> Limits.STORE_BYTES,
                changes -> {})) {
            all("inside", () -> new Inside(keeper), seconds);
        }
    }

    private record Inside(KvKeeper keeper) implements KvClient {
        @Override
        public void put(String key, byte[] value) throws IOException {
            try {
                if (!(keeper.tell(Command.Put.of(key, value), "") instanceof Outcome.Done))
                    throw new IOException("a put was refused");
            } catch (Unavailable | InterruptedException failed) {
                throw new IOException(failed);
            }
        }

        @Override
        public int get(String key) throws IOException {
            try {
                return keeper.<Integer>read(shelf ->
                        shelf.item(key).map(item -> item.value().length).orElse(0));
            } catch (Unavailable | InterruptedException failed) {
                throw new IOException(failed);
            }
        }

        @Override
        public void close() {}
    }

    private static void all(String what, Opening opening, int seconds) throws Exception {
        puts(opening, 16, Math.min(seconds, 3)); // the compilers want to see it run
        for (var clients : CLIENTS) {
            var took = puts(opening, clients, seconds);
            System.out.printf(
                    Locale.ROOT,
                    "%s %d %d %d %d%n",
                    what,
                    clients,
                    took.length / seconds,
                    took[took.length / 2] / 1000,
                    took[(int) (took.length * 0.99)] / 1000);
        }
        try (var client = opening.open()) {
            var random = new SplittableRandom(7);
            for (var i = 0; i < KEYS; i++) client.put(key(i), new byte[VALUE_BYTES]);
            var took = new long[READS];
            for (var round = 0; round < 2; round++)
                for (var i = 0; i < READS; i++) {
                    var key = key(random.nextInt(KEYS));
                    var begin = System.nanoTime();
                    if (client.get(key) != VALUE_BYTES) throw new IllegalStateException("no value of " + key);
                    took[i] = System.nanoTime() - begin;
                }
            Arrays.sort(took);
            System.out.printf(
                    Locale.ROOT, "%s read %d %d%n", what, took[READS / 2] / 1000, took[(int) (READS * 0.99)] / 1000);
        }
    }

    private static String key(int number) {
        return "bench/key-" + number;
    }

    /** How long each put took, in nanoseconds, sorted. */
    private static long[] puts(Opening opening, int clients, int seconds) throws Exception {
        List<Thread> threads = new ArrayList<>();
        var times = new long[clients][];
        var failure = new AtomicReference<Exception>();
        var end = System.nanoTime() + seconds * 1_000_000_000L;
        for (var number = 0; number < clients; number++) {
            var mine = number;
            threads.add(Thread.ofPlatform().start(() -> {
                try (var client = opening.open()) {
                    times[mine] = puts(client, new SplittableRandom(mine), end);
                } catch (IOException | RuntimeException failed) {
                    failure.set(failed);
                }
            }));
        }
        for (var thread : threads) thread.join();
        var failed = failure.get();
        if (failed != null) throw failed;
        return Arrays.stream(times).flatMapToLong(Arrays::stream).sorted().toArray();
    }

    private static long[] puts(KvClient client, SplittableRandom random, long end) throws IOException {
        var value = new byte[VALUE_BYTES];
        random.nextBytes(value);
        var times = new long[1024];
        var count = 0;
        for (var begin = System.nanoTime(); begin < end; ) {
            client.put(key(random.nextInt(KEYS)), value);
            var now = System.nanoTime();
            if (count == times.length) times = Arrays.copyOf(times, count * 2);
            times[count++] = now - begin;
            begin = now;
        }
        return Arrays.copyOf(times, count);
    }
}
