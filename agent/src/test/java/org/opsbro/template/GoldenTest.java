package org.opsbro.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every template of the golden folder gives what jinja2 gave, byte for byte, or fails where it failed; README.md there says how to renew. */
class GoldenTest {
    private static final Templates PACK = Golden.pack();

    static Stream<String> names() {
        return Golden.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void a_template_gives_what_jinja2_gives(String name) {
        if (Files.exists(Golden.FOLDER.resolve(name + ".error"))) {
            assertThatThrownBy(() -> PACK.template(name + ".j2").render(Golden.inputs()))
                    .as(Golden.text(name + ".error"))
                    .isInstanceOf(TemplateException.class)
                    .hasMessageContaining(".j2:");
        } else {
            assertThat(PACK.template(name + ".j2").render(Golden.inputs())).isEqualTo(Golden.text(name + ".out"));
        }
    }

    @Test
    void there_are_at_least_three_hundred_of_them() {
        assertThat(Golden.files(".out")).hasSizeGreaterThanOrEqualTo(300);
    }

    @Test
    void what_is_written_down_is_what_jinja2_gives_today(@TempDir Path folder) throws Exception {
        for (var name : Golden.files("")) {
            var copy = folder.resolve(name);
            if (!name.endsWith(".j2") && !name.equals("inputs.json")) continue;
            Files.createDirectories(copy.getParent());
            Files.copy(Golden.FOLDER.resolve(name), copy);
        }

        var python = new ProcessBuilder("/usr/bin/python3", Golden.ORACLE.toString(), "--renew", folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        assertThat(python.start().waitFor()).as("python3 with python3-jinja2").isZero();

        assertThat(outputs(folder)).isEqualTo(outputs(Golden.FOLDER));
    }

    /** Of an error only that there is one: its words may be another's in another version. */
    private static Map<String, String> outputs(Path folder) throws IOException {
        Map<String, String> outputs = new TreeMap<>();
        for (var name : Golden.files(".j2")) {
            var stem = name.substring(0, name.length() - 3);
            if (Files.exists(folder.resolve(stem + ".error"))) outputs.put(stem, "an error");
            if (Files.exists(folder.resolve(stem + ".out")))
                outputs.put(stem, Files.readString(folder.resolve(stem + ".out")));
        }
        return outputs;
    }
}
