package org.opsbro.metrology.graphite.live;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.opsbro.metrology.graphite.Samples;
import org.opsbro.metrology.live.Listener;
import org.opsbro.metrology.live.Series;
import org.opsbro.metrology.live.SeriesStore;
import org.opsbro.metrology.live.TcpInlet;
import org.opsbro.metrology.live.UdpInlet;
import org.opsbro.model.Value;
import org.opsbro.pack.ParameterReader;
import org.opsbro.pack.Parameters;

/** Takes samples by the plaintext protocol of Graphite, over TCP and UDP, and stores them as they come. */
public final class Graphite implements Listener.Trade<Graphite.Settings> {
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final RandomGenerator random;

    /** The parameters of the pack graphite. */
    public record Settings(String listen, int port) {}

    /** @param random for hashes that nobody can foresee */
    public Graphite(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    public String name() {
        return "graphite";
    }

    @Override
    public Settings settings(Parameters parameters, Consumer<String> wrong) {
        var read = new ParameterReader(parameters, wrong);
        return new Settings(Listener.address(read, "listen", "127.0.0.1"), (int) read.number("port", 0, 65_535, 2003));
    }

    @Override
    public Duration every(Settings settings) {
        return EVERY;
    }

    @Override
    public Listener.Open open(Settings settings, SeriesStore store) throws IOException {
        return new Taking(settings, store);
    }

    private final class Taking implements Listener.Open, Samples.Sink {
        private final Settings settings;
        private final SeriesStore store;
        private final TcpInlet tcp;
        private final UdpInlet udp;
        // guarded by this
        private final Samples samples = new Samples(this, random.nextLong());

        Taking(Settings settings, SeriesStore store) throws IOException {
            this.settings = settings;
            this.store = store;
            var address = InetAddress.ofLiteral(settings.listen());
            try {
                // TCP first: of the two, only its ports may be held by what is closed already
                tcp = new TcpInlet("graphite", new InetSocketAddress(address, settings.port()), this::read);
            } catch (IOException failed) {
                throw unable(failed);
            }
            try {
                udp = new UdpInlet("graphite", new InetSocketAddress(address, tcp.port()), this::take);
            } catch (IOException failed) {
                tcp.close();
                throw unable(failed);
            }
        }

        private IOException unable(IOException failed) {
            return new IOException(
                    "cannot listen on " + settings.listen() + " port " + settings.port() + ": " + failed.getMessage(),
                    failed);
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
            return "listens on " + settings.listen() + " port " + tcp.port();
        }

        @Override
        public synchronized Value.Fields counters() {
            var told = Value.object().with("port", tcp.port());
            samples.toValue().forEach(told::with);
            tcp.toValue().forEach(told::with);
            udp.toValue().forEach(told::with);
            return told.end();
        }

        @Override
        public void close() {
            tcp.close();
            udp.close();
        }
    }
}
