package org.opsbro.detection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.opsbro.evaluator.BadExpression;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.Expression;
import org.opsbro.pack.Definition;
import org.opsbro.pack.Keys;

/**
 * A rule that puts this node into groups.
 *
 * @param id {@code pack/name}
 * @param applyIf the groups are added while it is true
 * @param addGroups each gives one name, or several with commas between; references in them are interpolated
 * @param every how often it is asked; what it reads from collectors asks it too when that changes
 * @param notes for people
 */
public record Detector(
        String id, String pack, Expression applyIf, List<Expression> addGroups, Duration every, String notes) {
    public static final Duration DEFAULT_EVERY = Duration.ofSeconds(10);

    public Detector {
        addGroups = List.copyOf(addGroups);
    }

    /** Reads a definition; what is wrong is reported on its keys, and then it is empty. */
    public static Optional<Detector> from(Definition definition, Evaluator evaluator) {
        var keys = definition.keys();
        var applyIf = expression(keys, "apply_if", evaluator);
        var groups = groups(keys, evaluator);
        var every = keys.duration("interval", DEFAULT_EVERY);
        var notes = keys.text("notes").orElse("");
        keys.end();
        if (applyIf.isEmpty() || groups.isEmpty() || keys.broken()) return Optional.empty();
        return Optional.of(new Detector(definition.id(), definition.pack(), applyIf.get(), groups, every, notes));
    }

    private static Optional<Expression> expression(Keys keys, String key, Evaluator evaluator) {
        var text = keys.requiredText(key);
        if (text.isEmpty()) return Optional.empty();
        try {
            return Optional.of(evaluator.compile(text));
        } catch (BadExpression bad) {
            keys.problem(key, String.valueOf(bad.getMessage()));
            return Optional.empty();
        }
    }

    private static List<Expression> groups(Keys keys, Evaluator evaluator) {
        var texts = keys.texts("add_groups");
        if (texts.isEmpty()) keys.problem("add_groups", "want a list with at least one group");
        List<Expression> groups = new ArrayList<>();
        for (var text : texts) {
            try {
                groups.add(evaluator.interpolation(text));
            } catch (BadExpression bad) {
                keys.problem("add_groups", String.valueOf(bad.getMessage()));
            }
        }
        return groups;
    }

    /** Whether one of its expressions calls one of these functions. */
    public boolean calls(Set<String> functions) {
        return applyIf.calls(functions) || addGroups.stream().anyMatch(each -> each.calls(functions));
    }

    /** The paths below {@code kv.} that it reads. */
    public Stream<List<String>> keys() {
        return Stream.concat(Stream.of(applyIf), addGroups.stream()).flatMap(Expression::keys);
    }

    /** The collectors that any of its expressions reads; {@code *} stands for all of them. */
    public Set<String> collectors() {
        var names = new TreeSet<String>();
        var all = new ArrayList<>(addGroups);
        all.add(applyIf);
        for (var expression : all)
            for (var dependency : expression.dependencies())
                if (dependency.root().equals("collector") && !dependency.path().isEmpty())
                    names.add(dependency.path().getFirst());
        return names;
    }
}
