package org.opsbro.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.HashSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opsbro.cli.Command;
import org.opsbro.cli.Contents;
import org.opsbro.cli.Tool;

class CommandsTest {
    static java.util.List<Contents.Entry> entries() {
        return Commands.contents().entries();
    }

    @Test
    void every_command_of_the_package_stands_in_the_table() {
        var written = new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("org.opsbro.cli.commands")
                        .stream()
                        .filter(type -> type.isAssignableTo(Command.class))
                        .map(type -> type.getSimpleName())
                        .collect(Collectors.toCollection(HashSet::new));

        var listed = entries().stream()
                .map(entry -> entry.command().get().getClass().getSimpleName())
                .collect(Collectors.toSet());

        assertThat(listed).isEqualTo(written);
    }

    @Test
    void no_two_commands_have_the_same_words() {
        assertThat(entries()).extracting(Contents.Entry::words).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("entries")
    void every_help_has_a_summary_and_examples_of_its_own(Contents.Entry entry) {
        var outcome = Tool.alone().run((entry.words() + " --help").split(" "));

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .startsWith("opsbro " + entry.words())
                .contains(entry.summary() + ".", "Examples\n  opsbro ");
        assertThat(entry.summary()).matches("[A-Z].*[^.]");
        assertThat(entry.command().get().examples()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("entries")
    void every_example_is_a_line_that_the_command_takes(Contents.Entry entry) {
        for (var example : entry.command().get().examples()) {
            var line = Transcript.split(example.split(" [<>] ")[0]);
            var found = Commands.contents().find(line).orElseThrow();
            assertThat(found.command().get())
                    .as(example)
                    .hasSameClassAs(entry.command().get());
            line.add(found.words().split(" ").length, "--help");
            assertThat(Tool.alone().run(line.toArray(String[]::new)).exitCode())
                    .as(example)
                    .isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("entries")
    void help_fits_a_terminal(Contents.Entry entry) {
        var help = Tool.alone().run((entry.words() + " --help").split(" ")).out();

        assertThat(help.lines().filter(line -> !line.startsWith("  opsbro "))).allMatch(line -> line.length() <= 80);
    }

    @Test
    void the_table_of_contents_fits_a_terminal() {
        assertThat(Tool.alone().run().out().lines()).allMatch(line -> line.length() <= 80 && !line.contains("…"));
    }
}
