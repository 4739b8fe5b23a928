package org.opsbro.metrology.outward.live;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.opsbro.metrology.SeriesName;
import org.opsbro.metrology.live.SeriesModule;
import org.opsbro.metrology.live.SeriesStore;
import org.opsbro.metrology.outward.Format;
import org.opsbro.metrology.outward.GraphiteLines;
import org.opsbro.metrology.outward.InfluxLines;
import org.opsbro.metrology.outward.RemoteWrite;
import org.opsbro.pack.ParameterReader;
import org.opsbro.pack.Parameters;
import org.opsbro.store.Spool;

/** Sends what comes into the series to another program: three ways to write samples, two to bring them, one spool and sender ({@link Outlet}). */
public final class Outward implements SeriesModule.Trade<Outward.Settings> {
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final int GRAPHITE_PORT = 2003;

    private final Kind kind;
    private final Surroundings surroundings;

    /** To whom. */
    public enum Kind {
        GRAPHITE("write-graphite"),
        PROMETHEUS("write-prometheus"),
        INFLUX("write-influx");

        private final String pack;

        Kind(String pack) {
            this.pack = pack;
        }
    }

    /**
     * What all of them need.
     *
     * @param folder below which each has its spool
     * @param node the name of this one
     * @param ours whether this agent takes lines of Graphite on a port of this machine
     */
    public record Surroundings(
            Path folder, Supplier<String> node, IntPredicate ours, InstantSource clock, RandomGenerator random) {}

    /** The parameters of the pack. */
    public record Settings(Target target, Sending sending) {}

    /** Where to, and what is written. */
    sealed interface Target {
        record Graphite(String host, int port, String prefix) implements Target {}

        record Prometheus(Far far, String prefix) implements Target {}

        record Influx(Far far, String database) implements Target {}
    }

    public Outward(Kind kind, Surroundings surroundings) {
        this.kind = kind;
        this.surroundings = surroundings;
    }

    @Override
    public String name() {
        return kind.pack;
    }

    @Override
    public String type() {
        return "connector";
    }

    @Override
    public String remedy() {
        return "see opsbro packs show " + name();
    }

    @Override
    public Duration every(Settings settings) {
        return EVERY;
    }

    @Override
    public Settings settings(Parameters parameters, Consumer<String> wrong) {
        var read = new ParameterReader(parameters, wrong);
        var target = switch (kind) {
            case GRAPHITE ->
                new Target.Graphite(
                        read.text("host", ""),
                        (int) read.number("port", 1, 65_535, GRAPHITE_PORT),
                        word(read, "prefix", "[A-Za-z0-9_.-]*"));
            case PROMETHEUS ->
                new Target.Prometheus(Far.from(read), word(read, "prefix", "([a-zA-Z_:][a-zA-Z0-9_:]*)?"));
            case INFLUX -> new Target.Influx(Far.from(read), read.text("database", "opsbro"));
        };
        return new Settings(target, Sending.from(read));
    }

    private static String word(ParameterReader read, String name, String pattern) {
        var text = read.text(name, "");
        if (text.matches(pattern)) return text;
        read.wrong().accept(name + ": found \"" + text + "\", want letters, digits and _");
        return "";
    }

    @Override
    public SeriesModule.Open open(Settings settings, SeriesStore store) throws IOException {
        var carrier = carrier(settings.target());
        try {
            var spool = new Spool(
                    surroundings.folder().resolve(name()), settings.sending().spoolBytes());
            return new Outlet(
                    name(), settings.sending(), format(settings.target()), carrier, spool, store, surroundings);
        } catch (IOException failed) {
            carrier.close();
            throw new IOException("its spool cannot be used: " + failed.getMessage(), failed);
        }
    }

    private Format format(Target target) {
        Supplier<String> node = () -> SeriesName.part(surroundings.node().get());
        return switch (target) {
            case Target.Graphite to -> new GraphiteLines(to.prefix());
            case Target.Prometheus to -> new RemoteWrite(to.prefix(), node);
            case Target.Influx to -> new InfluxLines(node);
        };
    }

    private Carrier carrier(Target target) throws IOException {
        return switch (target) {
            case Target.Graphite(var host, var port, var prefix)
            when host.isEmpty() -> throw new IOException("it is not said where to: set the parameter host");
            case Target.Graphite to -> new TcpCarrier(to.host(), to.port(), surroundings.ours());
            case Target.Prometheus(var far, var prefix) ->
                new HttpCarrier(
                        url(far),
                        far,
                        Map.of(
                                "Content-Type",
                                "application/x-protobuf",
                                "Content-Encoding",
                                "snappy",
                                "X-Prometheus-Remote-Write-Version",
                                "0.1.0"),
                        surroundings.clock());
            case Target.Influx(var far, var database) ->
                new HttpCarrier(
                        asking(url(far), "db=" + encoded(database) + "&precision=s"),
                        far,
                        Map.of("Content-Type", "text/plain; charset=utf-8", "Content-Encoding", "gzip"),
                        surroundings.clock());
        };
    }

    private static URI url(Far far) throws IOException {
        return far.url().orElseThrow(() -> new IOException("it is not said where to: set the parameter url"));
    }

    private static URI asking(URI url, String query) {
        return URI.create(url + (url.getRawQuery() == null ? "?" : "&") + query);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
