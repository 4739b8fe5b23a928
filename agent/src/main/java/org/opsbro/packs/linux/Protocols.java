package org.opsbro.packs.linux;

import com.google.auto.service.AutoService;
import java.util.Arrays;
import java.util.List;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.detection.sheet.ByteText;
import org.opsbro.detection.sheet.Columns;
import org.opsbro.detection.sheet.KeptText;
import org.opsbro.host.Host;
import org.opsbro.pack.Parameters;

/**
 * What TCP and UDP go through: {@code tcp_established} now; since the run before, a second, {@code tcp_opened/s tcp_accepted/s tcp_failed/s tcp_resets/s
 * tcp_retransmits/s tcp_in/s tcp_out/s udp_in/s udp_out/s udp_errors/s udp_no_port/s}. Source: /proc/net/snmp, proc_pid_net(5), RFC 1213.
 */
@AutoService(Collector.class)
public final class Protocols implements Collector {
    private static final List<Counter> COUNTERS = List.of(
            new Counter("Tcp:", "CurrEstab", "tcp_established#"),
            new Counter("Tcp:", "ActiveOpens", "tcp_opened/s"),
            new Counter("Tcp:", "PassiveOpens", "tcp_accepted/s"),
            new Counter("Tcp:", "AttemptFails", "tcp_failed/s"),
            new Counter("Tcp:", "EstabResets", "tcp_resets/s"),
            new Counter("Tcp:", "RetransSegs", "tcp_retransmits/s"),
            new Counter("Tcp:", "InSegs", "tcp_in/s"),
            new Counter("Tcp:", "OutSegs", "tcp_out/s"),
            new Counter("Udp:", "InDatagrams", "udp_in/s"),
            new Counter("Udp:", "OutDatagrams", "udp_out/s"),
            new Counter("Udp:", "InErrors", "udp_errors/s"),
            new Counter("Udp:", "NoPorts", "udp_no_port/s"));

    /** A figure: its protocol and its name there, and its key here; a key that ends with {@code #} is told as it is. */
    private record Counter(String protocol, String name, String key) {}

    private final KeptText file = new KeptText("/proc/net/snmp");
    private final Columns columns =
            new Columns(COUNTERS.stream().map(Counter::key).toList());
    /** Where each counter stands on its line, from 0; -1 where the kernel does not have it. */
    private final int[] places = new int[COUNTERS.size()];

    private boolean placed;
    private double[] before = nothing();
    private double[] now = nothing();
    private long nanosBefore;

    private static double[] nothing() {
        var values = new double[COUNTERS.size()];
        Arrays.fill(values, Double.NaN);
        return values;
    }

    @Override
    public String name() {
        return "protocols";
    }

    @Override
    public String doc() {
        return "Connections, retransmits and errors of TCP and UDP, of /proc/net/snmp.";
    }

    @Override
    public List<String> keys() {
        return columns.names();
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        if (!file.read(host)) return new Collected.NotEligible("there is no /proc/net/snmp");
        var swap = before;
        before = now;
        now = swap;
        Arrays.fill(now, Double.NaN);
        var nanos = host.nanos();
        var seconds = nanosBefore == 0 ? Double.NaN : (nanos - nanosBefore) / 1e9;
        nanosBefore = nanos;
        read(file.text());
        var values = new double[now.length];
        for (var i = 0; i < values.length; i++) {
            var rate = (now[i] - before[i]) / seconds;
            values[i] = COUNTERS.get(i).key().endsWith("#") ? now[i] : rate >= 0 ? rate : Double.NaN;
        }
        return new Collected.Facts(columns.row(values));
    }

    /** A line of names, then a line of numbers, for each protocol. */
    private void read(ByteText text) {
        while (text.line()) {
            var protocol = text.startsWith("Tcp:") ? "Tcp:" : text.startsWith("Udp:") ? "Udp:" : "";
            if (!placed && !protocol.isEmpty()) place(protocol, text.rest().split(" ", -1));
            if (!text.line()) break;
            if (!protocol.isEmpty()) numbers(protocol, text);
        }
        placed = true;
    }

    private void place(String protocol, String[] names) {
        for (var i = 0; i < places.length; i++)
            if (COUNTERS.get(i).protocol().equals(protocol))
                places[i] = Arrays.asList(names).indexOf(COUNTERS.get(i).name()) - 1;
    }

    private void numbers(String protocol, ByteText text) {
        text.skipWords(1);
        for (var place = 0; text.hasWord(); place++) {
            var which = at(protocol, place);
            if (which < 0) text.skipWords(1);
            else now[which] = (double) text.number();
        }
    }

    private int at(String protocol, int place) {
        for (var i = 0; i < places.length; i++)
            if (places[i] == place && COUNTERS.get(i).protocol().equals(protocol)) return i;
        return -1;
    }
}
