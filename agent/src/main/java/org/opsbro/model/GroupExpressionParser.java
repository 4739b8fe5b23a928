package org.opsbro.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.opsbro.model.GroupExpression.BadGroupExpression;

/** Recursive descent: list → any → all → not → group. */
final class GroupExpressionParser {
    private static final int MAX_LENGTH = 2000;
    private static final int MAX_DEPTH = 50;

    private final String text;
    private int at;
    private int depth;

    GroupExpressionParser(String text) {
        this.text = text;
    }

    GroupExpression whole() {
        if (text.length() > MAX_LENGTH)
            throw new BadGroupExpression("a group expression has at most " + MAX_LENGTH + " characters", MAX_LENGTH);
        var expression = list();
        skipSpaces();
        if (at < text.length())
            throw wrong("want an operator (& | !) or the end, found \"" + text.charAt(at) + "\"" + hint());
        return expression;
    }

    private GroupExpression list() {
        return any(this::either, ",");
    }

    private GroupExpression either() {
        return any(this::both, "||", "|", "or");
    }

    private GroupExpression any(Supplier<GroupExpression> part, String... signs) {
        var parts = parts(part, signs);
        return parts.size() == 1 ? parts.getFirst() : new GroupExpression.Any(parts);
    }

    private GroupExpression both() {
        var parts = parts(this::negated, "&&", "&", "and");
        return parts.size() == 1 ? parts.getFirst() : new GroupExpression.All(parts);
    }

    private List<GroupExpression> parts(Supplier<GroupExpression> part, String... signs) {
        List<GroupExpression> parts = new ArrayList<>();
        do parts.add(part.get());
        while (takes(signs));
        return parts;
    }

    private GroupExpression negated() {
        if (++depth > MAX_DEPTH) throw wrong("nested deeper than " + MAX_DEPTH);
        try {
            return takes("!", "not") ? new GroupExpression.Not(negated()) : group();
        } finally {
            depth--;
        }
    }

    private GroupExpression group() {
        if (takes("(")) {
            var inner = list();
            if (!takes(")")) throw wrong("want \")\"");
            return inner;
        }
        if (takes("*")) return new GroupExpression.Everywhere();
        skipSpaces();
        var name = word();
        if (name.isEmpty())
            throw wrong(
                    at == text.length()
                            ? "want the name of a group, found the end"
                            : "want the name of a group, found \"" + text.charAt(at) + "\"");
        if (isOperator(name)) throw wrong("want the name of a group, found the operator \"" + name + "\"");
        at += name.length();
        return new GroupExpression.In(name);
    }

    private boolean takes(String... signs) {
        skipSpaces();
        for (var sign : signs) {
            var found = Character.isLetter(sign.charAt(0)) ? word().equals(sign) : text.startsWith(sign, at);
            if (!found) continue;
            at += sign.length();
            return true;
        }
        return false;
    }

    private String word() {
        var end = at;
        while (end < text.length() && GroupName.accepts(text.charAt(end))) end++;
        return text.substring(at, end);
    }

    private static boolean isOperator(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "and", "or", "not" -> true;
            default -> false;
        };
    }

    private String hint() {
        return switch (text.charAt(at)) {
            case '*' -> ": \"*\" stands alone, for every node";
            case ')' -> ": no \"(\" is open";
            default -> "";
        };
    }

    private void skipSpaces() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
    }

    private BadGroupExpression wrong(String message) {
        return new BadGroupExpression(message + ", at character " + (at + 1) + " of \"" + text + "\"", at);
    }
}
