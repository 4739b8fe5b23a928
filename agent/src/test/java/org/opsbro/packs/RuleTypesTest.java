package org.opsbro.packs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opsbro.compliance.FakeMachine;
import org.opsbro.compliance.RuleBench;
import org.opsbro.compliance.RuleType;

/** What every rule type that ships promises, tried with its own example. */
class RuleTypesTest {
    static Stream<RuleType> types() {
        return ServiceLoader.load(RuleType.class).stream().map(ServiceLoader.Provider::get);
    }

    /** A table of docs/compliance.md has a line for each type, whose last cell has the parameters of its example. */
    @ParameterizedTest
    @MethodSource("types")
    void the_documents_tell_of_it(RuleType type) throws IOException {
        var line = Files.readString(Path.of("../docs/compliance.md"))
                .lines()
                .filter(each -> each.startsWith("| `" + type.name() + "` | "))
                .findFirst();

        assertThat(line).as("the line of a table of docs/compliance.md").isPresent();
        assertThat(line.orElseThrow().replaceAll(".*\\| `|` \\|$", "").split(" ", -1))
                .contains(type.example()
                        .lines()
                        .filter(each -> each.matches("[a-z].*"))
                        .map(each -> each.replaceAll(":.*", ""))
                        .toArray(String[]::new));
    }

    @Test
    void each_name_is_there_once() {
        assertThat(types().map(RuleType::name)).doesNotHaveDuplicates().contains("file-rights", "hosts");
    }

    @ParameterizedTest
    @MethodSource("types")
    void its_name_and_its_line_are_for_people(RuleType type) {
        assertThat(type.name()).matches("[a-z][a-z0-9]*(-[a-z0-9]+)*");
        assertThat(type.doc()).matches("[A-Z].{10,120}\\.");
    }

    @ParameterizedTest
    @MethodSource("types")
    void its_example_keeps_the_promises_on_a_bare_machine(RuleType type) {
        RuleBench.of(type, FakeMachine.bare(), type.example()).holds();
    }

    @ParameterizedTest
    @MethodSource("types")
    void without_parameters_it_refuses(RuleType type) {
        assertThat(RuleBench.of(type, FakeMachine.bare(), "{nonsense: 1}").refusals())
                .anyMatch(refusal -> refusal.startsWith("nonsense: unknown parameter"))
                .hasSizeGreaterThan(1);
    }
}
