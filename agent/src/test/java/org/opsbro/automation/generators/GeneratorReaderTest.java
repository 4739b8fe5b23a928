package org.opsbro.automation.generators;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.FunctionLibrary;
import org.opsbro.model.Level;
import org.opsbro.pack.CommandLine;
import org.opsbro.pack.Kind;
import org.opsbro.pack.PackLoader;
import org.opsbro.pack.PaperFiles;

class GeneratorReaderTest {
    private final Evaluator evaluator = new Evaluator(ServiceLoader.load(FunctionLibrary.class));
    private List<String> problems = List.of();

    @Test
    void the_keys_of_the_original_are_enough() {
        var generator = read("""
                generate_if: "is_in_group('haproxy')"
                path: /etc/haproxy/haproxy.cfg
                template: haproxy.cfg.jinja2
                partial_start: '# BEGIN'
                partial_end: '# END'
                if_partial_missing: append
                command: /etc/init.d/haproxy reload
                notes: for people
                """).orElseThrow();

        assertThat(problems).isEmpty();
        assertThat(generator.id()).isEqualTo("p/g");
        assertThat(generator.path()).isEqualTo("/etc/haproxy/haproxy.cfg");
        assertThat(generator.block()).isPresent();
        assertThat(generator.command()).contains(new CommandLine(List.of("/etc/init.d/haproxy", "reload"), false));
        assertThat(generator.rights().mode()).isEmpty();
        assertThat(generator.ways().every()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void commands_may_be_lists_of_words_or_lines_for_the_shell() {
        assertThat(minimal("command: [a, 'b c']").orElseThrow().command())
                .contains(new CommandLine(List.of("a", "b c"), false));
        assertThat(minimal("command: a | b\nshell: true").orElseThrow().command())
                .contains(new CommandLine(List.of("a | b"), true));
        assertThat(minimal("command: a | b")).isEmpty();
        assertThat(problems).singleElement().asString().contains("command: it has |, which only a shell acts upon");
    }

    @Test
    void permissions_are_octal_however_YAML_reads_them() {
        for (var mode : List.of("0640", "640", "'0640'", "0o640"))
            assertThat(minimal("mode: " + mode).orElseThrow().rights().mode()).isEqualTo(OptionalInt.of(0640));
        assertThat(minimal("mode: 999")).isEmpty();
    }

    @Test
    void a_secret_is_readable_by_its_owner_only() {
        assertThat(minimal("secret: true").orElseThrow().rights().mode()).isEqualTo(OptionalInt.of(0600));
        assertThat(minimal("secret: true\nmode: 0640").orElseThrow().rights().mode())
                .isEqualTo(OptionalInt.of(0640));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "etc/x",
                "/etc/../x",
                "/etc/./x",
                "/etc//x",
                "/etc/",
                "\"/etc/a\\nb\"",
                "\"/etc/a\\0b\"",
                "/proc/sys/x",
                "/sys/x",
                "/dev/sda",
                "/"
            })
    void paths_that_go_astray_are_refused(String path) {
        assertThat(read("generate_if: 'True'\ntemplate: t\npath: " + path + "\n"))
                .isEmpty();
        assertThat(problems).singleElement().asString().contains("path:").doesNotContain("\0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "/etc/passwd", "a/../../b", "\"a\\nb\"", "a//b"})
    void templates_outside_of_their_folder_are_refused(String template) {
        assertThat(read("generate_if: 'True'\npath: /x\ntemplate: " + template + "\n"))
                .isEmpty();
        assertThat(problems).singleElement().asString().contains("template:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "partial_start: a",
                "partial_start: a\npartial_end: a",
                "partial_start: a\npartial_end: ' '",
                "partial_start: \"a\\nb\"\npartial_end: c",
                "partial_start: a\npartial_end: b\nif_partial_missing: perhaps",
                "if_partial_missing: append",
                "validate: haproxy -c",
                "owner: 'root; id'",
                "min_items: -1",
                "max_change_pct: 0",
                "debounce: 5",
                "debounce: 2h",
                "interval: 10ms",
                "rollback: true",
                "command: ''",
                "validte: a {file}",
                "generate_if: 'is_in('"
            })
    void what_is_wrong_is_told_and_then_there_is_no_generator(String more) {
        assertThat(minimal(more)).isEmpty();
        assertThat(problems).isNotEmpty();
    }

    private Optional<Generator> minimal(String more) {
        var condition = more.startsWith("generate_if") ? "" : "generate_if: 'True'\n";
        return read(condition + "path: /x\ntemplate: t\n" + more + "\n");
    }

    private Optional<Generator> read(String yaml) {
        var files = new PaperFiles();
        files.put("/packs/p/package.yml", "name: p\n");
        files.put("/packs/p/generators/g.yml", "generator:\n" + yaml.indent(2));
        var loader = new PackLoader(files, List.of(new PackLoader.Place(Level.LOCAL, "/packs")));
        var definitions = loader.load().definitions(Kind.GENERATOR);
        assertThat(definitions).hasSize(1);
        var generator = GeneratorReader.read(definitions.getFirst(), evaluator);
        problems = loader.problems().stream().map(Object::toString).toList();
        return generator;
    }
}
