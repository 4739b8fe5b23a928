package org.opsbro.bench;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.opsbro.model.NodeId;
import org.opsbro.wire.HeldKeys;
import org.opsbro.wire.KeyRing;
import org.opsbro.wire.Keys;
import org.opsbro.wire.Opened;
import org.opsbro.wire.Sealer;
import org.opsbro.wire.Stream;
import org.opsbro.wire.StreamClient;
import org.opsbro.wire.StreamLimits;
import org.opsbro.wire.StreamServer;
import org.opsbro.wire.WireCounters;
import org.opsbro.wire.ZoneKey;

/**
 * What a packet costs, sealed and opened, beside a bare call of the JDK's AES-GCM; what a packet costs that is refused; what a stream costs.
 *
 * <p>Run: {@code java -XX:+UseSerialGC -cp agent/target/classes:bench/target/classes:agent/target/lib/* org.opsbro.bench.WireBench}
 */
public final class WireBench {
    private static final int ROUNDS = 200_000;
    private static final int SENDERS = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final InetSocketAddress FROM = new InetSocketAddress(InetAddress.getLoopbackAddress(), 6768);

    private final SecureRandom random = new SecureRandom();
    private final Keys keys = keys();
    private final WireCounters counters = new WireCounters(InstantSource.system());

    private WireBench() {}

    public static void main(String[] words) throws GeneralSecurityException, IOException {
        var bench = new WireBench();
        for (var warm = 0; warm < 2; warm++) {
            for (var bytes : new int[] {1342, 300}) {
                print(warm, bytes + " B, bare AES-GCM, one key", bench.bare(bytes));
                print(warm, bytes + " B, sealed and opened, one sender", bench.packets(bytes, 1));
                print(warm, bytes + " B, sealed and opened, " + SENDERS + " senders", bench.packets(bytes, SENDERS));
            }
            bench.refused(warm);
        }
        bench.streams();
    }

    private static void print(int warm, String what, Cost cost) {
        if (warm > 0) System.out.printf("%-45s %8.2f us %8.0f B%n", what, cost.nanos() / 1000, cost.bytes());
    }

    private record Cost(double nanos, double bytes) {}

    private interface Step {
        boolean run(int round) throws GeneralSecurityException;
    }

    private static Cost cost(Step step) throws GeneralSecurityException {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var bytes = threads.getCurrentThreadAllocatedBytes();
        var start = System.nanoTime();
        for (var round = 0; round < ROUNDS; round++)
            if (!step.run(round)) throw new IllegalStateException("round " + round + " came out wrong");
        var nanos = (double) (System.nanoTime() - start) / ROUNDS;
        return new Cost(nanos, (double) (threads.getCurrentThreadAllocatedBytes() - bytes) / ROUNDS);
    }

    private Keys keys() {
        return new Keys(HeldKeys.of("lan", KeyRing.of(ZoneKey.generate(random, Instant.now()))));
    }

    private Sealer sealer(Keys which) {
        return new Sealer(which, new NodeId(UUID.randomUUID().toString()), Sealer.MOST_BYTES, random, counters);
    }

    private Cost bare(int length) throws GeneralSecurityException {
        var key = new SecretKeySpec(random.generateSeed(32), "AES");
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        var plain = new byte[length];
        var sealed = new byte[length + 16];
        var nonce = ByteBuffer.allocate(12);
        return cost(round -> {
            var parameters =
                    new GCMParameterSpec(128, nonce.putInt(8, round + 1).array());
            cipher.init(Cipher.ENCRYPT_MODE, key, parameters);
            cipher.doFinal(plain, 0, length, sealed, 0);
            cipher.init(Cipher.DECRYPT_MODE, key, parameters);
            return cipher.doFinal(sealed, 0, sealed.length, plain, 0) == length;
        });
    }

    private Cost packets(int length, int many) throws GeneralSecurityException {
        var senders = new ArrayList<Sealer>();
        for (var each = 0; each < many; each++) senders.add(sealer(keys));
        var receiver = sealer(keys);
        var plain = ByteBuffer.allocate(length);
        return cost(round -> {
            var packet = senders.get(round % many).seal("lan", plain.clear()).orElseThrow();
            return receiver.open(packet, FROM) instanceof Opened.Packet;
        });
    }

    private void refused(int warm) throws GeneralSecurityException {
        var receiver = sealer(keys);
        var garbage = new byte[300];
        new Random(1).nextBytes(garbage);
        print(warm, "300 B refused: garbage", refused(receiver, garbage, -1));
        print(warm, "300 B refused: another key", refused(receiver, packet(sealer(keys())), -1));
        var sender = sealer(keys);
        var known = packet(sender);
        receiver.open(ByteBuffer.wrap(known), FROM);
        print(warm, "300 B refused: replayed", refused(receiver, known, -1));
        var forged = packet(sender);
        forged[forged.length - 1] ^= 1;
        print(warm, "300 B refused: forged", refused(receiver, forged, -1));
        var saltAt = 28;
        print(warm, "300 B refused: forged, each of a new sender", refused(receiver, forged, saltAt));
    }

    private static byte[] packet(Sealer sealer) {
        var packet = sealer.seal("lan", ByteBuffer.allocate(242)).orElseThrow();
        var bytes = new byte[packet.remaining()];
        packet.get(bytes);
        return bytes;
    }

    /** @param countedAt where the number of the round is written, at least 0, if anywhere */
    private static Cost refused(Sealer receiver, byte[] packet, int countedAt) throws GeneralSecurityException {
        var bytes = ByteBuffer.wrap(packet);
        return cost(round -> {
            if (countedAt >= 0) bytes.putInt(countedAt, round);
            return receiver.open(bytes.clear(), FROM) instanceof Opened.Refused;
        });
    }

    private void streams() throws IOException {
        var at = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var self = new NodeId(UUID.randomUUID().toString());
        var limits = StreamLimits.USUAL;
        try (var server = new StreamServer(at, keys, self, Map.of("echo", WireBench::echo), limits, random, counters);
                var client = new StreamClient(keys, self, random, counters)) {
            for (var length : List.of(100, 64 * 1024, Stream.MOST_BYTES)) {
                echoes(client, server.address(), length, 50);
                var rounds = length > 1000 ? 200 : 5_000;
                var nanos = echoes(client, server.address(), length, rounds);
                System.out.printf(
                        "a frame of %7d B there and back %17.2f us %8.0f MiB/s each way%n",
                        length, nanos / 1e3 / rounds, (double) length * rounds / 1.048576e6 / (nanos / 1e9));
            }
            opened(client, server.address());
            System.out.printf("a stream opened and closed %23.2f us%n", opened(client, server.address()) / 1e3);
        }
    }

    private static void echo(Stream stream) throws IOException {
        for (var frame = stream.receive(); frame.isPresent(); frame = stream.receive()) stream.send(frame.get());
    }

    private static long echoes(StreamClient client, InetSocketAddress to, int length, int rounds) throws IOException {
        var frame = new byte[length];
        try (var stream = client.open(to, "lan", "echo", PATIENCE)) {
            var start = System.nanoTime();
            for (var round = 0; round < rounds; round++) {
                stream.send(frame);
                if (stream.receive().isEmpty()) throw new IOException("the end, too early");
            }
            return System.nanoTime() - start;
        }
    }

    private static double opened(StreamClient client, InetSocketAddress to) throws IOException {
        var rounds = 1_000;
        var start = System.nanoTime();
        for (var round = 0; round < rounds; round++)
            client.open(to, "lan", "echo", PATIENCE).close();
        return (double) (System.nanoTime() - start) / rounds;
    }
}
