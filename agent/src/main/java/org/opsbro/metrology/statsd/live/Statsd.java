package org.opsbro.metrology.statsd.live;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.opsbro.metrology.Slots;
import org.opsbro.metrology.live.Series;
import org.opsbro.metrology.live.SeriesModule;
import org.opsbro.metrology.live.SeriesStore;
import org.opsbro.metrology.live.UdpInlet;
import org.opsbro.metrology.statsd.Lines;
import org.opsbro.metrology.statsd.Metrics;
import org.opsbro.model.Value;
import org.opsbro.pack.Parameters;

/** Takes what applications send by the protocol of statsd over UDP, and stores at each turn what came since the last. */
public final class Statsd implements SeriesModule.Trade<StatsdSettings> {
    private final InstantSource clock;
    private final RandomGenerator random;

    /** @param random for hashes that nobody can foresee */
    public Statsd(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    public String name() {
        return "statsd";
    }

    @Override
    public StatsdSettings settings(Parameters parameters, Consumer<String> wrong) {
        return StatsdSettings.from(parameters, wrong);
    }

    @Override
    public Duration every(StatsdSettings settings) {
        return Duration.ofSeconds(settings.flushSeconds());
    }

    @Override
    public SeriesModule.Open open(StatsdSettings settings, SeriesStore store) throws IOException {
        return new Taking(settings, store);
    }

    private final class Taking implements SeriesModule.Open {
        private final StatsdSettings settings;
        private final SeriesStore store;
        private final Slots slots = new Slots();
        private final UdpInlet inlet;
        // guarded by this
        private final Metrics metrics;
        private final Lines lines;

        Taking(StatsdSettings settings, SeriesStore store) throws IOException {
            this.settings = settings;
            this.store = store;
            metrics = new Metrics(
                    settings.isLegacy(),
                    settings.percentiles().stream().mapToDouble(each -> each).toArray(),
                    settings.mostMetrics(),
                    settings.idleFlushes(),
                    random.nextLong());
            lines = new Lines(metrics);
            var address = new InetSocketAddress(InetAddress.ofLiteral(settings.listen()), settings.port());
            try {
                inlet = new UdpInlet("statsd", address, this::take);
            } catch (IOException failed) {
                throw new IOException(
                        "cannot listen on " + settings.listen() + " port " + settings.port() + ": "
                                + failed.getMessage(),
                        failed);
            }
        }

        private synchronized void take(byte[] bytes, int length) {
            lines.read(bytes, length);
        }

        @Override
        public synchronized void turn() {
            var second = slots.of("", clock.millis(), settings.flushSeconds());
            metrics.flush((name, known, value) -> put(name, known, second, value), settings.flushSeconds());
        }

        /** The series, for the next time; none where it is refused, which the store counts. */
        private @Nullable Object put(String name, @Nullable Object known, long second, double value) {
            var series = known instanceof Series before ? before : store.series(name);
            if (series != null) store.add(series, second, value);
            return series;
        }

        @Override
        public String says() {
            return "listens on " + settings.listen() + " port "
                    + inlet.address().getPort();
        }

        @Override
        public synchronized Value.Fields counters() {
            var told = Value.object().with("port", inlet.address().getPort());
            metrics.toValue().forEach(told::with);
            inlet.toValue().forEach(told::with);
            return told.end();
        }

        @Override
        public void close() {
            inlet.close();
            turn();
        }
    }
}
