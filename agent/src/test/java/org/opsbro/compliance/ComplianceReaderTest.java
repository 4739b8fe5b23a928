package org.opsbro.compliance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.FunctionLibrary;
import org.opsbro.model.Level;
import org.opsbro.pack.CommandLine;
import org.opsbro.pack.Kind;
import org.opsbro.pack.PackLoader;
import org.opsbro.pack.PaperFiles;

class ComplianceReaderTest {
    private static final Evaluator EVALUATOR = new Evaluator(ServiceLoader.load(FunctionLibrary.class));
    private static final Map<String, RuleType> TYPES = ServiceLoader.load(RuleType.class).stream()
            .map(ServiceLoader.Provider::get)
            .collect(Collectors.toMap(RuleType::name, Function.identity()));

    private List<String> problems = List.of();

    private Optional<Compliance> read(String yaml) {
        var files = new PaperFiles();
        files.put("/packs/p/package.yml", "name: p\n");
        files.put("/packs/p/compliance/o.yml", "compliance:\n" + yaml.indent(2));
        var loader = new PackLoader(files, List.of(new PackLoader.Place(Level.LOCAL, "/packs")));
        var definition = loader.load().definitions(Kind.COMPLIANCE).getFirst();
        var compliance = ComplianceReader.read(definition, EVALUATOR, TYPES);
        problems = loader.problems().stream().map(Object::toString).toList();
        return compliance;
    }

    @Test
    void the_keys_of_the_original_are_read() {
        var compliance = read("""
                name: passwd is root/644
                verify_if: "is_in_group('linux')"
                mode: enforcing
                interval: 1h
                variables:
                  who: "'root'"
                rule:
                  type: file-rights
                  environments:
                    - name: debian
                      if: "is_in_group('debian')"
                      parameters: {file: /etc/passwd, owner: "{{variables.who}}", permissions: 644}
                      post_commands: [systemctl reload nscd]
                    - parameters: {file: /etc/passwd, group: root}
                """).orElseThrow();

        assertThat(problems).isEmpty();
        assertThat(compliance.enforcing()).isTrue();
        assertThat(compliance.every()).isEqualTo(Duration.ofHours(1));
        var rule = compliance.rules().getFirst();
        assertThat(rule.name()).isEqualTo("passwd is root/644");
        assertThat(rule.environments()).extracting(Rule.Environment::name).containsExactly("debian", "environment 2");
        assertThat(rule.environments().getFirst().postCommands())
                .extracting(CommandLine::words)
                .containsExactly(List.of("systemctl", "reload", "nscd"));
    }

    @Test
    void commands_are_words_and_a_shell_reads_only_what_is_marked_so() {
        var compliance = read("""
                verify_if: "True"
                rule:
                  type: file-rights
                  post_commands: [systemctl reload 'a b', [touch, $HOME, 010]]
                  environments:
                    - {if: "True", parameters: {file: /etc/a, owner: root}}
                    - {shell: true, post_commands: "a | b", parameters: {file: /etc/a, owner: root}}
                """).orElseThrow();

        assertThat(problems).isEmpty();
        var environments = compliance.rules().getFirst().environments();
        assertThat(environments.getFirst().postCommands())
                .extracting(CommandLine::words)
                .containsExactly(List.of("systemctl", "reload", "a b"), List.of("touch", "$HOME", "010"));
        assertThat(environments.getLast().postCommands()).containsExactly(new CommandLine(List.of("a | b"), true));
    }

    @Test
    void a_command_that_only_a_shell_understands_is_told() {
        assertThat(read("""
                verify_if: "True"
                rule:
                  type: file-rights
                  post_commands: [systemctl reload a, "echo a >> b", {a: b}]
                  parameters: {file: /etc/a, owner: root}
                """)).isEmpty();

        assertThat(problems)
                .hasSize(2)
                .anyMatch(problem -> problem.contains("command 2: it has >, which only a shell acts upon: "))
                .anyMatch(problem -> problem.contains("found a map, want a text, or a list of texts"));
    }

    @Test
    void a_rule_takes_from_its_compliance_what_it_does_not_say() {
        var compliance = read("""
                if: "True"
                severity: high
                tags: [cis]
                window: sat,sun 02:00-04:30
                rules:
                  - {type: file-rights, parameters: {file: /etc/a, owner: root}}
                  - name: other
                    type: file-rights
                    impact: 42
                    waiver: {until: 2026-12-31, reason: old machine, by: ann}
                    parameters: {file: /etc/b, owner: root}
                """).orElseThrow();

        var first = compliance.rules().getFirst();
        var second = compliance.rules().getLast();
        assertThat(List.of(first.name(), second.name())).containsExactly("step 1", "other");
        assertThat(first.terms().impact()).isEqualTo(6);
        assertThat(second.terms().impact()).isEqualTo(42);
        assertThat(second.terms().tags()).containsExactly("cis");
        assertThat(second.terms().window()).isEqualTo(first.terms().window()).isPresent();
        assertThat(second.terms().waiver().orElseThrow().until()).isEqualTo(Instant.parse("2027-01-01T00:00:00Z"));
    }

    @Test
    void problems_are_told_where_they_stand() {
        assertThat(read("""
                verify_if: "True"
                mode: enforced
                rules:
                  - type: file-right
                    parameters: {file: /etc/a}
                  - type: hosts
                    parameters:
                      entries:
                        - address: 10.0.0.300x
                          names: [a]
                  - type: file-rights
                    window: midnight
                    parameters: {file: ../a, owner: root}
                """)).isEmpty();

        assertThat(problems)
                .containsExactlyInAnyOrder(
                        "/packs/p/compliance/o.yml:3:9: compliance.mode: found \"enforced\", want audit or enforcing",
                        "/packs/p/compliance/o.yml:5:13: compliance.rules[0].type: unknown type of rule \"file-right\": did you mean file-rights?",
                        "/packs/p/compliance/o.yml:10:22: compliance.rules[1].parameters.entries[0].address: found \"10.0.0.300x\", want an IPv4 or IPv6 address",
                        "/packs/p/compliance/o.yml:10:11: compliance.rules[1].parameters.entries: want entries: or absent:",
                        "/packs/p/compliance/o.yml:13:15: compliance.rules[2].window: found \"midnight\", want days and hours in UTC such as \"sat,sun 02:00-04:30\" or \"22:00-04:00\"",
                        "/packs/p/compliance/o.yml:14:26: compliance.rules[2].parameters.file: found \"../a\", want an absolute path without \"..\", \".\", \"//\" and a last \"/\"");
    }

    @Test
    void without_a_condition_it_is_for_no_node_and_that_is_told() {
        assertThat(read("rule: {type: file-rights, parameters: {file: /etc/a, owner: root}}\n"))
                .isPresent();
        assertThat(problems).singleElement().asString().contains("it is for no node");
    }

    @Test
    void a_reference_alone_may_be_a_list() {
        var compliance = read("""
                verify_if: "True"
                rule: {type: hosts, parameters: {absent: "{{parameters.gone}}"}}
                """).orElseThrow();

        assertThat(problems).isEmpty();
        assertThat(compliance
                        .rules()
                        .getFirst()
                        .environments()
                        .getFirst()
                        .parameters()
                        .isFixed())
                .isFalse();
    }
}
