package org.opsbro.automation.generators;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.opsbro.automation.generators.Generator.Block;
import org.opsbro.automation.generators.Generator.Guards;
import org.opsbro.automation.generators.Generator.Owner;
import org.opsbro.automation.generators.Generator.Ways;
import org.opsbro.evaluator.BadExpression;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.Expression;
import org.opsbro.host.SafePath;
import org.opsbro.pack.CommandLine;
import org.opsbro.pack.Definition;
import org.opsbro.pack.Keys;

/** Makes a generator of what a pack says. What is wrong is told on its keys, and then there is no generator. */
public final class GeneratorReader {
    private static final Duration USUAL_EVERY = Duration.ofSeconds(10);
    private static final Duration USUAL_PATIENCE = Duration.ofSeconds(60);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int LONGEST_MARK = 200;
    private static final int SECRET_MODE = 0600;

    private final Definition definition;
    private final Keys keys;
    private final Evaluator evaluator;

    private GeneratorReader(Definition definition, Evaluator evaluator) {
        this.definition = definition;
        this.keys = definition.keys();
        this.evaluator = evaluator;
    }

    public static Optional<Generator> read(Definition definition, Evaluator evaluator) {
        return new GeneratorReader(definition, evaluator).read();
    }

    private Optional<Generator> read() {
        var generateIf = generateIf();
        var path = path();
        var template = template();
        var block = block();
        var shell = keys.flag("shell", false);
        var command = CommandLine.read(keys, "command", shell).map(each -> each.in(definition));
        var secret = keys.flag("secret", false);
        var owner = new Owner(account("owner"), account("group"), mode(secret));
        var guards = new Guards(
                (int) keys.number("min_items", 0, 0, 1_000_000),
                (int) keys.number("max_change_pct", 100, 1, 100),
                CommandLine.read(keys, "validate", shell).map(each -> each.in(definition)));
        guards.validate().ifPresent(this::mustNameTheFile);
        var ways = new Ways(
                keys.flag("audit", false),
                keys.flag("backup", false),
                secret,
                keys.flag("rollback", false),
                duration("debounce", Duration.ZERO, Duration.ZERO),
                duration("timeout", USUAL_PATIENCE, Duration.ofSeconds(1)),
                duration("interval", USUAL_EVERY, Duration.ofSeconds(1)));
        if (ways.rollback() && command.isEmpty())
            keys.problem("rollback", "there is no command whose failure would bring the former file back");
        var notes = keys.text("notes").orElse("");
        keys.end();
        if (keys.broken() || generateIf.isEmpty()) return Optional.empty();
        return Optional.of(new Generator(
                definition.id(),
                definition.pack(),
                definition.level(),
                generateIf.get(),
                path,
                template,
                block,
                command,
                owner,
                guards,
                ways,
                notes));
    }

    private Optional<Expression> generateIf() {
        if (!keys.has("generate_if"))
            keys.warning(
                    "generate_if", "the key is missing: the generator never applies; generate_if: 'True' always does");
        try {
            return Optional.of(evaluator.compile(keys.text("generate_if").orElse("False")));
        } catch (BadExpression bad) {
            keys.problem("generate_if", String.valueOf(bad.getMessage()));
            return Optional.empty();
        }
    }

    private String path() {
        var path = keys.requiredText("path");
        if (!path.isEmpty())
            SafePath.objection(path).ifPresent(why -> keys.problem("path", "found " + shown(path) + ", " + why));
        return path;
    }

    private String template() {
        var name = keys.requiredText("template");
        var parts = List.of(name.split("/", -1));
        if (!name.isEmpty()
                && (name.length() > LONGEST_MARK
                        || name.chars().anyMatch(Character::isISOControl)
                        || parts.contains("")
                        || parts.contains("..")
                        || parts.contains(".")))
            keys.problem(
                    "template",
                    "found " + shown(name)
                            + ", want the name of a file in generators/templates/ of the pack, without ..");
        return name;
    }

    private static String shown(String text) {
        return "\"" + (text.length() > 80 ? text.substring(0, 80) + "..." : text).replaceAll("\\p{Cntrl}", "?") + "\"";
    }

    private Optional<Block> block() {
        var start = keys.text("partial_start").orElse("");
        var end = keys.text("partial_end").orElse("");
        var missing = missing();
        if (start.isEmpty() && end.isEmpty()) {
            if (keys.has("if_partial_missing"))
                keys.problem(
                        "if_partial_missing", "there is no partial_start and partial_end: the whole file is written");
            return Optional.empty();
        }
        for (var key : List.of("partial_start", "partial_end")) {
            var mark = keys.text(key).orElse("");
            if (mark.isBlank() || mark.length() > LONGEST_MARK || mark.chars().anyMatch(Character::isISOControl))
                keys.problem(
                        key,
                        "want both partial_start and partial_end, each a line of at most " + LONGEST_MARK
                                + " characters");
        }
        if (start.strip().equals(end.strip())) keys.problem("partial_end", "want another line than partial_start");
        return Optional.of(new Block(new Splice.Marks(start, end), missing));
    }

    private Splice.Missing missing() {
        var word = keys.text("if_partial_missing").orElse("fail");
        for (var each : Splice.Missing.values()) if (each.word().equals(word)) return each;
        keys.problem(
                "if_partial_missing",
                "found \"" + word + "\", want one of "
                        + Arrays.stream(Splice.Missing.values())
                                .map(Splice.Missing::word)
                                .collect(Collectors.joining(", ")));
        return Splice.Missing.FAIL;
    }

    private void mustNameTheFile(CommandLine validate) {
        if (validate.words().stream().noneMatch(word -> word.contains(CommandLine.FILE)))
            keys.problem("validate", "want {file} in it, in the place of the path of the new file");
    }

    private Optional<String> account(String key) {
        var name = keys.text(key);
        if (name.isPresent() && !name.get().matches("[A-Za-z0-9_][A-Za-z0-9_.@$-]{0,63}")) {
            keys.problem(key, "found " + shown(name.get()) + ", want a name or a number");
            return Optional.empty();
        }
        return name;
    }

    private OptionalInt mode(boolean secret) {
        var text = keys.text("mode");
        if (text.isEmpty()) return secret ? OptionalInt.of(SECRET_MODE) : OptionalInt.empty();
        if (!text.get().matches("(0o?)?[0-7]{3,4}")) {
            keys.problem("mode", "found " + shown(text.get()) + ", want permissions in octal such as 0640");
            return OptionalInt.empty();
        }
        return OptionalInt.of(Integer.parseInt(text.get().replace("o", ""), 8));
    }

    private Duration duration(String key, Duration usual, Duration least) {
        var wanted = keys.duration(key, usual);
        if (wanted.compareTo(least) < 0 || wanted.compareTo(LONGEST) > 0)
            keys.problem(key, "found " + wanted.toMillis() + " ms, want " + least.toSeconds() + "s to 1h");
        return wanted;
    }
}
