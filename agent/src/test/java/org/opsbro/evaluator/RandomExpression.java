package org.opsbro.evaluator;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Expressions that grow at random, mostly of types that fit, so that most have a value and some must be refused. */
final class RandomExpression {
    private static final String[] NUMBERS = {
        "0",
        "1",
        "2",
        "3",
        "7",
        "10",
        "-1",
        "-5",
        "100",
        "0.5",
        "1.5",
        "-2.5",
        "1e3",
        "1e16",
        "1e-7",
        "0.1",
        "9223372036854775807",
        "4611686018427387904",
        "True",
        "False",
        "0x1f",
        "3.0",
        "-0.0",
        "123456789.125"
    };
    private static final String[] TEXTS = {
        "''",
        "'a'",
        "'b'",
        "'abc'",
        "'ABC d'",
        "'10'",
        "'-3.5'",
        "' x '",
        "'a,b,,c'",
        "\"it's\"",
        "'%s'",
        "'%d items'",
        "'héé'",
        "'/var.log'",
        "'Aa\\tB'",
        "'deb' 'ian'"
    };
    private static final String[] FORMATS = {
        "'%d'",
        "'%5d|'",
        "'%-5d|'",
        "'%05d'",
        "'%+d'",
        "'%s'",
        "'%r'",
        "'%10s|'",
        "'%-10s|'",
        "'%.2s'",
        "'%f'",
        "'%.1f'",
        "'%8.3f'",
        "'%e'",
        "'%g'",
        "'%.3g'",
        "'%x'",
        "'%#x'",
        "'%X'",
        "'%o'",
        "'%s%%'",
        "'%i'",
        "'%%'",
        "'%c'"
    };
    private final Random random;

    RandomExpression(Random random) {
        this.random = random;
    }

    String next() {
        return any(1 + random.nextInt(4));
    }

    private String pick(String... words) {
        return words[random.nextInt(words.length)];
    }

