package org.opsbro.discovery.dns;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.opsbro.model.Value;
import org.opsbro.pack.ParameterReader;
import org.opsbro.pack.Parameters;

/**
 * How the listener answers: the parameters of the pack dns-listener.
 *
 * @param listen addresses, as text
 * @param port of UDP and TCP; 0 takes a free one
 * @param domain below which all names are ours, in small letters, without dots at its ends
 * @param ttlSeconds how long an answer may be kept; what is not there may be kept for one second whatever it is
 * @param lastResort whether all that live are answered where none of them passes its checks
 * @param forwarders who is asked for other names, in this order; empty refuses them
 */
public record DnsSettings(
        List<String> listen, int port, String domain, int ttlSeconds, boolean lastResort, List<Forwarder> forwarders) {
    public static final int PORT = 6766;
    private static final int MOST_TTL = 3600;
    private static final int MOST_FORWARDERS = 4;

    /** A DNS server: its address as text, and its port. */
    public record Forwarder(String address, int port) {
        @Override
        public String toString() {
            return address + (port == 53 ? "" : " port " + port);
        }
    }

    public DnsSettings {
        listen = List.copyOf(listen);
        forwarders = List.copyOf(forwarders);
    }

    /** What is used where nothing is said: this machine only, {@code opsbro}, one second. */
    public static DnsSettings standard() {
        return new DnsSettings(List.of("127.0.0.1"), PORT, "opsbro", 1, true, List.of());
    }

    public DnsSettings withPort(int next) {
        return new DnsSettings(listen, next, domain, ttlSeconds, lastResort, forwarders);
    }

    public DnsSettings withDomain(String next) {
        return new DnsSettings(listen, port, next, ttlSeconds, lastResort, forwarders);
    }

    public DnsSettings withLastResort(boolean next) {
        return new DnsSettings(listen, port, domain, ttlSeconds, next, forwarders);
    }

    public DnsSettings withForwarders(List<Forwarder> next) {
        return new DnsSettings(listen, port, domain, ttlSeconds, lastResort, next);
    }

    /** Reads the parameters; each that is wrong is told to {@code wrong}, and its standard value taken. */
    public static DnsSettings from(Parameters parameters, Consumer<String> wrong) {
        var standard = standard();
        var reader = new ParameterReader(parameters, wrong);
        var read = new DnsSettings(
                listen(reader, standard.listen()),
                (int) reader.number("port", 0, 65_535, standard.port()),
                domain(reader, standard.domain()),
                (int) reader.number("ttl", 0, MOST_TTL, standard.ttlSeconds()),
                !Value.FALSE.equals(parameters.value("last_resort")),
                forwarders(reader));
        if (read.forwarders().stream().noneMatch(read::loops)) return read;
        wrong.accept("forwarders: found the listener itself, want another server");
        return read.withForwarders(List.of());
    }

    private static List<String> listen(ParameterReader reader, List<String> standard) {
        var all = reader.texts("listen");
        for (var each : all)
            if (IpAddress.bytes(each).length == 0) {
                reader.wrong().accept("listen: found \"" + each + "\", want an IPv4 or IPv6 address such as 0.0.0.0");
                return standard;
            }
        return all.isEmpty() ? standard : all;
    }

    /** The original wrote it with a dot before it. */
    private static String domain(ParameterReader reader, String standard) {
        var text = reader.text("domain", standard).strip().toLowerCase(Locale.ROOT);
        var domain = text.replaceAll("^\\.|\\.$", "");
        if (domain.length() <= 100
                && domain.matches("[a-z0-9_.-]+")
                && WireName.of(domain).isPresent()) return domain;
        reader.wrong().accept("domain: found \"" + text + "\", want a name such as opsbro or nodes.example.org");
        return standard;
    }

    /** Whether a forwarder is the listener itself, which would ask itself for ever. */
    private boolean loops(Forwarder forwarder) {
        return forwarder.port() == port && listen.contains(forwarder.address());
    }

    private static List<Forwarder> forwarders(ParameterReader reader) {
        var all = new ArrayList<Forwarder>();
        for (var text : reader.texts("forwarders")) {
            var forwarder = forwarder(text.strip());
            if (IpAddress.bytes(forwarder.address()).length > 0 && forwarder.port() > 0) all.add(forwarder);
            else
                reader.wrong()
                        .accept("forwarders: found \"" + text
                                + "\", want an address such as 192.0.2.53 or [2001:db8::53]:5353");
        }
        if (all.size() <= MOST_FORWARDERS) return all;
        reader.wrong().accept("forwarders: found " + all.size() + " of them, want at most " + MOST_FORWARDERS);
        return all.subList(0, MOST_FORWARDERS);
    }

    private static Forwarder forwarder(String text) {
        var colon = text.lastIndexOf(':');
        var alone = colon < 0 || (text.indexOf(':') != colon && !text.contains("]:"));
        var address = alone ? text : text.substring(0, colon);
        var port = alone ? "53" : text.substring(colon + 1);
        var bare =
                address.startsWith("[") && address.endsWith("]") ? address.substring(1, address.length() - 1) : address;
        return new Forwarder(
                bare, port.matches("[0-9]{1,5}") && Integer.parseInt(port) < 65_536 ? Integer.parseInt(port) : 0);
    }
}
