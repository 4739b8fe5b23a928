package org.opsbro.metrology.render;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads targets by the grammar of graphite-web: paths, calls, pipes, templates. What is wrong is told with its place. */
public final class TargetParser {
    private static final int LONGEST = 64 * 1024;
    private static final int DEEPEST = 50;
    private static final String NOT_IN_PATHS = "(){},.'\"\\|";
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,300}(\\.\\d{1,300})?([eE]-?\\d{1,4})?");

    private final String text;
    private int at;
    private int depth;

    private TargetParser(String text) {
        this.text = text;
    }

    /**
     * Reads a target.
     *
     * @throws BadTarget with the place of what is wrong
     */
    public static Target read(String text) {
        if (text.length() > LONGEST)
            throw new BadTarget("a target of " + text.length() + " letters, want up to " + LONGEST);
        var parser = new TargetParser(text);
        var target = parser.expression();
        parser.skipBlanks();
        if (parser.at < text.length()) throw parser.wrong("the end of the target");
        return target;
    }

    private BadTarget wrong(String want) {
        var found = at < text.length() ? "\"" + text.substring(at, Math.min(text.length(), at + 20)) + "\"" : "the end";
        return new BadTarget(
                "the target \"" + shortened() + "\" at letter " + (at + 1) + ": want " + want + ", not " + found);
    }

    private String shortened() {
        return text.length() <= 200 ? text : text.substring(0, 200) + "...";
    }

    private Target expression() {
        if (++depth > DEEPEST) throw wrong("up to " + DEEPEST + " calls in one another");
        skipBlanks();
        Target target;
        var name = word();
        if (name.isPresent() && follows(name.get(), '(')) target = call(name.get());
        else target = new Target.Path(path());
        while (takes('|')) target = piped(target);
        depth--;
        return target;
    }

    /** {@code a | f(x)} is {@code f(a, x)}. */
    private Target piped(Target first) {
        if (++depth > DEEPEST + DEEPEST) throw wrong("fewer pipes");
        skipBlanks();
        var name = word();
        if (name.isEmpty() || !follows(name.get(), '(')) throw wrong("a function after the |");
        if (!(call(name.get()) instanceof Target.Call call)) throw wrong("another function than template after the |");
        List<Target> all = new ArrayList<>();
        all.add(first);
        all.addAll(call.arguments());
        return new Target.Call(call.name(), all, call.named(), call.raw());
    }

    private boolean follows(String word, char letter) {
        var next = at + word.length();
        while (next < text.length() && isBlank(text.charAt(next))) next++;
        return next < text.length() && text.charAt(next) == letter;
    }

    private Target call(String name) {
        var begin = at;
        at += name.length();
        takes('(');
        if (name.equals("template")) return template();
        List<Target> arguments = new ArrayList<>();
        Map<String, Target> named = new LinkedHashMap<>();
        if (!takes(')')) {
            do {
                skipBlanks();
                var key = word();
                if (key.isPresent() && follows(key.get(), '=')) {
                    at += key.get().length();
                    takes('=');
                    named.put(key.get(), argument());
                } else if (named.isEmpty()) {
                    arguments.add(argument());
                } else throw wrong("name=value, as the argument before");
            } while (takes(','));
            if (!takes(')')) throw wrong("a , or a )");
        }
        return new Target.Call(name, arguments, named, text.substring(begin, at));
    }

    private Target template() {
        var inner = expression();
        Map<String, Given> words = new LinkedHashMap<>();
        var place = 1;
        while (takes(',')) {
            skipBlanks();
            var key = word();
            if (key.isPresent() && follows(key.get(), '=')) {
                at += key.get().length();
                takes('=');
                words.put(key.get(), literal());
            } else words.put(Integer.toString(place++), literal());
        }
        if (!takes(')')) throw wrong("a , or a )");
        return new Target.Template(inner, words);
    }

    private Given literal() {
        if (argument() instanceof Target.Literal(var value)
                && (value instanceof Given.Text || value instanceof Given.Figure)) return value;
        throw wrong("numbers and texts only after the target in template()");
    }

    private Target argument() {
        skipBlanks();
        if (at == text.length()) throw wrong("an argument");
        var letter = text.charAt(at);
        if (letter == '"' || letter == '\'') return new Target.Literal(new Given.Text(quoted(letter)));
        var number = NUMBER.matcher(text).region(at, text.length());
        if (number.lookingAt() && endsAt(number.end())) {
            at = number.end();
            var digits = number.group();
            var whole = number.group(1) == null && number.group(2) == null;
            return new Target.Literal(new Given.Figure(Double.parseDouble(digits), whole));
        }
        var word = word();
        if (word.isPresent() && endsAt(at + word.get().length())) {
            var constant = constant(word.get());
            if (constant.isPresent()) {
                at += word.get().length();
                return new Target.Literal(constant.get());
            }
        }
        return expression();
    }

    private static Optional<Given> constant(String word) {
        if (word.equalsIgnoreCase("true")) return Optional.of(new Given.Flag(true));
        if (word.equalsIgnoreCase("false")) return Optional.of(new Given.Flag(false));
        if (word.equalsIgnoreCase("none")) return Optional.of(new Given.None());
        if (word.equalsIgnoreCase("inf")) return Optional.of(Given.Figure.real(Double.POSITIVE_INFINITY));
        return Optional.empty();
    }

    /** Whether an argument ends there. */
    private boolean endsAt(int place) {
        var next = place;
        while (next < text.length() && isBlank(text.charAt(next))) next++;
        return next == text.length() || text.charAt(next) == ',' || text.charAt(next) == ')';
    }

    private String quoted(char quote) {
        var end = at + 1;
        while (end < text.length() && text.charAt(end) != quote) end += text.charAt(end) == '\\' ? 2 : 1;
        if (end >= text.length()) throw wrong("a " + quote + " at the end of the text");
        var inside = text.substring(at + 1, end);
        at = end + 1;
        return inside;
    }

    /** Letters, digits and _ that begin with no digit. */
    private Optional<String> word() {
        var end = at;
        while (end < text.length() && isWord(text.charAt(end), end > at)) end++;
        return end == at ? Optional.empty() : Optional.of(text.substring(at, end));
    }

    private static boolean isWord(char letter, boolean inside) {
        return (letter >= 'a' && letter <= 'z')
                || (letter >= 'A' && letter <= 'Z')
                || letter == '_'
                || (inside && letter >= '0' && letter <= '9');
    }

    private String path() {
        var path = new StringBuilder();
        var braces = false;
        for (; at < text.length(); at++) {
            var letter = text.charAt(at);
            if (letter == '\\' && at + 1 < text.length()) path.append(text.charAt(++at));
            else if (isInPath(letter, braces)) {
                if (letter == '{') braces = true;
                if (letter == '}') braces = false;
                path.append(letter);
            } else break;
        }
        if (braces) throw wrong("a } of the { before");
        if (path.isEmpty()) throw wrong("a name of series or a function");
        return path.toString();
    }

    private static boolean isInPath(char letter, boolean braces) {
        if (letter == '.' || letter == (braces ? '}' : '{') || (letter == ',' && braces)) return true;
        return !isBlank(letter) && letter > ' ' && NOT_IN_PATHS.indexOf(letter) < 0;
    }

    private boolean takes(char letter) {
        var before = at;
        skipBlanks();
        if (at < text.length() && text.charAt(at) == letter) {
            at++;
            return true;
        }
        at = before;
        return false;
    }

    private void skipBlanks() {
        while (at < text.length() && isBlank(text.charAt(at))) at++;
    }

    private static boolean isBlank(char letter) {
        return letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r';
    }
}
