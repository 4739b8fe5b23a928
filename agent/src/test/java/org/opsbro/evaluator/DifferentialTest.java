package org.opsbro.evaluator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.model.Value;
import org.opsbro.packs.core.BasicFunctions;
import org.opsbro.packs.core.SetFunctions;

/**
 * Random expressions give what CPython's eval gives, and an error where it raises. {@code -Ddifferential.cases=1000000} runs more of them,
 * {@code -Ddifferential.seed=N} others.
 */
class DifferentialTest {
    private static final int CASES = Integer.getInteger("differential.cases", 40_000);
    private static final int BATCH = 40_000;
    private static final long SEED = Long.getLong("differential.seed", 20261124);
    private static final Evaluator EVALUATOR = new Evaluator(List.of(new BasicFunctions(), new SetFunctions()));

    @Test
    void random_expressions_give_what_cpython_gives(@TempDir Path folder) throws Exception {
        var random = new RandomExpression(new Random(SEED));
        List<String> differences = new ArrayList<>();
        var values = 0;
        for (var done = 0; done < CASES; done += BATCH) {
            var texts = Stream.generate(random::next).limit(BATCH).toList();
            var answers = python(folder, texts);
            for (var i = 0; i < texts.size(); i++) {
                if (answers.get(i).startsWith("V")) values++;
                difference(texts.get(i), answers.get(i)).ifPresent(differences::add);
            }
        }
        assertThat(differences.stream()
                        .sorted(Comparator.comparingInt(String::length))
                        .limit(25))
                .as("%d differences", differences.size())
                .isEmpty();
        assertThat(values).as("expressions with a value").isGreaterThan(CASES / 2);
    }

    private static Optional<String> difference(String text, String wanted) {
        var found = ours(text);
        if (found.equals(wanted) || (found.startsWith("E") && wanted.startsWith("E"))) return Optional.empty();
        // our integers have 64 bits, our texts a limit, and there are no complex numbers: each is an error, told as
        // such
        if (found.contains("64-bit")
                || found.contains("are allowed")
                || found.contains("too much work")
                || found.contains("no real power")) return Optional.empty();
        return Optional.of(text + "  CPython: " + wanted + "  ours: " + found);
    }

    private static String ours(String text) {
        try {
            return "V" + canonical(EVALUATOR.compile(text).evaluate(NoScope.INSTANCE));
        } catch (BadExpression | EvaluationException refused) {
            return "E" + refused.getMessage();
        } catch (RuntimeException bug) {
            return "bug: " + bug;
        }
    }

    private static String canonical(Value value) {
        return switch (value) {
            case Value.Text text ->
                "'"
                        + text.text()
                                .codePoints()
                                .mapToObj(point -> Integer.toHexString(point) + ".")
                                .collect(Collectors.joining());
            case Value.Items items ->
                items.all().stream().map(DifferentialTest::canonical).collect(Collectors.joining(",", "[", "]"));
            case Value.Tuple tuple ->
                tuple.all().stream().map(DifferentialTest::canonical).collect(Collectors.joining(",", "(", ")"));
            case Value.Distinct set ->
                set.all().stream().map(DifferentialTest::canonical).sorted().collect(Collectors.joining(",", "{", "}"));
            case Value.Dict dict ->
                dict.entries().entrySet().stream()
                        .map(entry -> canonical(entry.getKey()) + ":" + canonical(entry.getValue()))
                        .collect(Collectors.joining(",", "d[", "]"));
            default -> Display.repr(value);
        };
    }

    private static List<String> python(Path folder, List<String> texts) throws IOException, InterruptedException {
        var script = Files.write(folder.resolve("oracle.py"), resource());
        var input = Files.writeString(folder.resolve("in"), String.join("\n", texts) + "\n", StandardCharsets.UTF_8);
        var output = folder.resolve("out");
        var python = new ProcessBuilder("python3", script.toString())
                .redirectInput(input.toFile())
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        python.environment().put("PYTHONIOENCODING", "utf-8");
        assertThat(python.start().waitFor()).isZero();
        var answers = Files.readAllLines(output, StandardCharsets.UTF_8);
        assertThat(answers).hasSameSizeAs(texts);
        return answers;
    }

    private static byte[] resource() throws IOException {
        try (var stream = DifferentialTest.class.getResourceAsStream("oracle.py")) {
            return Objects.requireNonNull(stream).readAllBytes();
        }
    }
}
