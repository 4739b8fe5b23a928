package org.opsbro.model;

import java.util.List;
import java.util.Set;

/**
 * Which nodes something is for, told by their groups: {@code *} is every node, {@code linux} those of one group, and
 * {@code web & !(db | cache)} a set of them. {@code and}, {@code or}, {@code not} are the same in words; a comma is a weaker {@code or}, so that a
 * list of groups reads as one. Start at {@link #parse}.
 */
public sealed interface GroupExpression {
    /** Whether a node with these groups is meant. */
    default boolean holds(Set<String> groups) {
        return switch (this) {
            case Everywhere everywhere -> true;
            case In in -> groups.contains(in.group());
            case Not not -> !not.inner().holds(groups);
            case All all -> all.parts().stream().allMatch(part -> part.holds(groups));
            case Any any -> any.parts().stream().anyMatch(part -> part.holds(groups));
        };
    }

    /** As {@link #holds(Set)}, for the defined and detected groups of a node. */
    default boolean holds(Node node) {
        return switch (this) {
            case Everywhere everywhere -> true;
            case In in -> node.isIn(in.group());
            case Not not -> !not.inner().holds(node);
            case All all -> all.parts().stream().allMatch(part -> part.holds(node));
            case Any any -> any.parts().stream().anyMatch(part -> part.holds(node));
        };
    }

    /** Why a node with this expression false has not got it, for people: {@code node is not in group linux}. */
    default String refusal() {
        return switch (this) {
            case In in -> "node is not in group " + in.group();
            case Not(In(var group)) -> "node is in group " + group;
            case Everywhere everywhere -> "";
            case Not not -> "node's groups do not satisfy " + not;
            case All all -> "node's groups do not satisfy " + all;
            case Any any -> "node's groups do not satisfy " + any;
        };
    }

    /**
     * Reads an expression.
     *
     * @throws BadGroupExpression with the offset of what is wrong
     */
    static GroupExpression parse(String text) {
        return new GroupExpressionParser(text).whole();
    }

    /** {@code *}. */
    record Everywhere() implements GroupExpression {
        @Override
        public String toString() {
            return "*";
        }
    }

    /** A group, whether defined or detected. */
    record In(String group) implements GroupExpression {
        @Override
        public String toString() {
            return group;
        }
    }

    record Not(GroupExpression inner) implements GroupExpression {
        @Override
        public String toString() {
            return "!" + inner;
        }
    }

    /** Two or more that must all hold. */
    record All(List<GroupExpression> parts) implements GroupExpression {
        public All {
            parts = List.copyOf(parts);
        }

        @Override
        public String toString() {
            return joined(" & ", parts);
        }
    }

    /** Two or more of which one must hold. */
    record Any(List<GroupExpression> parts) implements GroupExpression {
        public Any {
            parts = List.copyOf(parts);
        }

        @Override
        public String toString() {
            return joined(" | ", parts);
        }
    }

    private static String joined(String sign, List<GroupExpression> parts) {
        return "(" + String.join(sign, parts.stream().map(Object::toString).toList()) + ")";
    }

    /** Text that is no group expression; the offset counts characters from 0. */
    final class BadGroupExpression extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int offset;

        BadGroupExpression(String message, int offset) {
            super(message, null, false, false);
            this.offset = offset;
        }

        public int offset() {
            return offset;
        }
    }
}
