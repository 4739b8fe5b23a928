package org.opsbro.discovery.dns.live;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.opsbro.discovery.dns.DnsSettings;
import org.opsbro.model.Event;
import org.opsbro.model.ModuleReport;
import org.opsbro.model.ModuleReport.State;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.pack.Module;
import org.opsbro.pack.Packs;
import org.opsbro.pack.Parameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The module {@code dns}: answers DNS over UDP and TCP from the nodes of the World, on nodes of the group that its pack names. */
public final class DnsListener implements Module {
    public static final String PACK = "dns-listener";
    private static final Logger LOG = LoggerFactory.getLogger(DnsListener.class);

    private final Supplier<World> worlds;
    private final BooleanSupplier enabled;
    private final SplittableRandom random;
    private volatile Wanted wanted = Wanted.by(Packs.NONE);
    private boolean closed;
    private volatile Doing doing = new Doing.Off("not started yet");

    /** What the packs say; {@code wrong} is told and changes nothing else. */
    private record Wanted(boolean packed, Parameters parameters, DnsSettings settings, List<String> wrong) {
        static Wanted by(Packs packs) {
            List<String> wrong = new ArrayList<>();
            var parameters = packs.parameters(PACK);
            var settings = DnsSettings.from(parameters, wrong::add);
            return new Wanted(packs.named(PACK).isPresent(), parameters, settings, List.copyOf(wrong));
        }
    }

    private sealed interface Doing {
        record Off(String why) implements Doing {}

        record On(DnsSettings settings, int port, Serving serving, List<UdpPort> udp, List<TcpPort> tcp)
                implements Doing {}

        record Unable(DnsSettings settings, String why) implements Doing {}
    }

    /**
     * The module, off until its first turn.
     *
     * @param worlds the World as it is now
     * @param enabled whether the topic service discovery is on
     * @param random in what order hosts are told
     */
    public DnsListener(Supplier<World> worlds, BooleanSupplier enabled, SplittableRandom random) {
        this.worlds = worlds;
        this.enabled = enabled;
        this.random = random;
    }

    @Override
    public void packs(Packs packs) {
        wanted = Wanted.by(packs);
    }

    @Override
    public String name() {
        return "dns";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(1);
    }

    @Override
    public synchronized List<Event> take(World world) {
        if (closed) return List.of();
        var now = wanted;
        var off = offBecause(now, world);
        var settings = now.settings();
        if (off.isPresent()) stop(off.get());
        else if (doing instanceof Doing.On on && on.settings().equals(settings))
            on.tcp().forEach(port -> port.endOverdue(System.nanoTime()));
        else start(settings);
        return List.of();
    }

    private Optional<String> offBecause(Wanted now, World world) {
        if (!now.packed()) return Optional.of("there is no pack " + PACK);
        if (!enabled.getAsBoolean()) return Optional.of("the topic service discovery is off");
        return Module.offBecause(now.parameters(), world.node());
    }

    private void stop(String why) {
        if (doing instanceof Doing.On on) LOG.info("dns: stops listening port={} reason={}", on.port(), why);
        closeSockets();
        doing = new Doing.Off(why);
    }

    private void start(DnsSettings settings) {
        closeSockets();
        var before = doing;
        List<UdpPort> udp = new ArrayList<>();
        List<TcpPort> tcp = new ArrayList<>();
        try {
            doing = open(settings, udp, tcp);
            LOG.info("dns: listens on={} port={} domain={}", settings.listen(), port(), settings.domain());
        } catch (IOException failed) {
            udp.forEach(UdpPort::close);
            tcp.forEach(TcpPort::close);
            var why =
                    failed.getMessage() + ": choose another with 'opsbro packs parameters set " + PACK + ".port PORT'";
            doing = new Doing.Unable(settings, why);
            if (!doing.equals(before)) LOG.warn("dns: {}", why); // it is tried again each second
        }
    }

    private Doing open(DnsSettings settings, List<UdpPort> udp, List<TcpPort> tcp) throws IOException {
        var serving = new Serving(worlds, settings, random);
        var port = settings.port();
        for (var text : settings.listen()) {
            var address = InetAddress.ofLiteral(text);
            try {
                // TCP first: of the two, only its ports may be held by what is closed already
                tcp.add(new TcpPort(new InetSocketAddress(address, port), serving));
                port = tcp.getLast().address().getPort();
                udp.add(new UdpPort(new InetSocketAddress(address, port), serving));
            } catch (IOException failed) {
                throw new IOException(
                        "cannot listen on " + text + " port " + port + ": " + failed.getMessage(), failed);
            }
        }
        udp.forEach(UdpPort::start);
        tcp.forEach(TcpPort::start);
        return new Doing.On(settings, port, serving, List.copyOf(udp), List.copyOf(tcp));
    }

    /** Where it listens; 0 while it does not. */
    public int port() {
        return doing instanceof Doing.On on ? on.port() : 0;
    }

    private void closeSockets() {
        if (!(doing instanceof Doing.On on)) return;
        on.udp().forEach(UdpPort::close);
        on.tcp().forEach(TcpPort::close);
    }

    @Override
    public ModuleReport report() {
        return switch (doing) {
            case Doing.Off(var why) -> report(State.DISABLED, why, Value.Fields.EMPTY);
            case Doing.Unable(var settings, var why) -> report(State.ERROR, why, Value.Fields.EMPTY);
            case Doing.On on -> {
                var wrong = wanted.wrong();
                List<String> says = new ArrayList<>(wrong);
                says.add("listens on %s port %d for %s"
                        .formatted(
                                String.join(", ", on.settings().listen()),
                                on.port(),
                                on.settings().domain()));
                var state = wrong.isEmpty() ? State.STARTED : State.ERROR;
                yield report(
                        state, String.join("; ", says), on.serving().tally().toValue());
            }
        };
    }

    private ModuleReport report(State state, String log, Value.Fields counters) {
        var configuration = wanted.parameters().values();
        return new ModuleReport(name(), PACK, "listener", state, log, configuration, counters);
    }

    @Override
    public synchronized void close() {
        closed = true;
        stop("the agent stops");
    }
}
