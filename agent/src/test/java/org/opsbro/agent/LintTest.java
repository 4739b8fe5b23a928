package org.opsbro.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LintTest {
    @TempDir
    private Path folder;

    private Path file(String name, String text) throws IOException {
        var file = folder.resolve("shop").resolve(name);
        Files.createDirectories(file.resolve("..").normalize());
        return Files.writeString(file, text);
    }

    private List<String> told() {
        var shop = folder.resolve("shop");
        return Lint.of(shop).stream()
                .map(each -> each.toString()
                        .replace(shop + "/", "")
                        .lines()
                        .findFirst()
                        .orElse(""))
                .toList();
    }

    @Test
    void every_template_of_a_pack_is_read_whether_a_generator_uses_it_or_not() throws Exception {
        file("package.yml", "name: shop\nparameters:\n  port: {type: int, default: 80, doc: Where it listens}\n");
        file("generators/templates/conf.d/one.j2", "{{ parameters.port }}\n{{ parameters.prot }}\n");
        file("generators/templates/two.j2", "{% include 'conf.d/on.j2' %}");
        file("templates/three.j2", "{{ node.name|uper }}");

        assertThat(told())
                .containsExactlyInAnyOrder(
                        "generators/templates/conf.d/one.j2:2:4: the pack declares no parameter prot: did you mean port?",
                        "generators/templates/two.j2:1:12: there is no template \"conf.d/on.j2\" in this pack: did you mean conf.d/one.j2?",
                        "templates/three.j2:1:14: there is no filter uper: did you mean upper?");
    }

    @Test
    void a_generator_without_its_template_is_told_where_it_names_it() throws Exception {
        file("package.yml", "name: shop\n");
        file("generators/page.yml", "generator:\n  generate_if: 'True'\n  path: /tmp/page\n  template: page.j2\n");
        file("generators/templates/pge.j2", "x");

        assertThat(told())
                .containsExactly(
                        "generators/page.yml:4:13: generator.template: there is no file generators/templates/page.j2 in the pack shop, nor one of at most 1048576 bytes: did you mean pge.j2?");
    }

    @Test
    void a_pack_that_is_right_has_no_problems() throws Exception {
        file("package.yml", "name: shop\n");
        file("generators/page.yml", "generator:\n  generate_if: 'True'\n  path: /tmp/page\n  template: page.j2\n");
        file("generators/templates/page.j2", "{% include 'part.j2' %}");
        file("templates/part.j2", "{{ node.name }}");

        assertThat(told()).isEmpty();
    }
}
