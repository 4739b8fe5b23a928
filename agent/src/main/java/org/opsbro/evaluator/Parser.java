package org.opsbro.evaluator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.opsbro.evaluator.Expr.Brackets;
import org.opsbro.evaluator.Expression.Warning;
import org.opsbro.evaluator.Lexer.Sort;
import org.opsbro.model.Value;

/** Text to tree, by Pratt's method: each operator takes what binds tighter than itself. */
final class Parser {
    static final int MAX_LENGTH = 16_384;
    /** Each pair of brackets counts two or three. */
    static final int MAX_NESTING = 250;

    private static final int OR = 1;
    private static final int AND = 2;
    private static final int NOT = 3;
    private static final int COMPARISON = 4;

    private final String text;
    private final Lexer lexer;
    private final List<Warning> warnings = new ArrayList<>();
    private int nesting;

    Parser(String text, int from) {
        if (text.length() > MAX_LENGTH)
            throw new BadExpression("an expression has at most " + MAX_LENGTH + " characters", text, MAX_LENGTH);
        this.text = text;
        this.lexer = new Lexer(text, from);
    }

    Expr whole() {
        lexer.next();
        if (lexer.sort() == Sort.END) throw wrong("want an expression, found nothing");
        var whole = expression();
        if (lexer.sort() != Sort.END) throw wrong("want an operator or the end, found " + lexer.shown() + afterHint());
        return whole;
    }

    /** The reference that starts here; {@link #position} is then behind it. */
    Expr.Reference reference() {
        lexer.next();
        return referenceFrom(lexer.start());
    }

    int position() {
        return lexer.end();
    }

    List<Warning> warnings() {
        return List.copyOf(warnings);
    }

    private Expr expression() {
        enter();
        var start = lexer.start();
        var value = binding(OR);
        if (lexer.isName("if")) {
            lexer.next();
            var condition = binding(OR);
            if (!lexer.isName("else")) throw wrong("want \"else\" of this condition, found " + lexer.shown());
            lexer.next();
            var otherwise = expression();
            value = new Expr.Choice(value, condition, otherwise, from(start, otherwise));
        }
        nesting--;
        return value;
    }

    /** An operand and all operators behind it that bind at least so strongly. */
    private Expr binding(int least) {
        enter();
        var left = least <= NOT && (lexer.isName("not") || lexer.isSign("!")) ? not() : operand();
        while (true) {
            var next = least <= OR && takes("or", "||")
                    ? logic(left, false)
                    : least <= AND && takes("and", "&&")
                            ? logic(left, true)
                            : least <= COMPARISON && comparator().isPresent() ? comparison(left) : binary(left, least);
            if (next.at().equals(left.at())) break;
            left = next;
        }
        nesting--;
        return left;
    }

    private boolean takes(String name, String sign) {
        return lexer.isName(name) || lexer.isSign(sign);
    }

    private Expr not() {
        var start = lexer.start();
        lexer.next();
        var operand = binding(NOT);
        return new Expr.Not(operand, from(start, operand));
    }

    private Expr logic(Expr first, boolean all) {
        List<Expr> parts = new ArrayList<>(List.of(first));
        while (all ? takes("and", "&&") : takes("or", "||")) {
            lexer.next();
            parts.add(binding(all ? NOT : AND));
        }
        return new Expr.Logic(all, List.copyOf(parts), from(first.at().start(), parts.getLast()));
    }

    private Expr comparison(Expr first) {
        List<Expr> parts = new ArrayList<>(List.of(first));
        List<Comparator> operators = new ArrayList<>();
        for (var found = comparator(); found.isPresent(); found = comparator()) {
            operators.add(takeComparator(found.get()));
            parts.add(binding(COMPARISON + 1));
        }
        for (var i = 0; i < operators.size(); i++)
            if (operators.get(i).takesUndefined()) checkIdentity(parts.get(i), parts.get(i + 1));
        return new Expr.Comparison(
                List.copyOf(operators), List.copyOf(parts), from(first.at().start(), parts.getLast()));
    }

