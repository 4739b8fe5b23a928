package org.opsbro.compliance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SeenTest {
    private static final Seen BEFORE = Seen.NOTHING.with(
            "/etc/d",
            Map.of("/etc/d", "folder mode=0755", "/etc/d/a", "file mode=0644 size=1", "/etc/d/b", "link to=a b"));

    private static String told(Seen before, Seen now) {
        return RuleBench.told(Findings.begin().end().and(now.since(before)));
    }

    @Test
    void what_differs_is_told_in_the_words_that_differ() {
        var now = Seen.NOTHING.with(
                "/etc/d",
                Map.of(
                        "/etc/d",
                        "folder mode=0755",
                        "/etc/d/a",
                        "file mode=0600 size=1",
                        "/etc/d/c",
                        "folder mode=0700"));

        assertThat(told(BEFORE, now)).isEqualTo("""
                drift: /etc/d/a was mode=0644, is mode=0600
                drift: /etc/d/b is gone, it was: link to=a b
                drift: /etc/d/c is new: folder mode=0700
                """);
        assertThat(told(BEFORE, BEFORE)).isEqualTo("compliant: /etc/d (3 things) is as it was\n");
    }

    @Test
    void very_many_differences_are_counted() {
        var things = new TreeMap<String, String>();
        for (var number = 100; number < 200; number++) things.put("/etc/d/" + number, "file");

        assertThat(told(BEFORE, Seen.NOTHING.with("/etc/d", things)).lines())
                .hasSize(Seen.MOST_TOLD + 1)
                .last()
                .isEqualTo("drift: /etc/d: 73 more things are not as they were");
    }

    @Test
    void a_subject_is_held_as_it_was_first_seen_and_another_is_added() {
        var now = Seen.NOTHING.with("/etc/d", Map.of()).with("/etc/e", Map.of("/etc/e", "file"));
        var baseline = Baseline.NONE.with(BEFORE, Instant.EPOCH).with(now, Instant.MAX);

        assertThat(baseline.seen()).isEqualTo(BEFORE.with("/etc/e", Map.of("/etc/e", "file")));
        assertThat(baseline.with(now, Instant.MIN)).isSameAs(baseline);
    }

    @Test
    void it_is_kept_whole_and_its_sum_is_that_of_its_state() {
        var baseline = new Baseline(BEFORE, Instant.parse("2026-11-30T12:00:00Z"), "ann");

        assertThat(Baseline.of(baseline.toValue())).isEqualTo(baseline);
        assertThat(BEFORE.sum())
                .matches("[0-9a-f]{12}")
                .isEqualTo(Seen.of(BEFORE.toValue()).sum());
        assertThat(BEFORE.with("/etc/d", Map.of()).sum()).isNotEqualTo(BEFORE.sum());
    }
}
