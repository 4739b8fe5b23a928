package org.opsbro.monitoring;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.opsbro.evaluator.Expression;
import org.opsbro.model.GroupExpression;

/**
 * Something this node offers to others while the checks it stands on say so.
 *
 * @param id {@code pack/name} of its definition
 * @param key unique among the services of this node: its name, or the id that a program registered it by
 * @param name as others find it
 * @param port where it listens: a number, or an expression that gives one; absent where it has none
 * @param checks the ids of the checks it stands on, in order
 * @param availableIf whether it is there; without it all its checks must be
 * @param embedded a check that is written in it; also among {@code checks}
 */
public record Service(
        String id,
        String pack,
        String key,
        String name,
        String notes,
        GroupExpression ifGroup,
        Optional<Expression> port,
        SortedSet<String> tags,
        List<String> checks,
        Optional<Expression> availableIf,
        Optional<Check> embedded) {
    public Service {
        tags = new TreeSet<>(tags);
        checks = List.copyOf(checks);
    }
}
