package org.opsbro.evaluator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.opsbro.evaluator.JinjaLexer.Sort;

/** Reads what stands in the tags of one template, token by token or a whole expression at a time. Used once, by one thread. */
public final class TemplateReader {
    private static final String CAPTURED = " captured";
    private static final String CALLER = " caller";

    private final String text;
    private final Vocabulary words;
    private final JinjaLexer lexer;
    private final JinjaParser parser;

    /** @param text of the whole template */
    public TemplateReader(String text, Vocabulary words) {
        this.text = text;
        this.words = words;
        this.lexer = new JinjaLexer(text);
        this.parser = new JinjaParser(text, lexer);
    }

    /**
     * Goes to the first token of a tag.
     *
     * @param tag where it begins
     * @param from the first character of its inside
     * @param closing <code>}}</code> or <code>%}</code>
     */
    public void open(int tag, int from, String closing) {
        lexer.open(tag, from, closing);
    }

    /** Whether the tag ends here. */
    public boolean closed() {
        return lexer.sort() == Sort.CLOSE;
    }

    /** Behind the end of the tag. */
    public int end() {
        return lexer.end();
    }

    /** {@code -} or {@code +} where the end of the tag has one. */
    public String closingSign() {
        return lexer.word();
    }

    /** Of the token here. */
    public int offset() {
        return lexer.start();
    }

    /** The token here, for people. */
    public String shown() {
        return lexer.shown();
    }

    public boolean isName(String name) {
        return lexer.isName(name);
    }

    /** Goes behind this name, if it stands here. */
    public boolean takesName(String name) {
        if (!lexer.isName(name)) return false;
        lexer.next();
        return true;
    }

    /** Whether this sign stands here. */
    public boolean isSign(String sign) {
        return lexer.isSign(sign);
    }

    /** Goes behind this sign, if it stands here. */
    public boolean takesSign(String sign) {
        if (!lexer.isSign(sign)) return false;
        lexer.next();
        return true;
    }

    /** The name that stands here, and goes behind it. */
    public Optional<String> name() {
        if (lexer.sort() != Sort.NAME) return Optional.empty();
        var name = lexer.word();
        lexer.next();
        return Optional.of(name);
    }

    /** One expression. */
    public Part expression() {
        return part(parser.expression());
    }

    /**
     * One expression, or several with commas between them as a tuple.
     *
     * @param conditional whether {@code a if b else c} may stand here without parentheses
     */
    public Part tuple(boolean conditional) {
        return part(parser.tuple(conditional));
    }

    /** Filters in a row, the first without its bar, to be given to {@link #filtered}. */
    public Part filters() {
        return part(parser.filters(new Expr.Name(CAPTURED, new Span(lexer.start(), lexer.start()))));
    }

    /** The text as the filters change it. */
    public static Part.Input filtered() {
        return new Part.Input(CAPTURED);
    }

    /** A call that is given a caller, too, by {@link #caller}. */
    public Part callWithCaller() {
        var expression = parser.expression();
        if (!(expression instanceof Expr.Invocation(var target, var arguments, var keywords, var at)))
            throw new BadExpression(
                    "want the call of a macro", text, expression.at().start());
        var with = new ArrayList<>(keywords);
        with.add(new Expr.Keyword("caller", new Expr.Name(CALLER, new Span(at.end(), at.end())), at));
        return part(new Expr.Invocation(target, arguments, List.copyOf(with), at));
    }

    /** The caller of the call. */
    public static Part.Input caller() {
        return new Part.Input(CALLER);
    }

    /** The names that expressions have used since this was asked last. */
    public Set<String> takeNames() {
        return parser.takeNames();
    }

    /** Names that count as used, too. */
    public void remember(Set<String> names) {
        parser.remember(names);
    }

    private Part part(Expr tree) {
        return new Part(text, tree, words);
    }
}
