package org.opsbro.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class TextDiffTest {
    private static final int CASES = 400;

    @TempDir
    Path folder;

    @Test
    void equal_texts_have_no_difference() {
        assertThat(diff("a\nb\n", "a\nb\n")).isEmpty();
    }

    @Test
    void a_changed_line_stands_between_three_lines_of_its_surroundings() {
        assertThat(diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"))
                .isEqualTo("""
                --- old
                +++ new
                @@ -2,7 +2,7 @@
                 2
                 3
                 4
                -5
                +five
                 6
                 7
                 8
                """);
    }

    @Test
    void a_file_that_is_not_there_begins_at_line_0() {
        assertThat(TextDiff.unified("", "a\nb\n", "/dev/null", "/etc/x")).isEqualTo("""
                --- /dev/null
                +++ /etc/x
                @@ -0,0 +1,2 @@
                +a
                +b
                """);
    }

    @Test
    void a_missing_end_of_the_last_line_is_told() {
        assertThat(diff("a\nb", "a\nb\n")).isEqualTo("""
                --- old
                +++ new
                @@ -1,2 +1,2 @@
                 a
                -b
                \\ No newline at end of file
                +b
                """);
    }

    @Test
    void carriage_returns_belong_to_their_lines() {
        assertThat(diff("a\r\nb\r\n", "a\nb\r\n")).isEqualTo("--- old\n+++ new\n@@ -1,2 +1,2 @@\n-a\r\n+a\n b\r\n");
    }

    @Test
    void an_added_block_ends_where_it_ends_and_not_in_the_one_before() {
        var one = "server a {\n  port 1\n}\n";
        var two = "server b {\n  port 1\n}\n";

        assertThat(diff(one, one + two)).endsWith("+server b {\n+  port 1\n+}\n");
    }

    @Test
    void what_is_no_text_is_only_told_to_differ() {
        assertThat(diff("a\0b", "a\0c")).isEqualTo("Binary files old and new differ\n");
    }

    @Test
    void long_differences_and_long_lines_are_cut_and_say_so() {
        var many = IntStream.range(0, 5000).mapToObj(n -> n + "\n").collect(Collectors.joining());

        assertThat(diff("", many)).endsWith("... 3001 more lines of this difference are not shown\n");
        assertThat(diff("", "x".repeat(9000) + "\n").length()).isLessThan(2200);
        assertThat(diff("", "x".repeat(5_000_000)))
                .contains("too large to compare")
                .hasLineCount(1);
    }

    @Test
    @Timeout(10)
    void large_texts_that_have_little_in_common_take_no_more_than_a_moment() {
        var random = new SplittableRandom(7);
        var start = System.nanoTime();

        diff(text(random, 50_000, 300), text(random, 50_000, 300));
        diff(text(random, 50_000, 1_000_000), text(random, 50_000, 1_000_000));
        diff("a\n".repeat(200_000), "b\na\n".repeat(100_000));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void beyond_the_search_it_goes_on_between_lines_that_both_have_once() {
        var random = new SplittableRandom(11);
        var before = new ArrayList<String>();
        var after = new ArrayList<String>();
        for (var block = 0; block < 20; block++) {
            before.add("[block " + block + "]\n" + text(random, 200, 5));
            after.add("[block " + block + "]\n" + text(random, 200, 5));
        }

        var changes = EditScript.of(numbers(String.join("", before)), numbers(String.join("", after)), 1 << 16);

        assertThat(changes.size()).isGreaterThan(1000);
    }

    /** The same texts through diff(1) of Debian: as few lines changed as it finds when it searches all, and patch(1) makes the new text of ours. */
    @Test
    void random_edits_are_as_short_as_those_of_diff_and_patch_takes_them() throws Exception {
        var random = new SplittableRandom(42);
        List<String> ours = new ArrayList<>();
        for (var number = 0; number < CASES; number++) {
            var before = text(random, random.nextInt(60), 2 + random.nextInt(30));
            var after = random.nextInt(4) == 0 ? text(random, random.nextInt(60), 9) : edited(random, before);
            if (random.nextInt(4) == 0) after = after.stripTrailing();
            Files.writeString(folder.resolve(number + ".old"), before);
            Files.writeString(folder.resolve(number + ".new"), after);
            ours.add(TextDiff.unified(before, after, number + ".old", number + ".new"));
            Files.writeString(folder.resolve(number + ".ours"), ours.getLast());
        }

        run("for i in $(seq 0 " + (CASES - 1) + "); do"
                + " diff -u -d --label $i.old --label $i.new $i.old $i.new > $i.theirs;"
                + " [ -s $i.ours ] || { cp $i.old $i.out; continue; };"
                + " patch -s -E -o $i.out $i.old $i.ours || exit 1; done");

        var same = 0;
        for (var number = 0; number < CASES; number++) {
            var theirs = Files.readString(folder.resolve(number + ".theirs"));
            var out = folder.resolve(number + ".out");
            assertThat(Files.exists(out) ? Files.readString(out) : "")
                    .as("case %d patched with%n%s", number, ours.get(number))
                    .isEqualTo(Files.readString(folder.resolve(number + ".new")));
            assertThat(changed(ours.get(number)))
                    .as("case %d: ours%n%s%ntheirs%n%s", number, ours.get(number), theirs)
                    .isEqualTo(changed(theirs));
            if (theirs.equals(ours.get(number))) same++;
        }
        assertThat(same)
                .as("differences that are letter by letter those of diff -u")
                .isGreaterThan(CASES / 2);
    }

    private static long changed(String diff) {
        return diff.lines()
                .skip(2)
                .filter(line -> line.startsWith("+") || line.startsWith("-"))
                .count();
    }

    private static String text(RandomGenerator random, int lines, int kinds) {
        return IntStream.range(0, lines)
                .mapToObj(n -> "line " + random.nextInt(kinds) + "\n")
                .collect(Collectors.joining());
    }

    private static String edited(RandomGenerator random, String text) {
        var lines = new ArrayList<>(text.lines().toList());
        for (var edits = random.nextInt(6); edits > 0; edits--) {
            var at = random.nextInt(lines.size() + 1);
            if (random.nextBoolean() || at == lines.size()) lines.add(at, "new " + random.nextInt(3));
            else lines.remove(at);
        }
        return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    private static int[] numbers(String text) {
        return text.lines()
                .mapToInt(line -> Math.floorMod(line.hashCode(), 1 << 16))
                .toArray();
    }

    private void run(String script) throws Exception {
        var process = new ProcessBuilder("sh", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private static String diff(String before, String after) {
        return TextDiff.unified(before, after, "old", "new");
    }
}
