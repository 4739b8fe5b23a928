package org.opsbro.monitoring;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.opsbro.evaluator.BadExpression;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.Expression;
import org.opsbro.model.GroupExpression;
import org.opsbro.model.GroupExpression.BadGroupExpression;
import org.opsbro.monitoring.Check.Way;
import org.opsbro.pack.Definition;
import org.opsbro.pack.Keys;

/** Makes a check of what a pack says. What is wrong is told on its keys, and then there is no check. */
public final class CheckReader {
    private static final Duration DEFAULT_EVERY = Duration.ofSeconds(10);
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration LEAST_EVERY = Duration.ofSeconds(1);
    private static final Pattern MACRO =
            Pattern.compile("\\$([A-Za-z_][A-Za-z0-9_.-]*)(?:\\s*\\|\\s*([^$]*?))?\\s*\\$");
    /** What a shell would take as it stands: references, and texts in quotes. */
    private static final Pattern LITERAL = Pattern.compile("\\{\\{.*?}}|'[^']*'|\"[^\"$`\\\\]*\"");

    private static final Pattern NEEDS_SHELL = Pattern.compile("[|&;<>()$`\\\\*?\\[\\]~#\n]");

    private final Definition definition;
    private final Keys keys;
    private final Evaluator evaluator;

    private CheckReader(Definition definition, Keys keys, Evaluator evaluator) {
        this.definition = definition;
        this.keys = keys;
        this.evaluator = evaluator;
    }

    public static Optional<Check> read(Definition definition, Evaluator evaluator) {
        return new CheckReader(definition, definition.keys(), evaluator).read();
    }

    /** A check that is written in a service: what it does not say itself, its group and its macros, it takes from there. */
    static Optional<Check> embedded(Definition service, Keys check, Evaluator evaluator) {
        return new CheckReader(service, check, evaluator).read();
    }

    private Optional<Check> read() {
        var every = every("interval", DEFAULT_EVERY);
        var way = keys.has("script") ? plugin() : judged();
        var check = new Check(
                definition.id(),
                definition.pack(),
                keys.text("display_name").orElse(definition.id()),
                keys.text("notes").orElse(""),
                ifGroup(keys.has("if") || keys.has("if_group") ? keys : definition.keys(), definition),
                every,
                every("retry_interval", every),
                keys.duration("timeout", DEFAULT_TIMEOUT),
                (int) keys.number("max_attempts", 1, 1, 100),
                flapping(keys.map("flap")),
                variables(),
                way);
        if (way instanceof Way.Judged) keys.end(); // the other keys of a plugin are its macros
        return keys.broken() ? Optional.empty() : Optional.of(check);
    }

    private Duration every(String key, Duration fallback) {
        var every = keys.duration(key, fallback);
        if (every.compareTo(LEAST_EVERY) >= 0) return every;
        keys.problem(key, "want at least 1s");
        return fallback;
    }

    static GroupExpression ifGroup(Keys keys, Definition definition) {
        var key = keys.has("if") ? "if" : "if_group";
        var text = keys.text(key).orElseGet(() -> home(definition));
        keys.has("if_group");
        try {
            return GroupExpression.parse(text);
        } catch (BadGroupExpression bad) {
            keys.problem(key, String.valueOf(bad.getMessage()));
            return new GroupExpression.Everywhere();
        }
    }

    /** Without a group it is for the one it is named after: its folder, or its pack. */
    private static String home(Definition definition) {
        var slash = definition.name().lastIndexOf('/');
        return slash < 0
                ? definition.pack()
                : definition.name().substring(definition.name().lastIndexOf('/', slash - 1) + 1, slash);
    }

    private static Flapping flapping(Keys flap) {
        var usual = Flapping.DEFAULT;
        var read = new Flapping(
                (int) flap.number("low", usual.low(), 0, 100), (int) flap.number("high", usual.high(), 0, 100), (int)
                        flap.number("window", usual.window(), 3, 100));
        if (read.low() > read.high()) flap.problem("low", "want a low mark that is not above the high one");
        flap.end();
        return read;
    }

    private Map<String, Expression> variables() {
        var variables = new TreeMap<String, Expression>();
        var written = keys.map("variables");
        for (var name : written.names())
            written.text(name)
                    .flatMap(text -> compiled(written, name, text, evaluator::compile))
                    .ifPresent(each -> variables.put(name, each));
        return variables;
    }

    private Way judged() {
        var judged = new Way.Judged(
                expression("critical_if"),
                expression("critical_output"),
                expression("warning_if"),
                expression("warning_output"),
                expression("ok_output"));
        if (judged.criticalIf().isEmpty() && judged.warningIf().isEmpty() && !keys.broken())
            keys.problem("", "a check needs critical_if or warning_if, or a script");
        return judged;
    }

    private Optional<Expression> expression(String key) {
        return keys.text(key).flatMap(text -> compiled(keys, key, text, evaluator::compile));
    }

    private static Optional<Expression> compiled(
            Keys on, String key, String text, Function<String, Expression> compiler) {
        try {
            return Optional.of(compiler.apply(text));
        } catch (BadExpression bad) {
            on.problem(key, String.valueOf(bad.getMessage()));
            return Optional.empty();
        }
    }

    private Way plugin() {
        var script = definition.line(MACRO.matcher(keys.requiredText("script")).replaceAll(this::macro));
        if (script.isBlank()) keys.problem("script", "want a program and its arguments");
        if (!NEEDS_SHELL.matcher(LITERAL.matcher(script).replaceAll("")).find())
            return new Way.Plugin(words(script), "");
        if (script.contains("{{"))
            keys.problem(
                    "script",
                    "a line for the shell cannot take {{values}}: write it without | & ; < > ( ) $ ` \\ * ? [ ] ~ #, or use $macros$");
        return new Way.Plugin(List.of(), script);
    }

    private String macro(MatchResult found) {
        var name = found.group(1);
        var value =
                keys.text(name).or(() -> definition.keys().text(name)).or(() -> Optional.ofNullable(found.group(2)));
        if (value.isEmpty())
            keys.problem(
                    "script",
                    "the macro $" + name + "$ has no value: write the key " + name + ", or $" + name + " | default$");
        return Matcher.quoteReplacement(value.orElse(""));
    }

    /** Split at spaces that stand in no quotes and in no reference. */
    private List<Expression> words(String script) {
        List<Expression> words = new ArrayList<>();
        var word = new StringBuilder();
        var quote = ' ';
        var inReference = false;
        var started = false;
        for (var i = 0; i < script.length(); i++) {
            var character = script.charAt(i);
            if (script.startsWith("{{", i)) inReference = true;
            if (i > 1 && script.startsWith("}}", i - 2)) inReference = false;
            if (inReference) {
                word.append(character);
                started = true;
            } else if (quote == ' ' && (character == '\'' || character == '"')) {
                quote = character;
                started = true;
            } else if (character == quote && quote != ' ') {
                quote = ' ';
            } else if (quote == ' ' && Character.isWhitespace(character)) {
                if (started) word(word.toString()).ifPresent(words::add);
                word.setLength(0);
                started = false;
            } else {
                word.append(character);
                started = true;
            }
        }
        if (quote != ' ') keys.problem("script", "a quote is open: want another " + quote);
        if (started) word(word.toString()).ifPresent(words::add);
        return words;
    }

    private Optional<Expression> word(String text) {
        return compiled(keys, "script", text, evaluator::interpolation);
    }
}
