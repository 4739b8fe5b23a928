package org.opsbro.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Garbage for the port of an agent, as fast as one thread sends it: noise, real packets that are cut short, sent again or changed by a bit, packets that
 * are too long, and headers of agents with anything behind them. The layout of a header is in docs/wire.md.
 */
final class Flood {
    private static final int POOL = 8192;
    private static final int VERSION_AT = 2;
    private static final int KEY_AT = 3;
    private static final int ZONE_AT = 7;
    private static final int BODY_AT = 80; // of a packet whose sender is a UUID, or longer
    private static final int AT_ONCE = 64;

    private final List<ByteBuffer> pool = new ArrayList<>(POOL);

    /** @param real packets that agents of the cluster sent to one another */
    Flood(List<byte[]> real, long seed) {
        var random = new SplittableRandom(seed);
        for (var i = 0; i < POOL; i++) {
            var garbage = garbage(real.get(random.nextInt(real.size())).clone(), i % 10, random);
            pool.add(ByteBuffer.allocateDirect(garbage.length).put(garbage).flip());
        }
    }

    private static byte[] garbage(byte[] real, int kind, SplittableRandom random) {
        return switch (kind) {
            case 0 -> noise(random.nextInt(1500), random);
            case 1 -> Arrays.copyOf(real, random.nextInt(real.length));
            case 2, 3 -> real;
            case 4 -> Arrays.copyOf(real, 1401 + random.nextInt(7000));
            case 5 -> with(real, random.nextInt(real.length), 1 << random.nextInt(8));
            case 6 -> with(real, VERSION_AT, 1 + random.nextInt(255));
            case 7 -> with(real, KEY_AT + random.nextInt(4), 1 + random.nextInt(255));
            case 8 -> with(real, ZONE_AT + random.nextInt(4), 1 + random.nextInt(255));
            default -> forged(real, random);
        };
    }

    private static byte[] noise(int length, SplittableRandom random) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] with(byte[] real, int at, int change) {
        real[Math.min(at, real.length - 1)] ^= (byte) change;
        return real;
    }

    /** Half of a real header: another salt, another counter, and noise that says to be sealed with the right key. */
    private static byte[] forged(byte[] real, SplittableRandom random) {
        var bytes = Arrays.copyOf(real, BODY_AT + random.nextInt(1300));
        var noise = noise(bytes.length - BODY_AT / 2, random);
        System.arraycopy(noise, 0, bytes, BODY_AT / 2, noise.length);
        return bytes;
    }

    /**
     * Sends for a time.
     *
     * @param perSecond at most so many
     * @return how many it sent
     */
    long pour(int port, Duration time, int perSecond) throws IOException {
        try (var channel = DatagramChannel.open()) {
            channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            var start = System.nanoTime();
            var sent = 0L;
            for (long gone = 0; gone < time.toNanos(); gone = System.nanoTime() - start) {
                if (sent > gone / 1e9 * perSecond) {
                    LockSupport.parkNanos(100_000);
                    continue;
                }
                for (var i = 0; i < AT_ONCE; i++)
                    channel.write(pool.get((int) (sent++ % POOL)).rewind());
            }
            return sent;
        }
    }
}