    private Optional<Comparator> comparator() {
        if (lexer.sort() == Sort.NAME)
            return switch (lexer.word()) {
                case "in" -> Optional.of(Comparator.IN);
                case "not" -> Optional.of(Comparator.NOT_IN);
                case "is" -> Optional.of(Comparator.IS);
                default -> Optional.empty();
            };
        if (lexer.sort() != Sort.SIGN) return Optional.empty();
        return switch (lexer.word()) {
            case "==" -> Optional.of(Comparator.EQUAL);
            case "!=" -> Optional.of(Comparator.NOT_EQUAL);
            case "<" -> Optional.of(Comparator.LESS);
            case "<=" -> Optional.of(Comparator.LESS_OR_EQUAL);
            case ">" -> Optional.of(Comparator.GREATER);
            case ">=" -> Optional.of(Comparator.GREATER_OR_EQUAL);
            default -> Optional.empty();
        };
    }

    private Comparator takeComparator(Comparator found) {
        lexer.next();
        if (found == Comparator.NOT_IN) {
            if (!lexer.isName("in")) throw wrong("want \"in\" behind \"not\", found " + lexer.shown());
            lexer.next();
        }
        if (found == Comparator.IS && lexer.isName("not")) {
            lexer.next();
            return Comparator.IS_NOT;
        }
        return found;
    }

    /** Identity of numbers and texts is an accident in Python too; only None, True and False are ever the same object. */
    private void checkIdentity(Expr left, Expr right) {
        if (!isSingle(left) && !isSingle(right))
            throw new BadExpression(
                    "\"is\" asks for None, True or False only: compare with ==",
                    text,
                    left.at().start());
    }

    private static boolean isSingle(Expr part) {
        return part instanceof Expr.Constant(var value, var at)
                && (value instanceof Value.None || value instanceof Value.Bool);
    }

    private Expr binary(Expr left, int least) {
        if (lexer.sort() != Sort.SIGN) return left;
        for (var operator : OPERATORS) {
            if (operator.binding() < least || !lexer.word().equals(operator.sign())) continue;
            lexer.next();
            // ** takes from the right, and its right side may have a sign: 2 ** -1
            var right = binding(operator == BinaryOperator.POWER ? BinaryOperator.UNARY : operator.binding() + 1);
            return new Expr.Binary(operator, left, right, from(left.at().start(), right));
        }
        return left;
    }

    private static final List<BinaryOperator> OPERATORS = List.of(BinaryOperator.values());

    private Expr operand() {
        var start = lexer.start();
        if (lexer.sort() == Sort.SIGN) {
            return switch (lexer.word()) {
                case "-" ->
                    minimum()
                            ? postfixed(new Expr.Constant(Value.of(Long.MIN_VALUE), new Span(start, start + 20)))
                            : unary(UnaryOperator.MINUS, start);
                case "+" -> unary(UnaryOperator.PLUS, start);
                case "~" -> unary(UnaryOperator.INVERT, start);
                default -> postfixed(atom());
            };
        }
        return postfixed(atom());
    }

    private Expr unary(UnaryOperator operator, int start) {
        lexer.next();
        var operand = binding(BinaryOperator.UNARY);
        return new Expr.Unary(operator, operand, from(start, operand));
    }

    /** The one integer whose digits do not fit in 64 bits without their sign. */
    private boolean minimum() {
        var digits = "9223372036854775808";
        if (!text.startsWith(digits, lexer.end())) return false;
        var end = lexer.end() + digits.length();
        if (end < text.length() && (Lexer.isDigit(text.charAt(end)) || ".eE_*".indexOf(text.charAt(end)) >= 0))
            return false;
        lexer.continueAt(end);
        lexer.next();
        return true;
    }

