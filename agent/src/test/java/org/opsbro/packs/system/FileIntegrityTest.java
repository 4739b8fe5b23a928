package org.opsbro.packs.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opsbro.compliance.FakeMachine;
import org.opsbro.compliance.RuleBench;

class FileIntegrityTest {
    /** What sha256sum of coreutils prints for "abc". */
    private static final String SUM = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

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

    private static final String HELD = "{paths: [/etc/d, /etc/f], ignore: ['/etc/d/*.tmp', '/etc/d/**/cache']}";

    private RuleBench held() {
        return RuleBench.of(new FileIntegrity(), machine, HELD);
    }

    @Test
    void each_thing_below_a_path_is_described() {
        machine.file("/etc/d/a", "abc")
                .owned("/etc/d/a", 04755, 7, 8)
                .link("/etc/d/l", "a b")
                .file("/etc/d/sub/b", "")
                .file("/etc/d/x.tmp", "")
                .file("/etc/d/sub/cache", "");

        held().holds();

        assertThat(held().findings().seen().subjects())
                .isEqualTo(Map.of(
                        "/etc/d",
                                Map.of(
                                        "/etc/d", "folder mode=0755 owner=0 group=0",
                                        "/etc/d/a", "file mode=4755 owner=7 group=8 size=3 sha256=" + SUM,
                                        "/etc/d/l", "link to=a b",
                                        "/etc/d/sub", "folder mode=0755 owner=0 group=0",
                                        "/etc/d/sub/b", "file mode=0644 owner=0 group=0 size=0 sha256=" + EMPTY),
                        "/etc/f", Map.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "/etc/*.conf, /etc/a.conf, true",
        "/etc/*.conf, /etc/aXconf, false",
        "/etc/*.conf, /etc/d/a.conf, false",
        "/etc/**.conf, /etc/d/a.conf, true",
        "/etc/d/**/cache, /etc/d/e/f/cache, true",
        "/etc/?, /etc/a, true",
        "/etc/?, /etc/ab, false",
        "/etc/(a|b)+[c], /etc/(a|b)+[c], true",
        "/etc/a, /etc/a/b, false"
    })
    void a_pattern_is_of_a_whole_path(String glob, String path, boolean matches) {
        assertThat(Globs.WRITTEN.matcher(glob).matches()).isTrue();
        assertThat(Globs.matching(glob).find(path)).isEqualTo(matches);
    }

    @Test
    void too_many_things_are_told_and_nothing_is_held() {
        for (var number = 0; number < Census.MOST; number++) machine.file("/etc/d/" + number, "");

        assertThat(held().findings().seen().isEmpty()).isTrue();
        assertThat(held().plan()).startsWith("cannot tell: there are more than 10000 things below");
    }

    @Test
    void what_is_of_the_kernel_or_no_whole_path_is_refused() {
        assertThat(RuleBench.of(new FileIntegrity(), machine, "{paths: [/proc/1, /dev, etc], ignore: ['*.tmp']}")
                        .refusals())
                .hasSize(4);
    }
}
