package org.opsbro.cli.display;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SafeTest {
    @Test
    void an_ordinary_text_stays_as_it_is() {
        assertThat(Safe.line("√ déjà vu 日本")).isEqualTo("√ déjà vu 日本");
    }

    @Test
    void what_a_terminal_would_obey_becomes_visible() {
        assertThat(Safe.line("a\rb\u0007c\u001b]0;title\u0007\u009b2Jd")).isEqualTo("a·b·c·]0;title··2Jd");
    }

    @Test
    void a_tab_is_a_blank_and_colours_are_gone() {
        assertThat(Safe.line("a\tb \u001b[1;31mred\u001b[0m")).isEqualTo("a b red");
    }
}
