package org.opsbro.compliance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Expression;
import org.opsbro.evaluator.Scope;
import org.opsbro.model.ComplianceState;
import org.opsbro.model.RuleStatus;
import org.opsbro.model.Value;
import org.opsbro.pack.CommandLine;

/**
 * One rule of a compliance.
 *
 * @param home the folder of its pack
 * @param environments the first whose condition holds gives the parameters; at least one
 */
public record Rule(
        String name,
        String home,
        RuleType type,
        Terms terms,
        Map<String, Expression> variables,
        List<Environment> environments) {
    public Rule {
        variables = Map.copyOf(variables);
        environments = List.copyOf(environments);
    }

    /**
     * Parameters for some machines.
     *
     * @param name empty where the rule has parameters of its own and no environments
     * @param when no condition holds always
     * @param postCommands run after something was changed
     */
    public record Environment(
            String name, Optional<Expression> when, Template parameters, List<CommandLine> postCommands) {
        public Environment {
            postCommands = List.copyOf(postCommands);
        }
    }

    RuleStatus pending(Instant at, List<RuleStatus.Line> lines) {
        return new RuleStatus(
                name,
                type.name(),
                ComplianceState.PENDING,
                ComplianceState.PENDING,
                at,
                Instant.EPOCH,
                Duration.ZERO,
                "",
                terms.impact(),
                terms.tags(),
                terms.refs(),
                lines);
    }

    /** What a rule asks of this machine now. */
    public sealed interface Asked {
        record Something(Environment environment, Value.Fields parameters) implements Asked {}

        record Nothing(String why) implements Asked {}

        record Wrong(String why) implements Asked {}
    }

    public Asked asked(Scope scope) {
        try {
            for (var environment : environments)
                if (environment.when().isEmpty() || environment.when().get().test(scope))
                    return environment.parameters().filled(scope) instanceof Value.Fields parameters
                            ? new Asked.Something(environment, parameters)
                            : new Asked.Wrong("parameters is no map");
            return new Asked.Nothing("none of its environments is this node's: "
                    + environments.stream().map(Environment::name).collect(Collectors.joining(", ")));
        } catch (EvaluationException unknown) {
            return new Asked.Wrong(
                    String.valueOf(unknown.getMessage()).lines().findFirst().orElse(""));
        }
    }

    /** The inspection for parameters, or what is wrong in them. */
    public Prepared prepared(Value.Fields parameters) {
        var refusals = new ArrayList<Wanted.Refusal>();
        var wanted = new Wanted(parameters, home, refusals::add);
        var inspection = type.prepare(wanted);
        wanted.end();
        return new Prepared(inspection, refusals);
    }

    /** An inspection is only used where nothing was refused. */
    public record Prepared(Inspection inspection, List<Wanted.Refusal> refusals) {
        public Prepared {
            refusals = List.copyOf(refusals);
        }

        /** With the programs that its parameters name. */
        public Set<String> asks(RuleType type) {
            return Stream.concat(type.asks().stream(), inspection.asks().stream())
                    .collect(Collectors.toSet());
        }

        public Findings inspect(org.opsbro.host.Look look) {
            return refusals.isEmpty()
                    ? inspection.inspect(look)
                    : Findings.cannotTell(refusals.stream()
                            .map(each -> each.key() + ": " + each.message())
                            .collect(Collectors.joining("; ")));
        }
    }

    /** Whether what it asks for calls one of these functions. */
    boolean calls(Set<String> functions) {
        return expressions().anyMatch(each -> each.calls(functions));
    }

    /** Those of its variables, conditions and parameters. */
    Stream<Expression> expressions() {
        return Stream.of(
                        variables.values().stream(),
                        environments.stream().flatMap(each -> each.when().stream()),
                        environments.stream().flatMap(each -> each.parameters().expressions().stream()))
                .flatMap(each -> each);
    }

    /** The paths below {@code kv.} that it reads. */
    Stream<List<String>> keys() {
        return expressions().flatMap(Expression::keys);
    }
}
