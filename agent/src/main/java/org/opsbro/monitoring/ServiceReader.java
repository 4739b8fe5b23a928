package org.opsbro.monitoring;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.opsbro.evaluator.BadExpression;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.Expression;
import org.opsbro.model.GroupName;
import org.opsbro.model.Value;
import org.opsbro.pack.Definition;
import org.opsbro.pack.Keys;

/** Makes a service of what a pack says. What is wrong is told on its keys, and then there is no service. */
public final class ServiceReader {
    /** A record of a node has to stay small: it travels to all the others. */
    static final int MOST_TAGS = 16;

    private final Definition definition;
    private final Keys keys;
    private final Evaluator evaluator;

    private ServiceReader(Definition definition, Evaluator evaluator) {
        this.definition = definition;
        this.keys = definition.keys();
        this.evaluator = evaluator;
    }

    public static Optional<Service> read(Definition definition, Evaluator evaluator) {
        return new ServiceReader(definition, evaluator).read();
    }

    private Optional<Service> read() {
        keys.has("check");
        var written = keys.toValue().get("check");
        var embedded = written instanceof Value.Fields
                ? CheckReader.embedded(definition, keys.map("check"), evaluator)
                : Optional.<Check>empty();
        var name = name();
        var service = new Service(
                definition.id(),
                definition.pack(),
                name,
                name,
                keys.text("notes").orElse(""),
                CheckReader.ifGroup(keys, definition),
                port(),
                tags(),
                checks(written),
                expression("available_if"),
                embedded);
        if (service.checks().isEmpty() && service.availableIf().isEmpty())
            keys.problem("", "a service needs check or checks, or available_if");
        keys.end();
        return keys.broken() ? Optional.empty() : Optional.of(service);
    }

    private String name() {
        var name = keys.text("name")
                .orElseGet(() -> definition.name().substring(definition.name().lastIndexOf('/') + 1));
        if (!GroupName.isOne(name))
            keys.problem(
                    "name",
                    "found \"" + name + "\", want letters, digits and _ - . : only, at most " + GroupName.MAX_LENGTH);
        return name;
    }

    /** A number is checked here; what an expression gives is checked when it is there. */
    private Optional<Expression> port() {
        if (keys.toValue().get("port") instanceof Value.Int) keys.number("port", 0, 1, 65_535);
        return expression("port");
    }

    private SortedSet<String> tags() {
        var tags = new TreeSet<>(keys.texts("tags"));
        for (var tag : tags)
            if (!GroupName.isOne(tag))
                keys.problem(
                        "tags",
                        "found \"" + tag + "\", want letters, digits and _ - . : only, at most "
                                + GroupName.MAX_LENGTH);
        if (tags.size() > MOST_TAGS)
            keys.problem("tags", "found " + tags.size() + " tags, want " + MOST_TAGS + " at most");
        return tags;
    }

    /** A name without a slash is one of the same pack. */
    private List<String> checks(Value check) {
        var ids = new LinkedHashSet<String>();
        if (check instanceof Value.Fields) ids.add(definition.id());
        List<String> names = new ArrayList<>(keys.texts("checks"));
        if (!(check instanceof Value.Fields)) keys.text("check").ifPresent(names::addFirst);
        for (var name : names) ids.add(name.contains("/") ? name : definition.pack() + "/" + name);
        return List.copyOf(ids);
    }

    private Optional<Expression> expression(String key) {
        try {
            return keys.text(key).map(evaluator::compile);
        } catch (BadExpression bad) {
            keys.problem(key, String.valueOf(bad.getMessage()));
            return Optional.empty();
        }
    }
}
