package org.opsbro.evaluator;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.opsbro.evaluator.Expr.Brackets;
import org.opsbro.evaluator.JinjaLexer.Sort;
import org.opsbro.model.Value;

/**
 * The expressions of templates, to the same tree as those of packs. Jinja binds differently from Python: {@code ~} between {@code +} and
 * {@code *}, signs before {@code **}, which goes from left to right, and filters and tests tighter than all.
 */
final class JinjaParser {
    private static final Set<String> WORDS = Set.of("and", "or", "not", "in", "is", "if", "else");
    private static final Set<String> NO_ARGUMENT = Set.of("else", "or", "and", "if", "in", "not", "recursive");

    private final String text;
    private final JinjaLexer lexer;
    private final Set<String> names = new HashSet<>();
    private int nesting;

    JinjaParser(String text, JinjaLexer lexer) {
        this.text = text;
        this.lexer = lexer;
    }

    /** The names that were read since this was asked last. */
    Set<String> takeNames() {
        var taken = Set.copyOf(names);
        names.clear();
        return taken;
    }

    void remember(Set<String> read) {
        names.addAll(read);
    }

    /** One value. */
    Expr expression() {
        return expression(true);
    }

    /** One value, or several with commas between them as a tuple. */
    Expr tuple(boolean conditional) {
        var start = lexer.start();
        var first = expression(conditional);
        if (!lexer.isSign(",")) return first;
        return rest(first, start, conditional);
    }

    private Expr rest(Expr first, int start, boolean conditional) {
        List<Expr> parts = new ArrayList<>(List.of(first));
        while (lexer.isSign(",")) {
            lexer.next();
            if (lexer.sort() == Sort.CLOSE || lexer.isSign(")") || lexer.isName("recursive") || lexer.isName("if"))
                break;
            parts.add(expression(conditional));
        }
        return new Expr.Sequence(Brackets.TUPLE, List.copyOf(parts), from(start));
    }

    private Expr expression(boolean conditional) {
        enter();
        var start = lexer.start();
        var value = or();
        while (conditional && lexer.isName("if")) {
            lexer.next();
            var condition = or();
            Expr otherwise = new Expr.Constant(Step.NO_ELSE, new Span(lexer.before(), lexer.before()));
            if (lexer.isName("else")) {
                lexer.next();
                otherwise = expression(true);
            }
            value = new Expr.Choice(value, condition, otherwise, from(start));
        }
        if (lexer.isSign("||")) {
            lexer.next();
            value = new Expr.Fallback(value, expression(conditional), from(start));
        }
        nesting--;
        return value;
    }

    private Expr or() {
        var start = lexer.start();
        List<Expr> parts = new ArrayList<>(List.of(and()));
        while (lexer.isName("or")) {
            lexer.next();
            parts.add(and());
        }
        return parts.size() == 1 ? parts.getFirst() : new Expr.Logic(false, List.copyOf(parts), from(start));
    }

    private Expr and() {
        var start = lexer.start();
        List<Expr> parts = new ArrayList<>(List.of(not()));
        while (lexer.isName("and")) {
            lexer.next();
            parts.add(not());
        }
        return parts.size() == 1 ? parts.getFirst() : new Expr.Logic(true, List.copyOf(parts), from(start));
    }

    private Expr not() {
        if (!lexer.isName("not")) return comparison();
        enter();
        var start = lexer.start();
        lexer.next();
        var operand = not();
        nesting--;
        return new Expr.Not(operand, from(start));
    }

    private Expr comparison() {
        var start = lexer.start();
        List<Expr> parts = new ArrayList<>(List.of(sum()));
        List<Comparator> operators = new ArrayList<>();
        for (var found = comparator(); found.isPresent(); found = comparator()) {
            operators.add(found.get());
            parts.add(sum());
        }
        if (operators.isEmpty()) return parts.getFirst();
        return new Expr.Comparison(List.copyOf(operators), List.copyOf(parts), from(start));
    }

