package org.opsbro.monitoring;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.model.GroupExpression;
import org.opsbro.model.Value;

/**
 * A service that a program registered itself, in the way of Consul.
 *
 * @param id unique on this node
 * @param meta free words of the program; they stay on this node
 * @param checks the service stands on them; without any it passes
 */
public record Registration(
        String id, String name, int port, SortedSet<String> tags, Value.Fields meta, List<RegisteredCheck> checks) {
    /** What stands for the pack in the ids of registered services and checks. */
    public static final String PACK = "registered";

    public Registration {
        tags = Collections.unmodifiableSortedSet(new TreeSet<>(tags));
        checks = List.copyOf(checks);
    }

    /** With one check more, or another in the place of the one with its id. */
    public Registration with(RegisteredCheck check) {
        var all = new ArrayList<>(without(check.id()).checks);
        all.add(check);
        return new Registration(id, name, port, tags, meta, all);
    }

    public Registration without(String checkId) {
        return new Registration(
                id,
                name,
                port,
                tags,
                meta,
                checks.stream().filter(check -> !check.id().equals(checkId)).toList());
    }

    public Service service(Evaluator evaluator) {
        return new Service(
                PACK + "/" + id,
                PACK,
                id,
                name,
                "registered by a program",
                new GroupExpression.Everywhere(),
                Optional.of(evaluator.compile(Integer.toString(port))),
                tags,
                checks.stream().map(RegisteredCheck::fullId).toList(),
                Optional.empty(),
                Optional.empty());
    }

    /** How long it may be critical before it is taken away; the shortest of its checks, empty for ever. */
    public Optional<Duration> patience() {
        return checks.stream()
                .map(RegisteredCheck::deregisterAfter)
                .filter(after -> !after.isZero())
                .sorted()
                .findFirst();
    }

    /** As Consul's clients write it, and as {@link RegistrationReader} reads it. */
    public Value.Fields toValue() {
        return Value.object()
                .with("ID", id)
                .with("Name", name)
                .with("Port", port)
                .with("Tags", Value.texts(tags))
                .with("Meta", meta)
                .with(
                        "Checks",
                        new Value.Items(checks.stream()
                                .<Value>map(RegisteredCheck::toValue)
                                .toList()))
                .end();
    }
}
