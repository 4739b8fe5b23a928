package org.opsbro.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/**
 * Random templates give what jinja2 gives, byte for byte, and an error where it raises. {@code -Dtemplates.cases=1000000} renders more of them,
 * {@code -Dtemplates.seed=N} others; each has a seed of its own, which is told with what is wrong: {@code -Dtemplates.seed=N -Dtemplates.cases=1}.
 */
class DifferentialTemplateTest {
    private static final int CASES = Integer.getInteger("templates.cases", 2_000);
    private static final String NAME = "random.j2";
    private static final int BATCH = 20_000;
    private static final long SEED = Long.getLong("templates.seed", 20261130);
    /** What tells of Python's own objects, and of nothing that a template is for. */
    private static final Pattern PYTHONS = Pattern.compile(
            "<(?:generator|built-in|bound|function|class|Macro|Cycler|LoopContext|Namespace|jinja2|method|range|itertools|filter|map)|object at 0x| at 0x[0-9a-f]|dict_(?:keys|values|items)\\(|Undefined");

    private static final String NO_ELSE = "this \"if\" has no \"else\"";
    private static final Map<String, String> PARTS = parts();
    private static final Inputs INPUTS = Golden.inputs();

    @Test
    void random_templates_give_what_jinja2_gives(@TempDir Path folder) throws Exception {
        List<String> differences = new ArrayList<>();
        var texts = 0;
        for (var done = 0; done < CASES; done += BATCH) {
            var seeds = LongStream.range(SEED + done, SEED + Math.min(done + BATCH, CASES))
                    .boxed()
                    .toList();
            var answers = jinja(folder, seeds);
            for (var i = 0; i < seeds.size(); i++) {
                if (answers.get(i).has("text")) texts++;
                difference(seeds.get(i), answers.get(i)).ifPresent(differences::add);
            }
        }
        assertThat(differences.stream()
                        .sorted(Comparator.comparingInt(String::length))
                        .limit(10))
                .as("%d differences of %d templates from the seed %d", differences.size(), CASES, SEED)
                .isEmpty();
        assertThat(texts).as("templates that jinja2 rendered, of %d", CASES).isGreaterThanOrEqualTo(CASES * 8 / 10);
    }

    private static String template(long seed) {
        // seeds that are neighbours would begin alike
        return new RandomTemplate(new Random(new SplittableRandom(seed).nextLong())).next();
    }

    private static Optional<String> difference(long seed, Value.Fields wanted) {
        var found = ours(template(seed));
        if (wanted.has("error") && found.startsWith("E")) return Optional.empty();
        var text = wanted.get("text").display();
        if (wanted.has("text")
                && (found.equals("T" + text) || PYTHONS.matcher(text).find())) return Optional.empty();
        // jinja2 compares what a missing else gives, in its strict mode too: it equals nothing, and there is no error
        if (found.contains(NO_ELSE)) return Optional.empty();
        // our integers have 64 bits: more is an error, told as such
        if (found.contains("64-bit") || found.contains("are allowed") || found.contains("too much work"))
            return Optional.empty();
        return Optional.of("\nseed " + seed + ": " + template(seed) + "\n-- jinja2: " + wanted + "\n-- ours: "
                + found.replaceFirst("^T", ""));
    }

    private static Map<String, String> parts() {
        Map<String, String> parts = new HashMap<>();
        for (var name : Golden.files(".j2")) if (name.startsWith("parts/")) parts.put(name, Golden.text(name));
        return parts;
    }

    private static Map<String, String> pack(String template) {
        var pack = new HashMap<>(PARTS);
        pack.put(NAME, template);
        return pack;
    }

    private static String ours(String template) {
        try {
            return "T"
                    + Templates.of(pack(template), Golden.EVALUATOR)
                            .template(NAME)
                            .render(INPUTS);
        } catch (TemplateException refused) {
            return "E" + refused.getMessage();
        } catch (RuntimeException bug) {
            return "bug: " + bug;
        }
    }

    /** What one process of Python makes of all of them. */
    private static List<Value.Fields> jinja(Path folder, List<Long> seeds) throws IOException, InterruptedException {
        var requests = folder.resolve("requests");
        try (var out = Files.newBufferedWriter(requests)) {
            for (var seed : seeds) {
                Map<String, Value> templates = new HashMap<>();
                pack(template(seed)).forEach((name, text) -> templates.put(name, Value.of(text)));
                var request = Value.object()
                        .with("templates", Value.fields(templates))
                        .with("name", NAME);
                out.write(Json.write(request.end()));
                out.newLine();
            }
        }
        var answers = folder.resolve("answers");
        var python = new ProcessBuilder(
                        "/usr/bin/python3",
                        "-Wignore",
                        Golden.ORACLE.toString(),
                        Golden.FOLDER.resolve("inputs.json").toString())
                .redirectInput(requests.toFile())
                .redirectOutput(answers.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        assertThat(python.start().waitFor()).as("python3 with python3-jinja2").isZero();
        try (var lines = Files.lines(answers)) {
            var all = lines.map(Json::readObject).toList();
            assertThat(all).hasSameSizeAs(seeds);
            return all;
        }
    }
}