    /** The comparison that stands here, and goes behind it. */
    private Optional<Comparator> comparator() {
        if (lexer.sort() != Sort.NAME && lexer.sort() != Sort.SIGN) return Optional.empty();
        Optional<Comparator> found = switch (lexer.word()) {
            case "in" -> Optional.of(Comparator.IN);
            case "not" -> Optional.of(Comparator.NOT_IN);
            case "==" -> Optional.of(Comparator.EQUAL);
            case "!=" -> Optional.of(Comparator.NOT_EQUAL);
            case "<" -> Optional.of(Comparator.LESS);
            case "<=" -> Optional.of(Comparator.LESS_OR_EQUAL);
            case ">" -> Optional.of(Comparator.GREATER);
            case ">=" -> Optional.of(Comparator.GREATER_OR_EQUAL);
            default -> Optional.empty();
        };
        if (found.isEmpty()) return found;
        lexer.next();
        if (found.get() == Comparator.NOT_IN) {
            if (!lexer.isName("in")) throw wrong("want \"in\" behind \"not\", found " + lexer.shown());
            lexer.next();
        }
        return found;
    }

    private Expr sum() {
        var start = lexer.start();
        var left = joined();
        while (lexer.isSign("+") || lexer.isSign("-")) {
            var operator = lexer.isSign("+") ? BinaryOperator.ADD : BinaryOperator.SUBTRACT;
            lexer.next();
            left = new Expr.Binary(operator, left, joined(), from(start));
        }
        return left;
    }

    private Expr joined() {
        var start = lexer.start();
        List<Expr> parts = new ArrayList<>(List.of(product()));
        while (lexer.isSign("~")) {
            lexer.next();
            parts.add(product());
        }
        return parts.size() == 1 ? parts.getFirst() : new Expr.Joined(List.copyOf(parts), from(start));
    }

    private Expr product() {
        var start = lexer.start();
        var left = power();
        while (true) {
            var operator = switch (lexer.sort() == Sort.SIGN ? lexer.word() : "") {
                case "*" -> Optional.of(BinaryOperator.MULTIPLY);
                case "/" -> Optional.of(BinaryOperator.DIVIDE);
                case "//" -> Optional.of(BinaryOperator.FLOOR_DIVIDE);
                case "%" -> Optional.of(BinaryOperator.REMAINDER);
                default -> Optional.<BinaryOperator>empty();
            };
            if (operator.isEmpty()) return left;
            lexer.next();
            left = new Expr.Binary(operator.get(), left, power(), from(start));
        }
    }

    private Expr power() {
        var start = lexer.start();
        var left = unary(true);
        while (lexer.isSign("**")) {
            lexer.next();
            left = new Expr.Binary(BinaryOperator.POWER, left, unary(true), from(start));
        }
        return left;
    }

    private Expr unary(boolean filtered) {
        enter();
        var start = lexer.start();
        Expr value;
        if (lexer.isSign("-") || lexer.isSign("+")) {
            var operator = lexer.isSign("-") ? UnaryOperator.MINUS : UnaryOperator.PLUS;
            lexer.next();
            value = new Expr.Unary(operator, unary(false), from(start));
        } else {
            value = atom();
        }
        value = postfixed(value, start);
        if (filtered) value = filtered(value, start);
        nesting--;
        return value;
    }

    private Expr atom() {
        var start = lexer.start();
        return switch (lexer.sort()) {
            case VALUE -> value(start);
            case NAME -> name(start);
            case SIGN ->
                switch (lexer.word()) {
                    case "(" -> parenthesis(start);
                    case "[" -> {
                        lexer.next();
                        var parts = list("]");
                        yield new Expr.Sequence(Brackets.LIST, parts, close("]", start));
                    }
                    case "{" -> braces(start);
                    default -> throw wrong("want a value, found " + lexer.shown());
                };
            case CLOSE -> throw wrong("want a value, found " + lexer.shown());
        };
    }

    private Expr value(int start) {
        var value = lexer.value();
        lexer.next();
        while (value instanceof Value.Text text
                && lexer.sort() == Sort.VALUE
                && lexer.value() instanceof Value.Text more) {
            value = Value.of(text.text() + more.text());
            lexer.next();
        }
        return new Expr.Constant(value, from(start));
    }

