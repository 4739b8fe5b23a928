package org.opsbro.pack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.opsbro.model.Level;
import org.opsbro.pack.CommandLine.NotWords;

class DefinitionTest {
    private static final Definition QUEUE = new Definition(
            Kind.CHECK,
            "queue",
            "shop",
            "/var/my packs/shop",
            Level.ZONE,
            Yaml.keys("queue.yml", "check: {}\n", problem -> {}).orElseThrow());

    @Test
    void a_program_of_the_pack_is_meant_by_libexec_and_nothing_else_is() {
        assertThat(QUEUE.program("libexec/check")).isEqualTo("/var/my packs/shop/libexec/check");
        assertThat(QUEUE.program("/usr/libexec/check")).isEqualTo("/usr/libexec/check");
        assertThat(QUEUE.program("check")).isEqualTo("check");
    }

    @Test
    void commands_begin_with_it_as_words_as_text_and_for_a_shell() throws NotWords {
        assertThat(CommandLine.split("libexec/jobs -n 'a b'").in(QUEUE).words())
                .containsExactly("/var/my packs/shop/libexec/jobs", "-n", "a b");
        assertThat(new CommandLine(java.util.List.of("libexec/jobs | wc -l"), true)
                        .in(QUEUE)
                        .words())
                .containsExactly("'/var/my packs/shop'/libexec/jobs | wc -l");
        assertThat(CommandLine.split(QUEUE.line("libexec/jobs 7")).words())
                .containsExactly("/var/my packs/shop/libexec/jobs", "7");
        assertThat(CommandLine.split("echo libexec/jobs").in(QUEUE).words()).containsExactly("echo", "libexec/jobs");
    }
}
