package org.opsbro.metrology.graphite.live;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.opsbro.metrology.Shares;
import org.opsbro.metrology.graphite.Samples;
import org.opsbro.metrology.live.Series;
import org.opsbro.metrology.live.SeriesModule;
import org.opsbro.metrology.live.SeriesStore;
import org.opsbro.metrology.live.TcpInlet;
import org.opsbro.metrology.live.UdpInlet;
import org.opsbro.model.Value;
import org.opsbro.pack.ParameterReader;
import org.opsbro.pack.Parameters;

/** Takes samples by the plaintext and pickle protocols of Graphite, over TCP and UDP, and stores them as they come. */
public final class Graphite implements SeriesModule.Trade<Graphite.Settings> {
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final int LONGEST_PICKLE = 1 << 20;
    /** What all streams together may have in memory. */
    private static final int PICKLED_KIB = 8 << 10;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final RandomGenerator random;
    private final Shares shares;

    /**
     * The parameters of the pack graphite.
     *
     * @param picklePort -1 for none
     */
    public record Settings(String listen, int port, int picklePort) {}

    /**
     * The listener.
     *
     * @param random for hashes that nobody can foresee
     * @param shares where samples go that another node keeps
     */
    public Graphite(InstantSource clock, RandomGenerator random, Shares shares) {
        this.clock = clock;
        this.shares = shares;
        this.random = random;
    }

    @Override
    public String name() {
        return "graphite";
    }

    @Override
    public Settings settings(Parameters parameters, Consumer<String> wrong) {
        var read = new ParameterReader(parameters, wrong);
        return new Settings(
                SeriesModule.address(read, "listen", "127.0.0.1"), (int) read.number("port", 0, 65_535, 2003), (int)
                        read.number("pickle_port", -1, 65_535, 2004));
    }

    @Override
    public Duration every(Settings settings) {
        return EVERY;
    }

    @Override
    public SeriesModule.Open open(Settings settings, SeriesStore store) throws IOException {
        return new Taking(settings, store);
    }

    private final class Taking implements SeriesModule.Open, Samples.Sink {
        private final Settings settings;
        private final SeriesStore store;
        private final Ports lines;
        private final Optional<Ports> pickles;
        private final Semaphore room = new Semaphore(PICKLED_KIB);
        // guarded by this
        private final Samples samples = new Samples(this, shares, random.nextLong());

        Taking(Settings settings, SeriesStore store) throws IOException {
            this.settings = settings;
            this.store = store;
            lines = ports(settings.port(), this::read, this::take);
            try {
                pickles = settings.picklePort() < 0
                        ? Optional.empty()
                        : Optional.of(ports(settings.picklePort(), this::readPickles, this::takePickle));
            } catch (IOException failed) {
                lines.close();
                throw failed;
            }
        }

        private Ports ports(int port, TcpInlet.Streams streams, UdpInlet.Packets packets) throws IOException {
            try {
                return Ports.open(InetAddress.ofLiteral(settings.listen()), port, streams, packets);
            } catch (IOException failed) {
                throw new IOException(
                        "cannot listen on " + settings.listen() + " port " + port + ": " + failed.getMessage(), failed);
            }
        }

        private long now() {
            return Math.floorDiv(clock.millis(), 1000L);
        }

        private synchronized void take(byte[] bytes, int length) {
            samples.packet(bytes, length, now());
        }

        /** Reads the lines of a stream, which come in pieces of any size. */
        private void read(InputStream stream) throws IOException {
            var bytes = new byte[Samples.LONGEST_LINE * 2];
            var kept = 0;
            var isTooLong = false;
            for (var got = stream.read(bytes); got >= 0; got = stream.read(bytes, kept, bytes.length - kept)) {
                var length = kept + got;
                var from = 0;
                if (isTooLong) {
                    while (from < length && bytes[from] != '\n') from++;
                    isTooLong = from == length;
                }
                kept = lines(bytes, from, length);
                if (kept <= Samples.LONGEST_LINE) continue;
                synchronized (this) {
                    samples.tooLong(bytes, kept);
                }
                isTooLong = true;
                kept = 0;
            }
            // what was cut is no line
        }

        private synchronized void takePickle(byte[] bytes, int length) {
            // the length in front, as over TCP, is no code of a pickle
            samples.pickle(bytes, length > 4 && bytes[0] == 0 ? 4 : 0, length, now());
        }

        /** Each with its length in front, 32 bits, the highest first; one that cannot be read ends the stream, as nobody knows where the next begins. */
        private void readPickles(InputStream stream) throws IOException {
            var data = new DataInputStream(stream);
            while (true) {
                var length = data.readInt();
                if (length <= 0 || length > LONGEST_PICKLE) {
                    wrong("a pickle of " + Integer.toUnsignedString(length) + " bytes, want 1 to " + LONGEST_PICKLE);
                    return;
                }
                if (!taken(data, length)) return;
            }
        }

        private boolean taken(DataInputStream data, int length) throws IOException {
            var kib = (length >> 10) + 1;
            if (!hasRoom(kib)) {
                wrong("a pickle: too many come at once, and too slowly");
                return false;
            }
            try {
                var bytes = data.readNBytes(length);
                synchronized (this) {
                    return bytes.length == length && samples.pickle(bytes, 0, length, now());
                }
            } finally {
                room.release(kib);
            }
        }

        private boolean hasRoom(int kib) {
            try {
                return room.tryAcquire(kib, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        private synchronized void wrong(String what) {
            samples.wrong(what);
        }

        /** Takes the lines that are whole; how much is left, moved to the beginning. */
        private int lines(byte[] bytes, int from, int length) {
            if (from > 0) System.arraycopy(bytes, from, bytes, 0, length - from);
            var end = length - from;
            var read = 0;
            synchronized (this) {
                read = samples.read(bytes, end, now());
            }
            System.arraycopy(bytes, read, bytes, 0, end - read);
            return end - read;
        }

        @Override
        public @Nullable Object series(String name) {
            return store.series(name);
        }

        @Override
        public boolean put(Object series, long second, double value) {
            return series instanceof Series known && store.add(known, second, value);
        }

        @Override
        public void turn() {
            // what came is stored already
        }

        @Override
        public String says() {
            return "listens on " + settings.listen() + " port " + lines.port()
                    + pickles.map(ports -> ", for pickles on " + ports.port()).orElse("");
        }

        @Override
        public synchronized Value.Fields counters() {
            var told = Value.object().with("port", lines.port());
            samples.toValue().forEach(told::with);
            lines.toValue().forEach(told::with);
            pickles.ifPresent(ports -> told.with("pickle", ports.toValue()));
            return told.end();
        }

        @Override
        public void close() {
            lines.close();
            pickles.ifPresent(Ports::close);
        }
    }
}
