package org.opsbro.packs.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.opsbro.compliance.FakeMachine;
import org.opsbro.compliance.RuleBench;

class FileIntegrityTest {
    /** What sha256sum of coreutils prints for "abc". */
    private static final String SUM = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private final FakeMachine machine = FakeMachine.bare();

    private RuleBench rule(String path, String sum) {
        return RuleBench.of(new FileIntegrity(), machine, "files: [{file: " + path + ", sha256: " + sum + "}]");
    }

    @Test
    void a_file_with_another_sum_is_told_and_left_alone() {
        machine.file("/etc/f", "abc");

        assertThat(rule("/etc/f", SUM.toUpperCase(java.util.Locale.ROOT)).holds())
                .isEqualTo("compliant: /etc/f has the wanted sum\n");
        machine.file("/etc/f", "abd");
        assertThat(rule("/etc/f", SUM).holds())
                .startsWith(
                        "by hand: /etc/f has the sum a52d159f262b2c6ddb724a61840befc36eb30c88877a4030b65cbe86298449c9")
                .endsWith(", want " + SUM + ": find out who changed it\n");
    }

    @Test
    void what_is_missing_or_no_file_is_told() {
        machine.link("/etc/l", "/etc/passwd");

        assertThat(rule("/etc/none", SUM).holds()).startsWith("by hand: /etc/none is not there");
        assertThat(rule("/etc/l", SUM).holds()).startsWith("by hand: /etc/l is no file");
        assertThat(rule("/etc/l", "abc").refusals()).hasSize(1);
    }
}