    private String any(int depth) {
        return switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> number(depth);
            case 4, 5, 6 -> text(depth);
            case 7, 8, 9 -> truth(depth);
            case 10 -> list(depth);
            default -> pick(set(depth), dictionary(depth), "None", tuple(depth));
        };
    }

    /** One of what was asked for, or now and then something else. */
    private String odd(String wanted, int depth) {
        return random.nextInt(25) == 0 ? any(depth) : wanted;
    }

    private String number(int depth) {
        if (depth <= 0) return pick(NUMBERS);
        var next = depth - 1;
        return odd(
                switch (random.nextInt(16)) {
                    case 0, 1, 2 -> number(next) + pick(" + ", " - ", " * ", "+", "-", "*") + number(next);
                    case 3 -> "(" + number(next) + pick(" / ", " // ", " % ") + number(next) + ")";
                    case 4 -> "(" + number(next) + ")" + " ** " + pick("0", "1", "2", "3", "-1", "0.5", "10");
                    case 5 -> pick("-", "+", "~", "- ") + number(next);
                    case 6 -> "(" + number(next) + pick(" & ", " | ", " ^ ") + number(next) + ")";
                    case 7 -> "(" + number(next) + pick(" << ", " >> ") + pick("0", "1", "5", "62", "70", "-1") + ")";
                    case 8 -> "len(" + pick(text(next), list(next), dictionary(next), set(next)) + ")";
                    case 9 -> pick("abs", "int", "float", "round") + "(" + number(next) + ")";
                    case 10 -> pick("sum", "max", "min") + "(" + list(next) + ")";
                    case 11 -> pick("max", "min") + "(" + number(next) + ", " + number(next) + ")";
                    case 12 -> list(next) + "[" + pick("0", "1", "-1", "2", number(0)) + "]";
                    case 13 -> "(" + number(next) + " if " + truth(next) + " else " + number(next) + ")";
                    case 14 -> text(next) + pick(".count(", ".find(", ".rfind(") + text(0) + ")";
                    default -> "round(" + number(next) + ", " + pick("0", "1", "2", "-1") + ")";
                },
                depth - 1);
    }

    private String text(int depth) {
        if (depth <= 0) return pick(TEXTS);
        var next = depth - 1;
        return odd(
                switch (random.nextInt(14)) {
                    case 0, 1 -> "(" + text(next) + " + " + text(next) + ")";
                    case 2 -> text(0) + " * " + pick("0", "1", "3", "-1");
                    case 3, 4 ->
                        pick(FORMATS) + " % "
                                + pick(number(0), text(0), "(" + number(next) + ")", "(" + text(0) + ",)");
                    case 5 -> "'%s is %d%%' % (" + text(next) + ", " + number(next) + ")";
                    case 6 -> "'%(a)s-%(b)d' % {'a': " + any(0) + ", 'b': " + number(0) + "}";
                    case 7 ->
                        text(0)
                                + pick(
                                        ".upper()",
                                        ".lower()",
                                        ".strip()",
                                        ".title()",
                                        ".capitalize()",
                                        ".swapcase()",
                                        ".lstrip()",
                                        ".rstrip('x ')");
                    case 8 -> text(0) + ".replace(" + text(0) + ", " + text(0) + ")";
                    case 9 -> text(0) + ".join(" + pick("['a', 'b']", "[]", "('x',)", "'xyz'", list(0)) + ")";
                    case 10 -> text(0) + "[" + pick("0", "-1", "1:", ":2", "::-1", "1:-1", "5", "::2", "-3:") + "]";
                    case 11 -> "str(" + number(next) + ")";
                    case 12 ->
                        text(0)
                                + pick(
                                        ".zfill(6)",
                                        ".ljust(6, '-')",
                                        ".rjust(5)",
                                        ".center(7, '*')",
                                        ".removeprefix('a')");
                    default -> "(" + text(next) + " if " + truth(next) + " else " + text(next) + ")";
                },
                depth - 1);
    }

    private String truth(int depth) {
        if (depth <= 0) return pick("True", "False", "true", "1 == 1", "not 0", "None is None", "'' == ''");
        var next = depth - 1;
        return odd(
                switch (random.nextInt(14)) {
                    case 0, 1 -> number(next) + pick(" == ", " != ", " < ", " <= ", " > ", " >= ") + number(next);
                    case 2 -> text(next) + pick(" == ", " != ", " < ", " >= ") + text(next);
                    case 3 ->
                        number(next)
                                + pick(" < ", " <= ", " == ")
                                + number(next)
                                + pick(" < ", " <= ", " != ", " > ")
                                + number(next);
                    case 4, 5 ->
                        "(" + truth(next) + pick(" and ", " or ") + truth(next)
                                + pick("", " and " + truth(next), " or " + any(next)) + ")";
                    case 6 -> "not " + truth(next);
                    case 7 -> any(next) + pick(" in ", " not in ") + list(next);
                    case 8 -> text(next) + pick(" in ", " not in ") + text(next);
                    case 9 -> pick("any", "all") + "(" + list(next) + ")";
                    case 10 -> "bool(" + any(next) + ")";
                    case 11 -> set(next) + pick(" <= ", " == ", " < ", " >= ") + set(next);
                    case 12 -> text(0) + pick(".startswith(", ".endswith(") + pick(text(0), "('a', 'b')") + ")";
                    default -> list(next) + pick(" == ", " < ", " != ", " >= ") + list(next);
                },
                depth - 1);
    }

    private String list(int depth) {
        if (depth <= 0) return pick("[]", "[1]", "[3, 1, 2]", "[1, 2.5, True]", "['b', 'a']", "[[1], [2]]");
        var next = depth - 1;
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> "[" + all(next) + "]";
            case 3 -> "(" + list(next) + " + " + list(next) + ")";
            case 4 -> "sorted(" + pick(list(next), "{3, 1, 2}", text(0)) + ")";
            case 5 -> list(next) + "[" + pick("1:", ":1", "::-1", "0:2", "-1:") + "]";
            case 6 -> text(0) + pick(".split(',')", ".split()", ".splitlines()", ".split('a', 1)", ".rsplit(',', 1)");
            default -> list(next) + " * " + pick("0", "2", "-1");
        };
    }

    private String tuple(int depth) {
        return pick("()", "(" + any(depth - 1) + ",)", "(" + any(depth - 1) + ", " + any(depth - 1) + ")");
    }

    private String set(int depth) {
        if (depth <= 0) return pick("{1}", "{1, 2}", "{'a'}", "set()", "{1, True, 1.0}");
        var next = depth - 1;
        return switch (random.nextInt(4)) {
            case 0 -> "{" + number(next) + ", " + number(next) + "}";
            case 1 -> "(" + set(next) + pick(" | ", " & ", " - ", " ^ ") + set(next) + ")";
            case 2 -> "set(" + list(next) + ")";
            default -> set(next) + pick(".union(", ".intersection(", ".difference(") + list(next) + ")";
        };
    }

    private String dictionary(int depth) {
        if (depth <= 0) return pick("{}", "{'a': 1}", "{1: 'x', 2: 'y'}", "{True: 1, 1: 2}");
        var next = depth - 1;
        return pick(
                "{'k': " + any(next) + "}",
                "{'k': " + any(next) + "}['k']",
                "{'k': " + any(next) + "}.get('k', 1)",
                "{'k': 1}.get(" + text(0) + ", " + any(next) + ")",
                "{" + number(0) + ": " + any(next) + "}[" + number(0) + "]",
                "len({'a': 1, 'b': 2}.items())");
    }

    private String all(int depth) {
        List<String> parts = new ArrayList<>();
        var same = random.nextInt(3);
        for (var count = random.nextInt(4); count > 0; count--)
            parts.add(same == 0 ? any(depth) : same == 1 ? number(depth) : text(depth));
        return String.join(", ", parts);
    }
}
