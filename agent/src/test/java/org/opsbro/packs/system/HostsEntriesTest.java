package org.opsbro.packs.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.opsbro.compliance.FakeMachine;
import org.opsbro.compliance.RuleBench;

class HostsEntriesTest {
    private static final String WANTED = """
            entries:
              - address: 10.0.0.7
                names: [db.example.org, db]
            absent: [old-db]
            """;
    private final FakeMachine machine = FakeMachine.bare();

    private RuleBench rule(String parameters) {
        return RuleBench.of(new HostsEntries(), machine, parameters);
    }

    @Test
    void names_get_their_address_and_lose_others() {
        machine.file("/etc/hosts", "127.0.0.1\tlocalhost\n# ours\n10.0.0.6  db cache # moved\n10.0.0.5 old-db\n");

        assertThat(rule(WANTED).holds()).startsWith("""
                deviation: db.example.org has not the address 10.0.0.7
                deviation: db has the address 10.0.0.6, want 10.0.0.7
                deviation: db has not the address 10.0.0.7
                deviation: old-db has the address 10.0.0.5, want none
                change: write /etc/hosts
                """);
        rule(WANTED).apply();
        assertThat(machine.text("/etc/hosts"))
                .isEqualTo("127.0.0.1\tlocalhost\n# ours\n10.0.0.6\tcache\t# moved\n10.0.0.7\tdb.example.org db\n");
    }

    @Test
    void lines_that_nothing_is_wanted_of_stay_byte_for_byte() {
        machine.bytes(
                "/etc/hosts",
                "127.0.0.1  localhost \t# caf\u00e9\r\n10.0.0.7 db\r\n"
                        .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));

        rule(WANTED).apply();

        assertThat(machine.files().bytes("/etc/hosts").orElseThrow())
                .isEqualTo("127.0.0.1  localhost \t# caf\u00e9\r\n10.0.0.7\tdb db.example.org\r\n"
                        .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    @Test
    void an_address_of_the_other_family_stays() {
        machine.file("/etc/hosts", "10.0.0.7 db db.example.org\nfd00::7 db\n");

        assertThat(rule(WANTED).holds()).doesNotContain("deviation");
    }

    @Test
    void a_file_that_is_missing_is_made() {
        assertThat(rule(WANTED).holds()).contains("change: make /etc/hosts", "+10.0.0.7\tdb.example.org db");
    }

    @Test
    void what_could_hurt_the_file_is_refused() {
        assertThat(rule("""
                entries:
                  - address: "10.0.0.7 evil"
                    names: ["a b", "x#y"]
                """).refusals())
                .containsExactly(
                        "entries[0].names: found \"a b\", want the name of a host",
                        "entries[0].names: found \"x#y\", want the name of a host",
                        "entries[0].address: found \"10.0.0.7 evil\", want an IPv4 or IPv6 address",
                        "entries: want entries: or absent:");
    }
}
