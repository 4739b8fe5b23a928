package org.opsbro.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {
    private final Arguments arguments = new Arguments()
            .flag("--all", "everything")
            .option("--lines", "N", "10", "how many")
            .option("--zone", "NAME", "which zone")
            .word("NAME", "the thing")
            .optionalWord("VALUE", "its value");

    @Test
    void flags_options_and_words_come_in_any_order() {
        var given = arguments.read(List.of("--zone=eu", "disk", "--all", "--lines", "3", "12"));

        assertThat(given.has("--all")).isTrue();
        assertThat(given.text("--zone")).isEqualTo("eu");
        assertThat(given.number("--lines", 1, 100)).isEqualTo(3);
        assertThat(given.text("NAME")).isEqualTo("disk");
        assertThat(given.find("VALUE")).contains("12");
    }

    @Test
    void what_is_not_given_has_its_fallback_or_is_absent() {
        var given = arguments.read(List.of("disk"));

        assertThat(given.text("--lines")).isEqualTo("10");
        assertThat(given.find("--zone")).isEmpty();
        assertThat(given.find("VALUE")).isEmpty();
        assertThat(given.has("--all")).isFalse();
    }

    @Test
    void an_empty_fallback_is_none_and_cannot_be_declared() {
        assertThatThrownBy(() -> new Arguments().option("--zone", "NAME", "", "which zone"))
                .hasMessage("--zone has an empty fallback, which is none: leave it out");
    }

    @Test
    void a_negative_number_is_a_word() {
        assertThat(arguments.read(List.of("-5 + 3", "-.5")).all("VALUE")).containsExactly("-.5");
    }

    @Test
    void two_dashes_end_the_options() {
        assertThat(arguments.read(List.of("--", "--all")).text("NAME")).isEqualTo("--all");
    }

    @Test
    void the_rest_of_a_line_keeps_its_own_options() {
        var exec =
                new Arguments().word("GROUP", "where").rest("COMMAND", "what").flag("--json", "as JSON");

        var given = exec.read(List.of("--json", "web", "--", "ls", "-l", "--", "--json"));

        assertThat(given.all("COMMAND")).containsExactly("ls", "-l", "--", "--json");
        assertThat(given.flags()).containsExactly("--json");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --lnes 3 a | there is no option --lnes; did you mean --lines?
            --all=1 a  | --all takes no value, found --all=1
            a --zone   | --zone wants a value: --zone NAME
            --all      | NAME is missing: the thing
            a b c      | one word too many: c
            """)
    void a_wrong_line_is_told_with_the_word_at_fault(String line, String message) {
        assertThatThrownBy(() -> arguments.read(List.of(line.split(" "))))
                .isInstanceOf(CommandFailed.class)
                .hasMessage(message);
    }

    @Test
    void a_word_with_choices_refuses_any_other() {
        var print = new Arguments().word("WHAT", "what", "uuid", "local-addr");

        assertThatThrownBy(() -> print.read(List.of("uid"))).hasMessage("WHAT is uid, want one of uuid, local-addr");
    }

    @ParameterizedTest
    @CsvSource({"30,30000", "30s,30000", "500ms,500", "1.5m,90000", "2h,7200000"})
    void a_duration_has_a_unit_or_is_seconds(String text, long millis) {
        assertThat(arguments.read(List.of("a", "--lines", text)).duration("--lines"))
                .isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "ten", "-3", "3 weeks", "1e9"})
    void any_other_duration_is_refused(String text) {
        var given = arguments.read(List.of("a", "--lines", text));

        assertThatThrownBy(() -> given.duration("--lines"))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("30s");
    }
}