    private Expr name(int start) {
        var name = lexer.word();
        if (WORDS.contains(name)) throw wrong("want a value, found \"" + name + "\"");
        lexer.next();
        return switch (name) {
            case "True", "true" -> new Expr.Constant(Value.TRUE, from(start));
            case "False", "false" -> new Expr.Constant(Value.FALSE, from(start));
            case "None", "none" -> new Expr.Constant(Value.NONE, from(start));
            default -> {
                names.add(name);
                yield new Expr.Name(name, from(start));
            }
        };
    }

    private Expr parenthesis(int start) {
        lexer.next();
        if (lexer.isSign(")")) return new Expr.Sequence(Brackets.TUPLE, List.of(), close(")", start));
        var inside = tuple(true);
        close(")", start);
        return inside;
    }

    private Expr braces(int start) {
        lexer.next();
        List<Expr> keys = new ArrayList<>();
        List<Expr> values = new ArrayList<>();
        while (!lexer.isSign("}")) {
            keys.add(expression());
            if (!lexer.isSign(":")) throw wrong("want \":\" and the value of this key, found " + lexer.shown());
            lexer.next();
            values.add(expression());
            if (!comma("}")) break;
        }
        return new Expr.Dictionary(List.copyOf(keys), List.copyOf(values), close("}", start));
    }

    private List<Expr> list(String closing) {
        List<Expr> parts = new ArrayList<>();
        while (!lexer.isSign(closing)) {
            parts.add(expression());
            if (!comma(closing)) break;
        }
        return List.copyOf(parts);
    }

    private boolean comma(String closing) {
        if (lexer.isSign(",")) {
            lexer.next();
            return true;
        }
        if (!lexer.isSign(closing)) throw wrong("want \",\" or \"" + closing + "\", found " + lexer.shown());
        return false;
    }

    private Expr postfixed(Expr atom, int start) {
        var target = atom;
        while (true) {
            if (lexer.isSign(".")) target = attribute(target, start);
            else if (lexer.isSign("[")) target = subscript(target, start);
            else if (lexer.isSign("(")) target = invocation(target, start);
            else return target;
        }
    }

    private Expr filtered(Expr value, int start) {
        var target = value;
        while (true) {
            if (lexer.isSign("|")) target = filter(target, start);
            else if (lexer.isName("is")) target = test(target, start);
            else if (lexer.isSign("(")) target = invocation(target, start);
            else return target;
        }
    }

    private Expr attribute(Expr target, int start) {
        lexer.next();
        var key = lexer.sort() == Sort.NAME
                ? Value.of(lexer.word())
                : lexer.sort() == Sort.VALUE && lexer.value() instanceof Value.Int ? lexer.value() : Value.NONE;
        if (key instanceof Value.None) throw wrong("want a name or a number behind the dot, found " + lexer.shown());
        var at = new Span(lexer.start(), lexer.end());
        lexer.next();
        return new Expr.Entry(target, new Expr.Constant(key, at), from(start));
    }

    private Expr subscript(Expr target, int start) {
        lexer.next();
        var at = lexer.start();
        var from = lexer.isSign(":") ? none() : expression();
        if (lexer.isSign(":")) return slice(target, from, start);
        var key = lexer.isSign(",") ? rest(from, at, true) : from;
        close("]", start);
        return new Expr.Entry(target, key, from(start));
    }

    private Expr slice(Expr target, Expr from, int start) {
        lexer.next();
        var to = lexer.isSign(":") || lexer.isSign("]") ? none() : expression();
        Expr step = none();
        if (lexer.isSign(":")) {
            lexer.next();
            if (!lexer.isSign("]")) step = expression();
        }
        return new Expr.Slice(target, from, to, step, close("]", start));
    }

    private Expr none() {
        return new Expr.Constant(Value.NONE, new Span(lexer.start(), lexer.start()));
    }

    private Expr invocation(Expr target, int start) {
        List<Expr> arguments = new ArrayList<>();
        List<Expr.Keyword> keywords = new ArrayList<>();
        arguments(arguments, keywords);
        return new Expr.Invocation(target, List.copyOf(arguments), List.copyOf(keywords), from(start));
    }

