package org.opsbro.compliance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.opsbro.compliance.Rule.Environment;
import org.opsbro.evaluator.BadExpression;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.Expression;
import org.opsbro.model.Nearest;
import org.opsbro.model.Value;
import org.opsbro.pack.CommandLine;
import org.opsbro.pack.Definition;
import org.opsbro.pack.Keys;

/** Makes a compliance of what a pack says. What is wrong is told on its keys, and then there is none: half of what was meant is not enforced. */
public final class ComplianceReader {
    private static final Duration USUAL_EVERY = Duration.ofMinutes(10);
    private static final Duration LEAST_EVERY = Duration.ofSeconds(1);
    private static final int MOST_RULES = 500;
    private static final Pattern PART = Pattern.compile("([^\\[]*)\\[(\\d+)]");

    private final Definition definition;
    private final Keys keys;
    private final Evaluator evaluator;
    private final Map<String, RuleType> types;

    private ComplianceReader(Definition definition, Evaluator evaluator, Map<String, RuleType> types) {
        this.definition = definition;
        this.keys = definition.keys();
        this.evaluator = evaluator;
        this.types = types;
    }

    public static Optional<Compliance> read(Definition definition, Evaluator evaluator, Map<String, RuleType> types) {
        return new ComplianceReader(definition, evaluator, types).read();
    }

    private Optional<Compliance> read() {
        var name = keys.text("name").orElse(definition.name());
        var terms = Terms.read(keys, Terms.USUAL);
        var variables = variables(keys);
        var compliance = new Compliance(
                definition.id(),
                name,
                definition.pack(),
                definition.level(),
                keys.text("note").or(() -> keys.text("notes")).orElse(""),
                enforcing(),
                verifyIf(),
                every(),
                variables,
                rules(name, terms, variables));
        keys.end();
        return keys.broken() ? Optional.empty() : Optional.of(compliance);
    }

    private boolean enforcing() {
        var mode = keys.text("mode").orElse("audit").toLowerCase(Locale.ROOT);
        if (!List.of("audit", "enforcing", "enforce").contains(mode))
            keys.problem("mode", "found \"" + mode + "\", want audit or enforcing");
        return mode.startsWith("enforc");
    }

    /** Without a condition it is for nobody, as it always was: what is enforced on every node is said so. */
    private Expression verifyIf() {
        var key = keys.has("verify_if") ? "verify_if" : "if";
        var text = keys.text(key);
        keys.has("verify_if");
        if (text.isEmpty() && !keys.broken())
            keys.warning(
                    "",
                    "it is for no node, because it does not say for which: write verify_if: \"True\" for every node");
        return compiled(keys, key, text.orElse("False"), evaluator::compile)
                .orElseGet(() -> evaluator.compile("False"));
    }

    private Duration every() {
        var every = keys.duration("interval", USUAL_EVERY);
        if (every.compareTo(LEAST_EVERY) >= 0) return every;
        keys.problem("interval", "want at least 1s");
        return USUAL_EVERY;
    }

    private Map<String, Expression> variables(Keys on) {
        var variables = new TreeMap<String, Expression>();
        var written = on.map("variables");
        for (var name : written.names())
            written.text(name)
                    .flatMap(text -> compiled(written, name, text, evaluator::compile))
                    .ifPresent(each -> variables.put(name, each));
        return variables;
    }

    private static <T> Optional<T> compiled(
            Keys on, String key, String text, java.util.function.Function<String, T> compiler) {
        try {
            return Optional.of(compiler.apply(text));
        } catch (BadExpression bad) {
            on.problem(key, String.valueOf(bad.getMessage()));
            return Optional.empty();
        }
    }

    private List<Rule> rules(String name, Terms terms, Map<String, Expression> above) {
        List<Keys> written = new ArrayList<>();
        if (keys.has("rule")) written.add(keys.map("rule"));
        written.addAll(keys.maps("rules"));
        if (written.isEmpty() && !keys.broken()) keys.problem("", "want rule: or rules:");
        if (written.size() > MOST_RULES)
            keys.problem("rules", "found " + written.size() + " rules, want at most " + MOST_RULES);
        var alone = written.size() == 1;
        var rules = new ArrayList<Rule>();
        var names = new HashSet<String>();
        for (var each : written) {
            var fallback = alone ? name : "step " + (rules.size() + 1);
            var rule = rule(each, fallback, terms, above);
            if (!names.add(rule.name()))
                each.problem("name", "the name \"" + rule.name() + "\" is there twice, want one for each rule");
            rules.add(rule);
        }
        return rules;
    }

