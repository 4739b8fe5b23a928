package org.opsbro.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opsbro.pack.CommandLine.NotWords;

class CommandLineTest {
    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '~', textBlock = """
            /etc/init.d/haproxy reload          ! /etc/init.d/haproxy,reload
            a  'b c'   "d e"                    ! a,b c,d e
            a b\\ c 'd'"e"f                     ! a,b c,def
            a '' "$" x                          !
            a "\\"quoted\\"" 'it''s'            ! a,"quoted",its
            a '$HOME;|*' --x=~y                 !
            """)
    void a_text_is_split_as_a_shell_splits_it(String text, String words) throws NotWords {
        if (words == null) return;
        assertThat(CommandLine.split(text).words()).isEqualTo(List.of(words.split(",")));
    }

    @Test
    void quoted_words_may_be_empty_and_may_have_what_a_shell_would_expand() throws NotWords {
        assertThat(CommandLine.split("a '' '$HOME;|*'").words()).containsExactly("a", "", "$HOME;|*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a | b",
                "a && b",
                "a; b",
                "a > /etc/x",
                "a $HOME",
                "a `id`",
                "a *.cfg",
                "a \"$(id)\"",
                "~/bin/a",
                "A=b c",
                "a\nb"
            })
    void what_only_a_shell_acts_upon_is_refused_with_the_way_out(String text) {
        assertThatThrownBy(() -> CommandLine.split(text))
                .isInstanceOf(NotWords.class)
                .hasMessageContaining("which only a shell acts upon")
                .hasMessageContaining("shell: true");
    }

    @Test
    void an_open_quote_and_no_words_are_refused() {
        assertThatThrownBy(() -> CommandLine.split("a 'b")).hasMessageContaining("is not closed");
        assertThatThrownBy(() -> CommandLine.split("  ")).hasMessageContaining("want a program");
    }

    @Test
    void the_file_is_a_word_or_a_variable_of_the_shell_and_never_its_text() throws NotWords {
        var evil = "/tmp/a b;$(id)";
        var limit = Duration.ofSeconds(1);

        assertThat(CommandLine.split("haproxy -c -f {file}").about(evil, limit).words())
                .containsExactly("haproxy", "-c", "-f", evil);
        var shell = new CommandLine(List.of("grep x {file} | wc -l"), true).about(evil, limit);
        assertThat(shell.words()).containsExactly("/bin/sh", "-c", "grep x \"$OPSBRO_FILE\" | wc -l");
        assertThat(shell.environment()).containsEntry("OPSBRO_FILE", evil);
    }

    @Test
    void it_is_kept_on_the_disk_as_it_is() {
        var line = new CommandLine(List.of("a", "b c", ""), false);

        assertThat(CommandLine.of(line.toValue())).isEqualTo(line);
    }
}
