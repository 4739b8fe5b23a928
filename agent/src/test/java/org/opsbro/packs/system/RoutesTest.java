package org.opsbro.packs.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.opsbro.compliance.FakeMachine;
import org.opsbro.compliance.RuleBench;

class RoutesTest {
    private static final String HEAD =
            "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n";
    private static final String DEFAULT = "eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n";
    private static final String NINE = "eth0\t0000090A\t0100000A\t0003\t0\t0\t5\t0000FFFF\t0\t0\t0\n";
    private static final String SIX =
            "fd000009000000000000000000000000 20 00000000000000000000000000000000 00 fd000000000000000000000000000001 00000032 00000001 00000000 00000003     eth0\n";

    private final FakeMachine machine = FakeMachine.bare().file("/proc/net/route", HEAD + DEFAULT);

    private RuleBench rule(String parameters) {
        return RuleBench.of(new Routes(), machine, parameters);
    }

    @Test
    void a_route_that_is_missing_comes_and_can_be_taken_back() {
        machine.when(
                here -> here.file("/proc/net/route", HEAD + DEFAULT + NINE),
                "ip",
                "-4",
                "route",
                "replace",
                "10.9.0.0/16",
                "via",
                "10.0.0.1",
                "metric",
                "5");
        var rule = rule("entries: [{destination: 10.9.0.0/16, via: 10.0.0.1, metric: 5}]");

        assertThat(rule.holds()).isEqualTo("""
                deviation: there is no route to 10.9.0.0/16, want 10.9.0.0/16 via 10.0.0.1
                change: route 10.9.0.0/16 via 10.0.0.1
                $ ip -4 route replace 10.9.0.0/16 via 10.0.0.1 metric 5
                """);
        assertThat(rule.findings().changes().getFirst().undo().orElseThrow().subject())
                .isEqualTo("ip -4 route del 10.9.0.0/16 via 10.0.0.1 metric 5");
    }

    @Test
    void a_route_by_another_gateway_is_replaced_with_its_metric() {
        machine.file("/proc/net/route", HEAD + NINE);
        var rule = rule("entries: [{destination: 10.9.0.0/16, via: 10.0.0.2}]");

        assertThat(rule.plan())
                .contains("the route to 10.9.0.0/16 goes by via 10.0.0.1 dev eth0 metric 5", "via 10.0.0.2 metric 5");
        assertThat(rule.findings().changes().getFirst().undo().orElseThrow().subject())
                .isEqualTo("ip -4 route replace 10.9.0.0/16 via 10.0.0.1 dev eth0 metric 5");
    }

    @Test
    void routes_that_are_there_are_read() {
        machine.file("/proc/net/route", HEAD + DEFAULT + NINE).file("/proc/net/ipv6_route", SIX);

        assertThat(rule("""
                entries:
                  - {destination: 0.0.0.0/0, via: 192.0.2.1, dev: eth0}
                  - {destination: 10.9.0.0/16, via: 10.0.0.1}
                  - {destination: 'fd00:9::/32', via: 'fd00::1', metric: 50}
                absent: [10.8.0.0/16]
                """).holds()).doesNotContain("deviation");
        assertThat(rule("absent: ['fd00:9::/32']").plan())
                .contains(
                        "$ ip -6 route del fd00:9::/32 via fd00:0000:0000:0000:0000:0000:0000:0001 dev eth0 metric 50");
    }

    @Test
    void what_is_no_route_is_refused() {
        assertThat(rule("""
                entries:
                  - {destination: 10.9.0.1/16, via: 10.0.0.1}
                  - {destination: 10.9.0.0/16, via: 'fd00::1'}
                  - {destination: 10.10.0.0/16}
                  - {destination: 256.0.0.0/8, dev: '-x'}
                absent: ['a::b::c/64', x]
                """).refusals()).hasSize(7);
    }

    @Test
    void addresses_are_read_as_the_kernel_writes_them() {
        assertThat(RouteTable.hex("1:2:3:4:5:6:7:8")).contains("00010002000300040005000600070008");
        assertThat(RouteTable.hex("::")).contains("0".repeat(32));
        assertThat(RouteTable.hex("::1")).contains("0".repeat(31) + "1");
        assertThat(RouteTable.hex("1:2:3:4:5:6:7")).isEmpty();
        assertThat(RouteTable.hex("1::2:3:4:5:6:7:8")).isEmpty();
        assertThat(RouteTable.hex(":1:2:3:4:5:6:7")).isEmpty();
        assertThat(RouteTable.network("0.0.0.0/33")).isEmpty();
    }

    @Test
    void any_letters_are_passed_over() {
        var random = new Random(7);
        var parts = new String[] {
            "eth0", "\t", "0000090A", "0003", "0", "\n", "FFFFFFFFF", "é", "-1", "ffffffff", "99999999999", " "
        };
        for (var i = 0; i < 2000; i++) {
            var text = new StringBuilder(HEAD);
            for (var j = random.nextInt(30); j > 0; j--) text.append(parts[random.nextInt(parts.length)]);
            RouteTable.four(text.toString());
            RouteTable.six(
                    text.toString().replace("0000090A", "0".repeat(32)).lines().toList());
        }
    }
}
