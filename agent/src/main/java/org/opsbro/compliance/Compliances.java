package org.opsbro.compliance;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.Expression;
import org.opsbro.evaluator.Expression.Dependency;
import org.opsbro.evaluator.PackScope;
import org.opsbro.host.Host;
import org.opsbro.model.Nearest;
import org.opsbro.model.World;
import org.opsbro.pack.Definition;
import org.opsbro.pack.Kind;
import org.opsbro.pack.Packs;

/** The compliances that packs bring, as they were read; one that is wrong is none. For any thread. */
public final class Compliances {
    public static final Compliances NONE = new Compliances(Packs.NONE, Map.of(), new TreeMap<>());

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Packs packs;
    private final Map<Definition, Optional<Compliance>> read;
    private final SortedMap<String, Compliance> byId;

    private Compliances(Packs packs, Map<Definition, Optional<Compliance>> read, SortedMap<String, Compliance> byId) {
        this.packs = packs;
        this.read = Map.copyOf(read);
        this.byId = byId;
    }

    /** Those of other packs; a definition that is the same gives the same compliance. */
    public Compliances of(Packs next, Evaluator evaluator, Map<String, RuleType> types) {
        Map<Definition, Optional<Compliance>> all = new HashMap<>();
        var found = new TreeMap<String, Compliance>();
        for (var definition : next.definitions(Kind.COMPLIANCE)) {
            var known = read.get(definition);
            var compliance = known != null ? known : ComplianceReader.read(definition, evaluator, types);
            all.put(definition, compliance);
            compliance.ifPresent(each -> found.put(each.id(), each));
        }
        return new Compliances(next, all, found);
    }

    /** By id. */
    public Collection<Compliance> all() {
        return List.copyOf(byId.values());
    }

    public Set<String> ids() {
        return Set.copyOf(byId.keySet());
    }

    /** What to tell somebody who named one that is not there. */
    public static String unknown(String name, Collection<Compliance> all) {
        var names =
                all.stream().flatMap(each -> Stream.of(each.id(), each.name())).toList();
        return "there is no compliance " + name + Nearest.hint(name, names);
    }

    public Optional<Compliance> withId(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** That of an id, a name for people, or a file. */
    public Optional<Compliance> named(String name) {
        return withId(name)
                .or(() -> byId.values().stream()
                        .filter(each -> each.name().equals(name) || each.id().endsWith("/" + name))
                        .findFirst());
    }

    /** A compliance that is named in any way, or else those of a pack; all without a name. */
    public List<Compliance> meant(String name) {
        return named(name)
                .map(List::of)
                .orElseGet(() -> byId.values().stream()
                        .filter(each -> name.isEmpty() || each.pack().equals(name))
                        .toList());
    }

    /** What the variables of a compliance, or of one of its rules, may refer to. */
    public PackScope scope(
            Compliance compliance, Map<String, Expression> variables, World world, Host host, RandomGenerator random) {
        return new PackScope(
                world, host, random, packs.parameters(compliance.pack()).values(), variables, PATIENCE);
    }

    /** Compares what a rule found to its baseline. */
    @FunctionalInterface
    public interface Comparing {
        Findings compared(Compliance compliance, Rule rule, Findings found);
    }

    /** What enforcing some of them would change now. It changes nothing. */
    public List<Plan> plans(
            Collection<Compliance> wanted, World world, Host host, RandomGenerator random, Comparing comparing) {
        return wanted.stream()
                .map(each -> Plan.of(
                        each,
                        host,
                        rule -> scope(each, rule.variables(), world, host, random),
                        (rule, found) -> comparing.compared(each, rule, found),
                        each.refusal(scope(each, each.variables(), world, host, random))))
                .toList();
    }

    /** What their expressions read. */
    public Set<Dependency> dependencies() {
        var all = new HashSet<Dependency>();
        for (var compliance : byId.values()) {
            all.addAll(compliance.verifyIf().dependencies());
            for (var rule : compliance.rules()) rule.expressions().forEach(each -> all.addAll(each.dependencies()));
        }
        return all;
    }
}
