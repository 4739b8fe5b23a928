package org.opsbro.packs.linux;

import com.google.auto.service.AutoService;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.host.Host;
import org.opsbro.model.Value;
import org.opsbro.pack.Parameters;

/**
 * What TCP and UDP go through: {@code tcp_established} now; since the run before, a second, {@code tcp_opened/s tcp_accepted/s tcp_failed/s tcp_resets/s
 * tcp_retransmits/s tcp_in/s tcp_out/s udp_in/s udp_out/s udp_errors/s udp_no_port/s}. Source: /proc/net/snmp, proc_pid_net(5), RFC 1213.
 */
@AutoService(Collector.class)
public final class Protocols implements Collector {
    private static final List<Rated> RATED = List.of(
            new Rated("Tcp.ActiveOpens", "tcp_opened/s"),
            new Rated("Tcp.PassiveOpens", "tcp_accepted/s"),
            new Rated("Tcp.AttemptFails", "tcp_failed/s"),
            new Rated("Tcp.EstabResets", "tcp_resets/s"),
            new Rated("Tcp.RetransSegs", "tcp_retransmits/s"),
            new Rated("Tcp.InSegs", "tcp_in/s"),
            new Rated("Tcp.OutSegs", "tcp_out/s"),
            new Rated("Udp.InDatagrams", "udp_in/s"),
            new Rated("Udp.OutDatagrams", "udp_out/s"),
            new Rated("Udp.InErrors", "udp_errors/s"),
            new Rated("Udp.NoPorts", "udp_no_port/s"));

    private record Rated(String counter, String name) {}

    private Map<String, Long> before = Map.of();
    private long nanosBefore;

    @Override
    public String name() {
        return "protocols";
    }

    @Override
    public String doc() {
        return "Connections, retransmits and errors of TCP and UDP, of /proc/net/snmp.";
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        var text = host.files().text("/proc/net/snmp");
        if (text.isEmpty()) return new Collected.NotEligible("there is no /proc/net/snmp");
        var now = counters(text.get());
        var nanos = host.nanos();
        var seconds = (nanos - nanosBefore) / 1e9;
        var facts = Value.object().with("tcp_established", now.getOrDefault("Tcp.CurrEstab", 0L));
        for (var rated : RATED) {
            var last = before.get(rated.counter());
            var value = now.get(rated.counter());
            if (last != null && value != null && value >= last && seconds > 0)
                facts.with(rated.name(), (value - last) / seconds);
        }
        before = now;
        nanosBefore = nanos;
        return new Collected.Facts(facts.end());
    }

    /** A line of names, then a line of numbers, for each protocol. */
    private static Map<String, Long> counters(String text) {
        var found = new HashMap<String, Long>();
        var lines = text.lines().toList();
        for (var i = 0; i + 1 < lines.size(); i += 2) {
            var names = lines.get(i).split(" ", -1);
            var numbers = lines.get(i + 1).split(" ", -1);
            for (var column = 1; column < Math.min(names.length, numbers.length); column++)
                if (numbers[column].matches("-?[0-9]{1,18}"))
                    found.put(names[0].replace(":", ".") + names[column], Long.parseLong(numbers[column]));
        }
        return found;
    }
}
