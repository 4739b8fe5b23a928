package org.opsbro.packs.openports;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.detection.sheet.KeptText;
import org.opsbro.host.Host;
import org.opsbro.model.Value;
import org.opsbro.pack.Parameters;

/**
 * Ports that somebody listens on: {@code tcp} and {@code udp}, each a list of numbers in order. Source: /proc/net/tcp, tcp6, udp and udp6,
 * proc_pid_net(5).
 */
@AutoService(Collector.class)
public final class OpenPorts implements Collector {
    private static final int LISTEN = 0x0A;
    private static final int UNCONNECTED = 0x07;

    private final List<KeptText> tcp = List.of(new KeptText("/proc/net/tcp"), new KeptText("/proc/net/tcp6"));
    private final List<KeptText> udp = List.of(new KeptText("/proc/net/udp"), new KeptText("/proc/net/udp6"));

    @Override
    public String name() {
        return "openports";
    }

    @Override
    public String doc() {
        return "TCP and UDP ports that somebody listens on, of /proc/net.";
    }

    /** The kernel walks its whole table of sockets for these files: milliseconds. */
    @Override
    public Duration every() {
        return Duration.ofSeconds(30);
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        var listening = ports(host, tcp, LISTEN);
        if (listening.isEmpty() && !tcp.getFirst().read(host))
            return new Collected.NotEligible("there is no /proc/net/tcp");
        return new Collected.Facts(Value.object()
                .with("tcp", items(listening))
                .with("udp", items(ports(host, udp, UNCONNECTED)))
                .end());
    }

    private static Set<Integer> ports(Host host, List<KeptText> files, int wanted) {
        var ports = new TreeSet<Integer>();
        for (var file : files) {
            if (!file.read(host)) continue;
            var text = file.text();
            text.line();
            while (text.line()) {
                text.skipPast(':');
                text.skipPast(':');
                var port = (int) text.hex();
                text.skipWords(1);
                if (text.hex() == wanted) ports.add(port);
            }
        }
        return ports;
    }

    private static Value items(Set<Integer> ports) {
        return new Value.Items(ports.stream().map(port -> Value.of((long) port)).toList());
    }
}