    private Rule rule(Keys on, String fallback, Terms above, Map<String, Expression> outer) {
        var word = on.requiredText("type");
        var type = Optional.ofNullable(types.get(word));
        if (type.isEmpty() && !word.isEmpty())
            on.problem(
                    "type",
                    "unknown type of rule \"" + word + "\"" + Nearest.hint(word, types.keySet())
                            + (Nearest.to(word, types.keySet()).isEmpty()
                                    ? ": want one of "
                                            + String.join(
                                                    ", ",
                                                    types.keySet().stream()
                                                            .sorted()
                                                            .toList())
                                    : ""));
        var variables = new TreeMap<>(outer);
        variables.putAll(variables(on));
        var known = type.orElse(Unread.TYPE);
        var rule = new Rule(
                on.text("name").orElse(fallback),
                definition.folder(),
                known,
                Terms.read(on, above),
                variables,
                environments(on, known));
        on.end();
        return rule;
    }

    private List<Environment> environments(Keys on, RuleType type) {
        var shell = on.flag("shell", false);
        var common = commands(on, shell);
        if (!on.has("environments")) return List.of(environment(on, "", type, common, Optional.empty()));
        if (on.has("parameters"))
            on.problem("parameters", "found parameters: beside environments:, want them in each environment");
        var environments = new ArrayList<Environment>();
        for (var each : on.maps("environments")) {
            var line = each.flag("shell", shell);
            var own = each.has("post_commands") ? commands(each, line) : common;
            var when = each.text("if").flatMap(text -> compiled(each, "if", text, evaluator::compile));
            environments.add(environment(
                    each, each.text("name").orElse("environment " + (environments.size() + 1)), type, own, when));
            each.end();
        }
        if (environments.isEmpty() && !on.broken()) on.problem("environments", "want at least one environment");
        return environments;
    }

    private List<CommandLine> commands(Keys on, boolean shell) {
        return CommandLine.readAll(on, "post_commands", shell).stream()
                .map(each -> each.in(definition))
                .toList();
    }

    private Environment environment(
            Keys on, String name, RuleType type, List<CommandLine> commands, Optional<Expression> when) {
        var parameters = on.map("parameters");
        var value = parameters.toValue();
        var template = compiled(on, "parameters", value, each -> Template.of(each, evaluator));
        if (template.filter(Template::isFixed).isPresent()) refuse(on, parameters, type, value);
        return new Environment(name, when, template.orElse(new Template.Fixed(Value.Fields.EMPTY)), commands);
    }

    private static Optional<Template> compiled(
            Keys on, String key, Value value, java.util.function.Function<Value, Template> compiler) {
        try {
            return Optional.of(compiler.apply(value));
        } catch (BadExpression bad) {
            on.problem(key, String.valueOf(bad.getMessage()));
            return Optional.empty();
        }
    }

    /** Parameters without references are judged now; those with, when their values are known. */
    private void refuse(Keys on, Keys parameters, RuleType type, Value.Fields value) {
        Supplier<Keys> where = () -> on.has("parameters") ? parameters : on;
        var wanted =
                new Wanted(value, definition.folder(), refusal -> tell(where.get(), refusal.key(), refusal.message()));
        type.prepare(wanted);
        wanted.end();
    }

    /** At the place in the file of a key such as {@code entries[0].names}. */
    private static void tell(Keys at, String key, String message) {
        var dot = key.indexOf('.');
        var first = dot < 0 ? key : key.substring(0, dot);
        var rest = dot < 0 ? "" : key.substring(dot + 1);
        var item = PART.matcher(first);
        if (rest.isEmpty()) {
            at.problem(item.matches() ? item.group(1) : first, message);
        } else if (item.matches()) {
            var items = at.maps(item.group(1));
            var index = Integer.parseInt(item.group(2));
            if (index < items.size()) tell(items.get(index), rest, message);
            else at.problem(item.group(1), message);
        } else {
            tell(at.map(first), rest, message);
        }
    }

    /** Stands for a type that is not known, so that reading goes on. */
    private enum Unread implements RuleType {
        TYPE;

        @Override
        public String doc() {
            return "";
        }

        @Override
        public String example() {
            return "";
        }

        @Override
        public Inspection prepare(Wanted wanted) {
            wanted.names().forEach(wanted::has);
            return look -> Findings.cannotTell("the type is not known");
        }
    }
}
