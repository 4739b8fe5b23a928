package org.opsbro.detection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opsbro.evaluator.BadExpression;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.Expression;
import org.opsbro.model.Value;
import org.opsbro.pack.Definition;
import org.opsbro.pack.Keys;

/** Reads the one key among {@code command http fastcgi socket sql file} and what belongs to it. */
final class FactSourceReader {
    private static final List<String> SOURCES = List.of("command", "http", "fastcgi", "socket", "sql", "file");

    private final Definition definition;
    private final Keys keys;
    private final Evaluator evaluator;

    FactSourceReader(Definition definition, Keys keys, Evaluator evaluator) {
        this.definition = definition;
        this.keys = keys;
        this.evaluator = evaluator;
    }

    Optional<FactSource> read() {
        var present = SOURCES.stream().filter(keys::has).toList();
        if (present.size() != 1) {
            keys.problem(
                    "",
                    "want exactly one of " + String.join(", ", SOURCES) + ", found "
                            + (present.isEmpty() ? "none" : String.join(" and ", present)));
            return Optional.empty();
        }
        return switch (present.getFirst()) {
            case "command" -> command();
            case "http" ->
                text("http").map(url -> new FactSource.Http(url, headers(), orNothing("user"), orNothing("password")));
            case "fastcgi" ->
                places("fastcgi").flatMap(places -> text("uri").map(uri -> new FactSource.Program(places, uri)));
            case "socket" -> places("socket").map(places -> new FactSource.Socket(places, said()));
            case "sql" -> sql();
            default -> text("file").map(FactSource.File::new);
        };
    }

    private Expression said() {
        if (!keys.has("request")) return orNothing("send");
        if (keys.has("send")) keys.problem("request", "want send, a text, or request, an expression, not both");
        try {
            return evaluator.compile(keys.requiredText("request"));
        } catch (BadExpression bad) {
            keys.problem("request", String.valueOf(bad.getMessage()));
            return evaluator.interpolation("");
        }
    }

    private Optional<FactSource> sql() {
        if (!keys.text("parse").equals(Optional.of("csv"))) keys.problem("parse", "rows of a database are read by csv");
        return text("sql")
                .flatMap(url -> text("query")
                        .map(query -> new SqlSource(url, query, orNothing("user"), orNothing("password"))));
    }

    private Optional<FactSource> command() {
        var shell = keys.flag("shell", false);
        var codes = keys.texts("exit_codes");
        List<String> words;
        if (shell) {
            words = List.of("/bin/sh", "-c", definition.line(keys.requiredText("command")));
        } else if (keys.toValue().get("command") instanceof Value.Items) {
            words = keys.texts("command");
        } else {
            keys.problem("command", "want a list of words such as [df, -k], or a text together with shell: true");
            return Optional.empty();
        }
        if (words.isEmpty() || words.getFirst().isBlank()) {
            keys.problem("command", "want at least the name of a program");
            return Optional.empty();
        }
        var all = new ArrayList<>(words);
        all.set(0, definition.program(words.getFirst()));
        List<Expression> compiled = new ArrayList<>();
        for (var word : all) compile("command", word).ifPresent(compiled::add);
        return compiled.size() == words.size()
                ? Optional.of(new FactSource.Command(compiled, codes(codes)))
                : Optional.empty();
    }

    private List<Integer> codes(List<String> texts) {
        if (texts.isEmpty()) return List.of(0);
        List<Integer> codes = new ArrayList<>();
        for (var text : texts) {
            try {
                codes.add(Integer.parseInt(text));
            } catch (NumberFormatException bad) {
                keys.problem("exit_codes", "\"" + text + "\" is no exit code, want numbers from 0 to 255");
            }
        }
        return codes;
    }

    private Map<String, Expression> headers() {
        Map<String, Expression> headers = new LinkedHashMap<>();
        if (!keys.has("headers")) return headers;
        var all = keys.map("headers");
        for (var name : all.names())
            compile("headers", all.requiredText(name)).ifPresent(value -> headers.put(name, value));
        return headers;
    }

    /** The text of a key that may be left out. */
    Expression orNothing(String key) {
        return compile(key, keys.text(key).orElse("")).orElseGet(() -> evaluator.interpolation(""));
    }

    private Optional<FactSource.Places> places(String key) {
        List<Expression> all = new ArrayList<>();
        for (var place : keys.texts(key)) compile(key, place).ifPresent(all::add);
        if (all.isEmpty()) keys.problem(key, "want host:port or the path of a socket, or a list of them");
        return all.isEmpty() ? Optional.empty() : Optional.of(new FactSource.Places(all));
    }

    private Optional<Expression> text(String key) {
        var text = keys.requiredText(key);
        return text.isEmpty() ? Optional.empty() : compile(key, text);
    }

    private Optional<Expression> compile(String key, String text) {
        try {
            return Optional.of(evaluator.interpolation(text));
        } catch (BadExpression bad) {
            keys.problem(key, String.valueOf(bad.getMessage()));
            return Optional.empty();
        }
    }
}
