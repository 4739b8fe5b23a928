package org.opsbro.metrology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamePatternTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "load; web-1.loadaverage.load1; true",
                "Load; web-1.loadaverage.load1; false",
                "web-1.*.load1; web-1.loadaverage.load1; true",
                "web-1.*; web-1.loadaverage.load1; false",
                "*.*.*; web-1.loadaverage.load1; true",
                "web-?.*.load?; web-1.loadaverage.load15; false",
                "web-?.*.load??; web-1.loadaverage.load15; true",
                "web-[0-3x].*; web-2.cpu; true",
                "web-[0-3x].*; web-x.cpu; true",
                "web-[0-3x].*; web-4.cpu; false",
                "web-[!0-3].*; web-4.cpu; true",
                "web-[!0-3].*; web-2.cpu; false",
                "web-[a-].cpu*; web--.cpu0; true",
                "*.{cpu,mem}.x; a.mem.x; true",
                "*.{cpu,mem}.x; a.disk.x; false",
                "*.{c*,mem}.x; a.cpu.x; true",
                "a.{b.c,d}.x*; a.b.c.x1; true",
                "{a,b}{1,2}; b1; true",
                "{a,b}{1,2}; b3; false",
                "a*b*c; axxbxxbxc; true",
                "a*b*c; axxbxxbx; false",
                "x.a*; x.; false",
                "x.*; x.; true",
                "a.b?c(d); a.b+c(d); true"
            })
    void patterns_are_those_of_graphite(String pattern, String name, boolean wanted) {
        assertThat(NamePattern.of(pattern).test(name)).isEqualTo(wanted);
    }

    @Test
    void a_pattern_without_end_is_refused_with_what_is_missing() {
        assertThatThrownBy(() -> NamePattern.of("a.{b,c")).hasMessage("\"a.{b,c\": want a } after the {");
        assertThatThrownBy(() -> NamePattern.of("a.[bc")).hasMessage("\"[bc\": want letters and a ] after the [");
        assertThatThrownBy(() -> NamePattern.of("*" + "a".repeat(1024))).hasMessageContaining("want up to 1024");
        assertThatThrownBy(() -> NamePattern.of("{a,b}".repeat(9))).hasMessageContaining("more than 256 texts");
    }

    @Test
    void a_hostile_pattern_takes_no_longer_than_its_length_and_that_of_the_name() {
        var hostile = NamePattern.of("*a".repeat(500) + "b");
        var name = "a".repeat(1024);

        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            for (var i = 0; i < 100; i++) assertThat(hostile.test(name)).isFalse();
        });
    }
}
