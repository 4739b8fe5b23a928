package org.opsbro.evaluator;

import java.util.List;
import org.opsbro.evaluator.Expression.Dependency;

/**
 * The path of a reference, split: {@code collector.diskusage['/var.log'].pct_used}. How dotted keys are found is told at {@link Lookup}.
 *
 * @param root one of {@link Scope#ROOTS}
 */
record ReferencePath(String root, List<Part> parts) {
    ReferencePath {
        parts = List.copyOf(parts);
    }

    /** One step: a name as it stands between dots, a quoted name, or every key. */
    record Part(String name, Kind kind) {
        boolean joins() {
            return kind == Kind.PLAIN;
        }
    }

    enum Kind {
        PLAIN,
        QUOTED,
        EVERY
    }

    Dependency dependency() {
        return new Dependency(root, names());
    }

    List<String> names() {
        return parts.stream().map(Part::name).toList();
    }

    @Override
    public String toString() {
        return upTo(parts.size());
    }

    /** The path with its first parts only, for people. */
    String upTo(int count) {
        var text = new StringBuilder(root);
        for (var part : parts.subList(0, count)) {
            if (part.kind() == Kind.QUOTED)
                text.append('[').append(Display.repr(part.name())).append(']');
            else text.append('.').append(part.name());
        }
        return text.toString();
    }
}
