package org.opsbro.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.ReverseMap;

class IpAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "255.255.255.255",
                "10.0.0.1",
                "::",
                "::1",
                "1::",
                "2001:db8::5",
                "1:2:3:4:5:6:7:8",
                "1:2:3:4:5:6:7::",
                "::2:3:4:5:6:7:8",
                "64:ff9b::192.0.2.1",
                "FE80::aBcD"
            })
    void an_address_has_the_bytes_the_jdk_gives_it(String text) {
        assertThat(IpAddress.bytes(text)).isEqualTo(InetAddress.ofLiteral(text).getAddress());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "256.0.0.1",
                "01.2.3.4",
                "1.2.3.-4",
                "a.b.c.d",
                ":",
                ":::",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "12345::",
                "g::",
                "fe80::1%eth0",
                "1:2:3:4:5:6:7:8::",
                "1.2.3.4::",
                "::1.2.3",
                ":1:2:3:4:5:6:7",
                "web-1.example.org",
                "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000"
            })
    void what_is_no_address_has_none(String text) {
        assertThat(IpAddress.bytes(text)).isEmpty();
    }

    @Test
    void the_name_in_the_reverse_zones_is_that_of_dnsjava() throws Exception {
        var random = new SplittableRandom(5);
        for (var i = 0; i < 200; i++) {
            var bytes = new byte[i % 2 == 0 ? 4 : 16];
            random.nextBytes(bytes);
            assertThat(IpAddress.reverseName(bytes) + ".")
                    .isEqualTo(ReverseMap.fromAddress(InetAddress.getByAddress(bytes))
                            .toString());
        }
    }
}
