package org.opsbro.agent.levels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opsbro.agent.levels.Contents.Entry;
import org.opsbro.model.ByteWriter;
import org.opsbro.model.Malformed;

class ContentsTest {
    private static final String HASH = Contents.hash(new byte[] {1});

    private static Entry file(String path) {
        return new Entry(path, 12, false, HASH);
    }

    private static final Contents SOME = new Contents(List.of(
            file("shop/checks/queue.yml"), new Entry("shop/libexec/queue", 0, true, HASH), file("shop/package.yml")));

    @Test
    void a_list_is_read_as_it_was_written() {
        assertThat(Contents.read(SOME.bytes())).isEqualTo(SOME);
        assertThat(Contents.read(Contents.NONE.bytes())).isEqualTo(Contents.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/etc/passwd",
                "../x",
                "a/../x",
                "a/./x",
                "a//x",
                "a/",
                ".hidden",
                "a/.git/config",
                "a\nb",
                "a\u0000",
                "a\u007f",
                "a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q"
            })
    void a_path_that_leads_elsewhere_is_refused(String path) {
        assertThatThrownBy(() -> new Contents(List.of(file(path)))).isInstanceOf(Malformed.class);
        var forged = new ByteWriter()
                .octet(1)
                .number(1)
                .text(path)
                .number(12L)
                .flag(false)
                .raw(new byte[32]);
        assertThatThrownBy(() -> Contents.read(forged.bytes())).isInstanceOf(Malformed.class);
    }

    @Test
    void a_path_that_is_too_long_is_refused() {
        assertThatThrownBy(() -> new Contents(List.of(file("a".repeat(256)))))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("255");
        assertThatThrownBy(() -> new Contents(List.of(file("\ud800")))).hasMessageContaining("UTF-8");
    }

    @Test
    void files_that_are_there_twice_or_are_folders_too_are_refused() {
        for (var files : List.of(
                List.of(file("a/b"), file("a/b")),
                List.of(file("b"), file("a")),
                List.of(file("a"), file("a/b")),
                List.of(file("a"), file("a-b"), file("a/b"))))
            assertThatThrownBy(() -> new Contents(files)).isInstanceOf(Malformed.class);
    }

    @Test
    void what_is_too_large_is_refused() {
        assertThatThrownBy(() -> new Contents(List.of(new Entry("a", Contents.MOST_FILE_BYTES + 1L, false, HASH))))
                .hasMessageContaining("16777216");
        assertThatThrownBy(() -> new Contents(List.of(new Entry("a", -1, false, HASH))))
                .isInstanceOf(Malformed.class);
        List<Entry> five = new ArrayList<>();
        for (var i = 0; i < 5; i++) five.add(new Entry("f" + i, Contents.MOST_FILE_BYTES, false, HASH));
        assertThatThrownBy(() -> new Contents(five)).hasMessageContaining("67108864");
        List<Entry> many = new ArrayList<>();
        for (var i = 0; i <= Contents.MOST_FILES; i++) many.add(file(String.format("f%05d", i)));
        assertThatThrownBy(() -> new Contents(many)).hasMessageContaining("10000");
        assertThat(new Contents(many.subList(1, many.size())).bytes()).hasSizeLessThan(Contents.MOST_LISTED_BYTES);
    }

    @Test
    void it_tells_what_came_went_and_changed() {
        var before = new Contents(List.of(file("a"), file("b"), file("c")));
        var now = new Contents(List.of(file("b"), new Entry("c", 12, true, HASH), file("d")));

        assertThat(now.since(before)).containsExactly("- a", "~ c", "+ d");
        assertThat(now.since(now)).isEmpty();
    }

    @Test
    void bytes_that_nobody_wrote_are_refused_and_never_throw_anything_else() {
        var random = new Random(7);
        var good = SOME.bytes();
        var read = 0;
        for (var round = 0; round < 200_000; round++) {
            var bytes = Arrays.copyOf(good, random.nextInt(10) == 0 ? random.nextInt(good.length + 8) : good.length);
            for (var changes = 1 + random.nextInt(3); changes > 0 && bytes.length > 0; changes--)
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            try {
                var contents = Contents.read(bytes);
                assertThat(contents.bytes()).isEqualTo(bytes);
                read++;
            } catch (Malformed expected) {
                assertThat(expected.getMessage()).isNotEmpty();
            }
        }
        assertThat(read).isPositive();
        assertThatCode(() -> Contents.read(good)).doesNotThrowAnyException();
    }
}