    private void arguments(List<Expr> arguments, List<Expr.Keyword> keywords) {
        var start = lexer.start();
        lexer.next();
        while (!lexer.isSign(")")) {
            if (lexer.isSign("*") || lexer.isSign("**"))
                throw wrong("a list of arguments in one (" + lexer.word() + ") is not part of the language");
            if (lexer.isKeyword()) {
                keywords.add(keyword(keywords));
            } else {
                if (!keywords.isEmpty()) throw wrong("arguments with names come behind all others");
                arguments.add(expression());
            }
            if (!comma(")")) break;
        }
        close(")", start);
    }

    private Expr.Keyword keyword(List<Expr.Keyword> before) {
        var start = lexer.start();
        var name = lexer.word();
        if (before.stream().anyMatch(each -> each.name().equals(name))) throw wrong(name + " is given twice");
        lexer.next();
        lexer.next();
        var value = expression();
        return new Expr.Keyword(name, value, from(start));
    }

    /** One filter, its bar is the token here. */
    private Expr filter(Expr target, int start) {
        lexer.next();
        return filterNamed(target, start);
    }

    /** Filters in a row whose first has no bar, applied to a value that comes from elsewhere. */
    Expr filters(Expr target) {
        var start = lexer.start();
        var value = filterNamed(target, start);
        while (lexer.isSign("|")) value = filter(value, start);
        return value;
    }

    private Expr filterNamed(Expr target, int start) {
        var at = lexer.start();
        var name = dotted("filter");
        List<Expr> arguments = new ArrayList<>(List.of(target));
        List<Expr.Keyword> keywords = new ArrayList<>();
        if (lexer.isSign("(")) arguments(arguments, keywords);
        return applied(false, name, arguments, keywords, start, at);
    }

    private Expr test(Expr target, int start) {
        lexer.next();
        var negated = lexer.isName("not");
        if (negated) lexer.next();
        var at = lexer.start();
        var name = dotted("test");
        List<Expr> arguments = new ArrayList<>(List.of(target));
        List<Expr.Keyword> keywords = new ArrayList<>();
        if (lexer.isSign("(")) {
            arguments(arguments, keywords);
        } else if (startsArgument()) {
            if (lexer.isName("is")) throw wrong("tests do not follow each other: join them with \"and\"");
            var from = lexer.start();
            arguments.add(postfixed(atom(), from));
        }
        var test = applied(true, name, arguments, keywords, start, at);
        return negated ? new Expr.Not(test, from(start)) : test;
    }

    private boolean startsArgument() {
        return lexer.sort() == Sort.VALUE
                || (lexer.sort() == Sort.NAME && !NO_ARGUMENT.contains(lexer.word()))
                || lexer.isSign("[")
                || lexer.isSign("{");
    }

    private String dotted(String kind) {
        if (lexer.sort() != Sort.NAME) throw wrong("want the name of a " + kind + ", found " + lexer.shown());
        var name = new StringBuilder(lexer.word());
        lexer.next();
        while (lexer.isSign(".")) {
            lexer.next();
            if (lexer.sort() != Sort.NAME) throw wrong("want the name of a " + kind + ", found " + lexer.shown());
            name.append('.').append(lexer.word());
            lexer.next();
        }
        return name.toString();
    }

    /** The whole begins at the value; what is wrong with the call is told at its name. */
    private Expr applied(
            boolean test, String name, List<Expr> arguments, List<Expr.Keyword> keywords, int start, int at) {
        var call = new Expr.Call(name, List.copyOf(arguments), List.copyOf(keywords), new Span(at, lexer.before()));
        return new Expr.Applied(test, call, from(start));
    }

    private Span close(String sign, int start) {
        if (!lexer.isSign(sign)) throw wrong("want \"" + sign + "\", found " + lexer.shown());
        lexer.next();
        return from(start);
    }

    private void enter() {
        if (++nesting > Parser.MAX_NESTING) throw wrong("nested too deep");
    }

    /** Up to the end of the token that was read last. */
    private Span from(int start) {
        return new Span(start, lexer.before());
    }

    private BadExpression wrong(String reason) {
        return new BadExpression(reason, text, lexer.start());
    }
}
