package org.opsbro.pack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.opsbro.model.Nearest;
import org.opsbro.model.Problem;
import org.opsbro.model.Source;
import org.opsbro.model.Value;
import org.opsbro.pack.YamlNode.Mapping;
import org.opsbro.pack.YamlNode.Scalar;
import org.opsbro.pack.YamlNode.Sequence;

/** {@link Keys} over a YAML map. For one thread while it is read. */
final class YamlKeys implements Keys {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d|w)");

    private final Mapping mapping;
    private final String path;
    private final Consumer<Problem> problems;
    private final Set<String> asked = new LinkedHashSet<>();
    private boolean broken;

    YamlKeys(Mapping mapping, String path, Consumer<Problem> problems) {
        this.mapping = mapping;
        this.path = path;
        this.problems = problems;
    }

    @Override
    public Source source() {
        return mapping.source();
    }

    @Override
    public Source source(String key) {
        var node = mapping.entries().get(key);
        return node == null ? source() : node.source();
    }

    @Override
    public boolean has(String key) {
        asked.add(key);
        return mapping.entries().containsKey(key);
    }

    @Override
    public List<String> names() {
        return List.copyOf(mapping.entries().keySet());
    }

    @Override
    public Value.Fields toValue() {
        return mapping.toValue();
    }

    @Override
    public Optional<String> text(String key) {
        return switch (found(key)) {
            case Scalar scalar when scalar.value() instanceof Value.None -> Optional.empty();
            case Scalar scalar -> Optional.of(scalar.text());
            case Sequence sequence -> refused(key, sequence, "a text");
            case Mapping map -> refused(key, map, "a text");
        };
    }

    @Override
    public String requiredText(String key) {
        var before = broken;
        broken = false;
        var text = text(key);
        if (text.isEmpty() && !broken) problem(key, "the key is missing, want " + key + ": and a text");
        broken |= before;
        return text.orElse("");
    }

    @Override
    public long number(String key, long fallback, long min, long max) {
        if (!(found(key) instanceof Scalar scalar) || !(scalar.value() instanceof Value.Int number)) {
            if (given(key)) refused(key, found(key), "a whole number from " + min + " to " + max);
            return fallback;
        }
        if (number.number() >= min && number.number() <= max) return number.number();
        problem(key, "found " + number.number() + ", want a whole number from " + min + " to " + max);
        return fallback;
    }

    @Override
    public boolean flag(String key, boolean fallback) {
        if (found(key) instanceof Scalar scalar && scalar.value() instanceof Value.Bool flag) return flag.isTrue();
        if (given(key)) refused(key, found(key), "true or false");
        return fallback;
    }

    @Override
    public Duration duration(String key, Duration fallback) {
        if (!given(key)) return fallback;
        if (found(key) instanceof Scalar scalar) {
            var match = DURATION.matcher(scalar.text().strip());
            if (match.matches()) return Duration.ofMillis(Long.parseLong(match.group(1)) * millis(match.group(2)));
        }
        refused(key, found(key), "a number with a unit such as 500ms, 10s, 5m, 1h or 2d");
        return fallback;
    }

    private static long millis(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            case "d" -> 86_400_000;
            default -> 7 * 86_400_000L;
        };
    }

    @Override
    public List<String> texts(String key) {
        return switch (found(key)) {
            case Scalar scalar when scalar.value() instanceof Value.None -> List.of();
            case Scalar scalar -> List.of(scalar.text());
            case Sequence sequence -> texts(key, sequence);
            case Mapping map -> {
                refused(key, map, "a list of texts");
                yield List.of();
            }
        };
    }

    private List<String> texts(String key, Sequence sequence) {
        var texts = new ArrayList<String>();
        for (var item : sequence.items()) {
            if (item instanceof Scalar scalar) texts.add(scalar.text());
            else refused(key, item, "a text in the list");
        }
        return texts;
    }

    @Override
    public Optional<Written> written(String key) {
        return given(key) ? written(key, found(key)) : Optional.empty();
    }

    private Optional<Written> written(String key, YamlNode node) {
        return switch (node) {
            case Scalar scalar -> Optional.of(new Written(List.of(scalar.text()), false));
            case Sequence sequence -> Optional.of(new Written(texts(key, sequence), true));
            case Mapping map -> refused(key, map, "a text, or a list of texts");
        };
    }

    @Override
    public List<Written> allWritten(String key) {
        if (!(found(key) instanceof Sequence sequence))
            return written(key).stream().toList();
        return sequence.items().stream()
                .flatMap(item -> written(key, item).stream())
                .toList();
    }

    @Override
    public Keys map(String key) {
        return switch (found(key)) {
            case Mapping map -> child(map, key);
            case Scalar scalar when scalar.value() instanceof Value.None -> child(empty(key), key);
            case Scalar scalar -> {
                refused(key, scalar, "keys below it");
                yield child(empty(key), key);
            }
            case Sequence sequence -> {
                refused(key, sequence, "keys below it");
                yield child(empty(key), key);
            }
        };
    }

    @Override
    public List<Keys> maps(String key) {
        if (!given(key)) return List.of();
        if (!(found(key) instanceof Sequence sequence)) {
            refused(key, found(key), "a list whose items have keys");
            return List.of();
        }
        var maps = new ArrayList<Keys>();
        for (var item : sequence.items()) {
            if (item instanceof Mapping map) maps.add(child(map, key + "[" + maps.size() + "]"));
            else refused(key, item, "an item with keys");
        }
        return maps;
    }

    @Override
    public void problem(String key, String message) {
        tell(Problem.error(source(key), path(key), message));
    }

    @Override
    public void warning(String key, String message) {
        tell(Problem.warning(source(key), path(key), message));
    }

    @Override
    public boolean broken() {
        return broken;
    }

    @Override
    public void end() {
        for (var name : names()) {
            if (asked.contains(name)) continue;
            var nearest = Nearest.to(name, asked);
            problem(
                    name,
                    "unknown key"
                            + nearest.map(known -> ", did you mean " + known + "?")
                                    .orElse(": want one of " + String.join(", ", asked)));
        }
    }

    private YamlNode found(String key) {
        asked.add(key);
        var node = mapping.entries().get(key);
        return node == null ? new Scalar(source(), Value.NONE, "") : node;
    }

    private boolean given(String key) {
        return !(found(key) instanceof Scalar scalar && scalar.value() instanceof Value.None);
    }

    private Mapping empty(String key) {
        return new Mapping(source(key), new LinkedHashMap<>());
    }

    private Keys child(Mapping map, String key) {
        return new YamlKeys(map, path(key), this::tell);
    }

    private <T> Optional<T> refused(String key, YamlNode node, String wanted) {
        tell(Problem.error(node.source(), path(key), "found " + node.kind() + ", want " + wanted));
        return Optional.empty();
    }

    private void tell(Problem problem) {
        if (problem.severity() == Problem.Severity.ERROR) broken = true;
        problems.accept(problem);
    }

    private String path(String key) {
        return path.isEmpty() || key.isEmpty() ? path + key : path + "." + key;
    }
}