    private Expr atom() {
        var start = lexer.start();
        return switch (lexer.sort()) {
            case VALUE -> value(start);
            case NAME -> name(start);
            case REFERENCE -> {
                var reference = referenceFrom(start);
                lexer.next();
                yield reference;
            }
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
            case END -> throw wrong("want a value, found the end");
        };
    }

    /** A number, or texts side by side, which are one text. */
    private Expr value(int start) {
        var value = lexer.value();
        var end = lexer.end();
        lexer.next();
        while (value instanceof Value.Text text
                && lexer.sort() == Sort.VALUE
                && lexer.value() instanceof Value.Text more) {
            value = Value.of(text.text() + more.text());
            end = lexer.end();
            lexer.next();
        }
        return new Expr.Constant(value, new Span(start, end));
    }

    private Expr name(int start) {
        var name = lexer.word();
        var at = new Span(start, lexer.end());
        lexer.next();
        if (lexer.isSign("(") && !RESERVED.contains(name)) return call(name, start);
        return switch (name) {
            case "True", "true" -> new Expr.Constant(Value.TRUE, at);
            case "False", "false" -> new Expr.Constant(Value.FALSE, at);
            case "None" -> new Expr.Constant(Value.NONE, at);
            case "not" -> throw new BadExpression("\"not\" needs parentheses behind another operator", text, start);
            case "and", "or", "in", "is", "if", "else" ->
                throw new BadExpression("want a value, found \"" + name + "\"", text, start);
            case "lambda", "for", "import", "await", "yield" ->
                throw new BadExpression("\"" + name + "\" is not part of the language", text, start);
            default ->
                throw new BadExpression(
                        "the name " + name + " stands for nothing: a text needs quotes ('" + name
                                + "'), a value is written {{collector." + name + "...}}, a function is called " + name
                                + "(...)",
                        text,
                        start);
        };
    }

    private static final Set<String> RESERVED = Set.of(
            "and", "or", "in", "is", "if", "else", "not", "True", "False", "None", "true", "false", "lambda", "for",
            "import", "await", "yield");

    private Expr call(String name, int start) {
        lexer.next();
        List<Expr> arguments = new ArrayList<>();
        List<Expr.Keyword> keywords = new ArrayList<>();
        while (!lexer.isSign(")")) {
            var keyword = keywordName();
            if (!keyword.isEmpty()) {
                var from = lexer.start();
                lexer.continueAt(text.indexOf('=', lexer.end()) + 1);
                lexer.next();
                var value = expression();
                keywords.add(new Expr.Keyword(keyword, value, from(from, value)));
            } else {
                if (!keywords.isEmpty())
                    throw wrong("an argument without a name cannot stand behind "
                            + keywords.getLast().name() + "=");
                arguments.add(expression());
            }
            if (!comma(")")) break;
        }
        return new Expr.Call(name, List.copyOf(arguments), List.copyOf(keywords), close(")", start));
    }

    /** The name before a single {@code =}, which is no sign of the language elsewhere; empty if there is none. */
    private String keywordName() {
        if (lexer.sort() != Sort.NAME) return "";
        var at = lexer.end();
        while (at < text.length() && text.charAt(at) == ' ') at++;
        return text.startsWith("=", at) && !text.startsWith("==", at) ? lexer.word() : "";
    }

    private Expr parenthesis(int start) {
        lexer.next();
        if (lexer.isSign(")")) return new Expr.Sequence(Brackets.TUPLE, List.of(), close(")", start));
        var first = expression();
        if (!lexer.isSign(",")) {
            close(")", start);
            return first;
        }
        lexer.next();
        List<Expr> parts = new ArrayList<>(List.of(first));
        parts.addAll(list(")"));
        return new Expr.Sequence(Brackets.TUPLE, List.copyOf(parts), close(")", start));
    }

