package org.opsbro.detection.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FuzzTest {
    private static final int ROUNDS = 20_000;

    static Stream<FactParser> parsers() {
        var table = new Table(List.of(), List.of(), List.of());
        return Stream.of(
                new JsonFacts(List.of(), Optional.of("a")),
                new PrometheusFacts(List.of()),
                new KeyValueFacts("=", "#", true),
                new ColumnFacts(table, 1),
                new CsvFacts(table, ','),
                new RegexFacts(Pattern.compile("(?<key>\\w+)=(?<v>.*?)[;\\n]"), false),
                new XmlFacts());
    }

    @ParameterizedTest
    @MethodSource("parsers")
    void any_text_is_read_or_refused(FactParser parser) {
        var random = new Random(20261124);
        var refused = 0;
        for (var i = 0; i < ROUNDS; i++) {
            try {
                parser.parse(text(random));
            } catch (Unreadable expected) {
                refused++;
            }
        }

        assertThat(refused).isPositive();
    }

    /** Pieces of all formats, thrown together, and now and then any letter at all. */
    private static String text(Random random) {
        var pieces = List.of(
                "a", "b", "1", "2.5", "-", " ", "\n", "\r\n", ",", "\"", "\\", "{", "}", "[", "]", ":", "=", "<", ">",
                "</a>", "<a>", "&", "#", "%", "NaN", "e", "a=\"b\"", "true");
        var text = new StringBuilder();
        for (var n = random.nextInt(30); n > 0; n--) {
            if (random.nextInt(20) == 0) text.append((char) random.nextInt(0x10000));
            else text.append(pieces.get(random.nextInt(pieces.size())));
        }
        return text.toString();
    }
}
