package org.opsbro.packs.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.opsbro.compliance.FakeMachine;
import org.opsbro.compliance.RuleBench;
import org.opsbro.host.Hands.Rights;
import org.opsbro.host.Sum;

class GetUrlTest {
    private static final String URL = "https://example.org/a/tool-1.2.tgz?x=1";
    private static final String SUM = Sum.SHA256.of("tool".getBytes(UTF_8));

    private final FakeMachine machine = FakeMachine.bare().folder("/opt").served(URL, "tool");

    private RuleBench rule(String more) {
        return RuleBench.of(new GetUrl(), machine, "url: " + URL + "\ndest_directory: /opt\n" + more);
    }

    @Test
    void a_missing_file_is_fetched_with_its_rights() {
        var bench = rule("sha256: " + SUM.toUpperCase(java.util.Locale.ROOT) + "\nmd5: "
                + Sum.MD5.of("tool".getBytes(UTF_8)) + "\nowner: bob\npermissions: 750\n");

        assertThat(bench.holds()).isEqualTo("""
                deviation: /opt/tool-1.2.tgz is not there
                change: fetch https://example.org/a/tool-1.2.tgz?x=1 to /opt/tool-1.2.tgz
                """);
        bench.apply();
        assertThat(machine.text("/opt/tool-1.2.tgz")).isEqualTo("tool");
        assertThat(machine.rights("/opt/tool-1.2.tgz")).isEqualTo(new Rights(0750, 1000, 0));
    }

    /** The original took whatever was there. */
    @Test
    void a_file_that_is_there_is_compared_with_its_sum() {
        machine.file("/opt/mine", "other");

        assertThat(rule("file_name: mine\nsha256: " + SUM).holds()).isEqualTo("""
                deviation: /opt/mine has the sha256 sum d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa, want %s
                change: fetch https://example.org/a/tool-1.2.tgz?x=1 to /opt/mine
                """.formatted(SUM));
        machine.file("/opt/mine", "tool");
        assertThat(rule("file_name: mine\nsha256: " + SUM + "\nsha1: " + Sum.SHA1.of("tool".getBytes(UTF_8)))
                        .holds())
                .isEqualTo("compliant: /opt/mine has the wanted sum\n");
        assertThat(rule("file_name: mine\nsha256: " + SUM + "\nmd5: " + "a".repeat(32))
                        .findings()
                        .changes())
                .hasSize(1);
    }

    @Test
    void without_a_sum_nothing_is_fetched_unless_that_is_said() {
        assertThat(rule("").holds())
                .isEqualTo("by hand: /opt/tool-1.2.tgz is not there: without a sum nothing is fetched: give sha256:,"
                        + " or insecure: true to take whatever the server gives\n");
        assertThat(rule("insecure: true").holds())
                .endsWith("change: fetch https://example.org/a/tool-1.2.tgz?x=1 to /opt/tool-1.2.tgz\n");
        machine.file("/opt/tool-1.2.tgz", "anything");
        assertThat(rule("permissions: 600").holds())
                .startsWith("deviation: /opt/tool-1.2.tgz has the mode 0644, want 0600\n")
                .contains("compliant: /opt/tool-1.2.tgz is there, whatever is in it: the rule has no sum\n");
    }

    @Test
    void what_stands_in_the_way_is_told() {
        machine.link("/opt/tool-1.2.tgz", "/etc/passwd");
        assertThat(rule("sha256: " + SUM).holds()).isEqualTo("cannot tell: /opt/tool-1.2.tgz is no file\n");
        assertThat(RuleBench.of(new GetUrl(), machine, "{url: '" + URL + "', dest_directory: /none, insecure: true}")
                        .holds())
                .isEqualTo("by hand: /none/tool-1.2.tgz is not there: there is no folder /none\n");
    }

    @Test
    void addresses_names_sizes_and_sums_that_are_none_are_refused() {
        for (var url : List.of(
                "file:///etc/passwd",
                "http://me:secret@h/x",
                "https:///x",
                "http://h/a b",
                "http://h/%zz",
                "ftp://h/x",
                "http://h/",
                "http://h",
                "http://-x/y"))
            assertThat(RuleBench.of(new GetUrl(), machine, "{url: '" + url + "', dest_directory: /opt, insecure: true}")
                            .refusals())
                    .as(url)
                    .isNotEmpty();
        for (var more : List.of(
                "sha256: abc",
                "md5: " + SUM,
                "file_name: ../x",
                "file_name: -rf",
                "max_size: 0 MiB",
                "max_size: 1 TiB",
                "insecure: maybe")) assertThat(rule(more).refusals()).as(more).isNotEmpty();
        assertThat(rule("max_size: 20 KiB\ninsecure: true").refusals()).isEmpty();
        assertThat(RuleBench.of(new GetUrl(), machine, "{url: 'http://[::1]:8080/x-y', dest_directory: /opt}")
                        .refusals())
                .isEmpty();
    }
}