    private Expr braces(int start) {
        lexer.next();
        if (lexer.isSign("}")) return new Expr.Dictionary(List.of(), List.of(), close("}", start));
        var first = expression();
        if (!lexer.isSign(":")) {
            List<Expr> parts = new ArrayList<>(List.of(first));
            if (comma("}")) parts.addAll(list("}"));
            return new Expr.Sequence(Brackets.SET, List.copyOf(parts), close("}", start));
        }
        List<Expr> keys = new ArrayList<>(List.of(first));
        List<Expr> values = new ArrayList<>();
        while (true) {
            if (!lexer.isSign(":")) throw wrong("want \":\" and the value of this key, found " + lexer.shown());
            lexer.next();
            values.add(expression());
            if (!comma("}") || lexer.isSign("}")) break;
            keys.add(expression());
        }
        return new Expr.Dictionary(List.copyOf(keys), List.copyOf(values), close("}", start));
    }

    /** Expressions between commas up to the closing sign; the last comma may be followed by nothing. */
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
        if (!lexer.isSign(closing))
            throw wrong("want \",\" or \"" + closing + "\", found " + lexer.shown() + afterHint());
        return false;
    }

    private Span close(String sign, int start) {
        if (!lexer.isSign(sign)) throw wrong("want \"" + sign + "\", found " + lexer.shown() + afterHint());
        var at = new Span(start, lexer.end());
        lexer.next();
        return at;
    }

    private Expr postfixed(Expr atom) {
        var target = atom;
        var start = atom.at().start();
        while (true) {
            if (lexer.isSign("[")) {
                lexer.next();
                target = subscript(target, start);
            } else if (lexer.isSign(".")) {
                lexer.next();
                target = method(target, start);
            } else {
                return target;
            }
        }
    }

    private Expr subscript(Expr target, int start) {
        var from = lexer.isSign(":") ? none() : expression();
        if (!lexer.isSign(":")) return new Expr.Subscript(target, from, close("]", start));
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

    private Expr method(Expr target, int start) {
        if (lexer.sort() != Sort.NAME) throw wrong("want the name of a method, found " + lexer.shown());
        var name = lexer.word();
        var at = lexer.start();
        lexer.next();
        if (!lexer.isSign("("))
            throw new BadExpression("attributes cannot be read, only methods called: ." + name + "(...)", text, at);
        lexer.next();
        var arguments = list(")");
        Methods.check(name, text, at);
        return new Expr.Method(target, name, arguments, close(")", start));
    }

    private Expr.Reference referenceFrom(int start) {
        if (lexer.sort() != Sort.REFERENCE) throw wrong("want a reference, found " + lexer.shown());
        enter();
        var reader = new PathReader(text, lexer.end());
        var path = reader.read();
        var at = reader.end();
        Optional<Expr> fallback = Optional.empty();
        if (text.charAt(at) == '|') {
            var doubled = text.startsWith("||", at);
            if (!doubled) warnings.add(new Warning("a default is written with two bars: {{" + path + "||...}}", at));
            lexer.continueAt(at + (doubled ? 2 : 1));
            lexer.next();
            fallback = Optional.of(expression());
            at = lexer.start();
        }
        if (!text.startsWith("}}", at)) throw new BadExpression("want }} at the end of the reference", text, at);
        lexer.continueAt(at + 2);
        nesting--;
        return new Expr.Reference(path, fallback, new Span(start, at + 2));
    }

    private void enter() {
        if (++nesting > MAX_NESTING) throw wrong("nested too deep");
    }

    private String afterHint() {
        if (text.startsWith("=", lexer.start()) && !text.startsWith("==", lexer.start())) return ": compare with ==";
        if (lexer.isName("for")) return ": comprehensions are not part of the language";
        return "";
    }

    private static Span from(int start, Expr last) {
        return new Span(start, last.at().end());
    }

    private BadExpression wrong(String reason) {
        return new BadExpression(reason, text, lexer.start());
    }
}
