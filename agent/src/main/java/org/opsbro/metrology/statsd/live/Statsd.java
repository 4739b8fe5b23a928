package org.opsbro.metrology.statsd.live;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
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
import org.opsbro.metrology.zone.Placement;
import org.opsbro.metrology.zone.live.Onward;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.pack.Parameters;

/** Takes what applications send by the protocol of statsd over UDP, and stores at each turn what came since the last. */
public final class Statsd implements SeriesModule.Trade<StatsdSettings> {
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Onward onward;

    /**
     * The listener.
     *
     * @param random for hashes that nobody can foresee
     * @param onward where metrics go that another node keeps
     */
    public Statsd(InstantSource clock, RandomGenerator random, Onward onward) {
        this.clock = clock;
        this.random = random;
        this.onward = onward;
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
        return new Taking(settings, store, true);
    }

    @Override
    public boolean keeps(World world) {
        return Placement.isOwner(world.node());
    }

    @Override
    public SeriesModule.Open keep(StatsdSettings settings, SeriesStore store) throws IOException {
        return new Taking(settings, store, false);
    }

    private final class Taking implements SeriesModule.Open {
        private final StatsdSettings settings;
        private final SeriesStore store;
        private final Slots slots = new Slots();
        private final Optional<UdpInlet> inlet;
        private final Onward.Keeper keeper = this::keep;
        // guarded by this
        private final Metrics metrics;
        private final Lines lines;

        Taking(StatsdSettings settings, SeriesStore store, boolean listens) throws IOException {
            this.settings = settings;
            this.store = store;
            metrics = new Metrics(
                    settings.isLegacy(),
                    settings.percentiles().stream().mapToDouble(each -> each).toArray(),
                    settings.mostMetrics(),
                    settings.idleFlushes(),
                    random.nextLong());
            lines = new Lines(metrics, onward.shares(Onward.Kind.STATSD));
            inlet = listens ? Optional.of(inlet()) : Optional.empty();
            onward.keeper(Onward.Kind.STATSD, keeper);
        }

        private UdpInlet inlet() throws IOException {
            var address = new InetSocketAddress(InetAddress.ofLiteral(settings.listen()), settings.port());
            try {
                return new UdpInlet("statsd", address, this::take);
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

        private synchronized boolean keep(byte[] bytes, int length) {
            lines.keep(bytes, length);
            return true;
        }

        @Override
        public synchronized void turn() {
            var second = slots.of("", clock.millis(), settings.flushSeconds());
            metrics.flush(
                    (name, known, value) -> put(name, known, second, value),
                    settings.flushSeconds(),
                    lines::isElsewhere);
        }

        /** The series, for the next time; none where it is refused, which the store counts. */
        private @Nullable Object put(String name, @Nullable Object known, long second, double value) {
            var series = known instanceof Series before ? before : store.series(name);
            if (series != null) store.add(series, second, value);
            return series;
        }

        @Override
        public String says() {
            return inlet.map(there -> "listens on " + settings.listen() + " port "
                            + there.address().getPort())
                    .orElse("keeps what other nodes take");
        }

        @Override
        public synchronized Value.Fields counters() {
            var told = Value.object();
            inlet.ifPresent(there -> told.with("port", there.address().getPort()));
            metrics.toValue().forEach(told::with);
            inlet.ifPresent(there -> there.toValue().forEach(told::with));
            return told.end();
        }

        @Override
        public void close() {
            onward.without(Onward.Kind.STATSD, keeper);
            inlet.ifPresent(UdpInlet::close);
            turn();
        }
    }
}
