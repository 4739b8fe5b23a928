package org.opsbro.packs.openports;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.detection.sheet.ByteText;
import org.opsbro.detection.sheet.Columns;
import org.opsbro.detection.sheet.KeptText;
import org.opsbro.host.Host;
import org.opsbro.model.Value;
import org.opsbro.pack.Parameters;

/**
 * Ports that somebody listens on, and how many TCP sockets are in each state.
 *
 * <p>Facts: {@code tcp} and {@code udp}, each a list of port numbers in order ({@code ports} is {@code tcp} under its older name); {@code details.tcp} and
 * {@code details.udp}, for each socket that listens {@code proto source dest state}; {@code states}, a count for each of {@code established syn_sent
 * syn_recv fin_wait1 fin_wait2 time_wait close close_wait last_ack listen closing}, absent with more than some 27,000 sockets, when counting would take too
 * long. Source: /proc/net/tcp, tcp6, udp and udp6, proc_pid_net(5).
 */
@AutoService(Collector.class)
public final class OpenPorts implements Collector {
    private static final int LISTEN = 0x0A;
    private static final int UNCONNECTED = 0x07;
    private static final int MOST_DETAILS = 500;
    private static final int IPV6_WORDS = 4;
    private static final int WORD_DIGITS = 8;

    /** In the order of the kernel's numbers, from 1: include/net/tcp_states.h. */
    private static final Columns STATES = Columns.of(
            "established#",
            "syn_sent#",
            "syn_recv#",
            "fin_wait1#",
            "fin_wait2#",
            "time_wait#",
            "close#",
            "close_wait#",
            "last_ack#",
            "listen#",
            "closing#");

    private final List<Table> tcp = List.of(new Table("tcp"), new Table("tcp6"));
    private final List<Table> udp = List.of(new Table("udp"), new Table("udp6"));

    private record Table(String protocol, KeptText file) {
        Table(String protocol) {
            this(protocol, new KeptText("/proc/net/" + protocol));
        }
    }

    /** What one reading found. */
    private static final class Found {
        final Set<Integer> ports = new TreeSet<>();
        final Set<Listener> listeners = new LinkedHashSet<>();
        final double[] states = new double[STATES.size()];
        boolean whole = true;
        boolean any;
    }

    @Override
    public String name() {
        return "openports";
    }

    @Override
    public String doc() {
        return "TCP and UDP ports that somebody listens on, and TCP sockets by state, of /proc/net.";
    }

    @Override
    public List<String> keys() {
        return Stream.concat(
                        Stream.of("tcp", "udp", "ports", "details.tcp", "details.udp"),
                        STATES.names().stream().map(state -> "states." + state))
                .toList();
    }

    /** The kernel walks its whole table of sockets for these files: milliseconds. */
    @Override
    public Duration every() {
        return Duration.ofSeconds(30);
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        var streams = read(host, tcp, LISTEN);
        if (!streams.any) return new Collected.NotEligible("there is no /proc/net/tcp");
        var packets = read(host, udp, UNCONNECTED);
        var facts = Value.object()
                .with("tcp", items(streams.ports))
                .with("udp", items(packets.ports))
                .with("ports", items(streams.ports));
        if (streams.whole) facts.with("states", STATES.row(streams.states));
        return new Collected.Facts(facts.with(
                        "details",
                        Value.object()
                                .with("tcp", details(streams))
                                .with("udp", details(packets))
                                .end())
                .end());
    }

    private static Found read(Host host, List<Table> tables, int wanted) {
        var found = new Found();
        for (var table : tables) {
            if (!table.file().read(host)) continue;
            found.any = true;
            found.whole &= table.file().text().isWhole();
            rows(table.file().text(), table.protocol(), wanted, found);
        }
        return found;
    }

    /** Lines such as {@code 0: 0100007F:0CEA 00000000:0000 0A …} behind a heading. */
    private static void rows(ByteText text, String protocol, int wanted, Found found) {
        var address = new long[IPV6_WORDS];
        var words = protocol.endsWith("6") ? IPV6_WORDS : 1;
        text.line();
        while (text.line()) {
            text.skipPast(':');
            for (var word = 0; word < words; word++) address[word] = text.hex(WORD_DIGITS);
            text.skipPast(':');
            var port = (int) text.hex();
            text.skipWords(1);
            var state = (int) text.hex();
            if (state >= 1 && state <= found.states.length) found.states[state - 1]++;
            if (state != wanted) continue;
            found.ports.add(port);
            if (found.listeners.size() < MOST_DETAILS)
                found.listeners.add(
                        new Listener(protocol, words == 1 ? Listener.four(address[0]) : Listener.six(address), port));
        }
    }

    private static Value items(Set<Integer> ports) {
        return new Value.Items(ports.stream().map(port -> Value.of((long) port)).toList());
    }

    private static Value details(Found found) {
        return new Value.Items(found.listeners.stream().map(Listener::toValue).toList());
    }
}
