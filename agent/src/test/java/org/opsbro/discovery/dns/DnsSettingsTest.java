package org.opsbro.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.opsbro.discovery.dns.DnsSettings.Forwarder;
import org.opsbro.model.Value;
import org.opsbro.pack.Parameters;

class DnsSettingsTest {
    private final List<String> wrong = new ArrayList<>();

    private DnsSettings read(Map<String, Value> parameters) {
        return DnsSettings.from(new Parameters(Value.fields(parameters)), wrong::add);
    }

    @Test
    void without_parameters_the_standard_holds() {
        assertThat(read(Map.of())).isEqualTo(DnsSettings.standard());
        assertThat(wrong).isEmpty();
    }

    @Test
    void the_domain_may_be_written_with_a_dot_before_it_as_the_original_did() {
        assertThat(read(Map.of("domain", Value.of(".OpsBro"))).domain()).isEqualTo("opsbro");
        assertThat(wrong).isEmpty();
    }

    @Test
    void forwarders_are_addresses_with_or_without_a_port() {
        var texts = Value.texts(List.of("192.0.2.1", "192.0.2.1:5353", "2001:db8::1", "[2001:db8::1]:5353"));

        assertThat(read(Map.of("forwarders", texts)).forwarders())
                .containsExactly(
                        new Forwarder("192.0.2.1", 53),
                        new Forwarder("192.0.2.1", 5353),
                        new Forwarder("2001:db8::1", 53),
                        new Forwarder("2001:db8::1", 5353));
    }

    @Test
    void what_is_wrong_is_told_and_the_standard_taken() {
        var settings = read(Map.of(
                "port", Value.of(70_000),
                "ttl", Value.of("soon"),
                "domain", Value.of("a..b"),
                "listen", Value.texts(List.of("eth0")),
                "forwarders", Value.texts(List.of("dns.example.org"))));

        assertThat(settings).isEqualTo(DnsSettings.standard());
        assertThat(wrong)
                .containsExactlyInAnyOrder(
                        "port: found 70000, want a number from 0 to 65535",
                        "ttl: found soon, want a number from 0 to 3600",
                        "domain: found \"a..b\", want a name such as opsbro or nodes.example.org",
                        "listen: found \"eth0\", want an IPv4 or IPv6 address such as 0.0.0.0",
                        "forwarders: found \"dns.example.org\", want an address such as 192.0.2.53 or [2001:db8::53]:5353");
    }
}
