package org.opsbro.pack;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.opsbro.model.Problem;
import org.opsbro.model.Source;
import org.opsbro.model.Value;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads YAML 1.2 (core schema) with the place of each part. What is wrong becomes a {@link Problem}; nothing throws. One document a file, at most
 * 1 MiB, {@value #MAX_NODES} parts and {@value #MAX_DEPTH} levels, so that aliases cannot blow up a small file.
 */
public final class Yaml {
    static final int MAX_BYTES = 1024 * 1024;
    static final int MAX_NODES = 50_000;
    static final int MAX_DEPTH = 50;

    private final String file;
    private final Consumer<Problem> problems;
    private int nodes;

    private Yaml(String file, Consumer<Problem> problems) {
        this.file = file;
        this.problems = problems;
    }

    /** The map at the top of a text; empty, with a problem told, if there is none. An empty text is an empty map. */
    public static Optional<Keys> keys(String file, String text, Consumer<Problem> problems) {
        return mapping(file, text, problems).map(mapping -> new YamlKeys(mapping, "", problems));
    }

    static Optional<YamlNode.Mapping> mapping(String file, String text, Consumer<Problem> problems) {
        return new Yaml(file, problems).top(text).flatMap(node -> switch (node) {
            case YamlNode.Mapping mapping -> Optional.of(mapping);
            case YamlNode.Scalar nothing
            when nothing.value() instanceof Value.None ->
                Optional.of(new YamlNode.Mapping(nothing.source(), new LinkedHashMap<>()));
            case YamlNode.Scalar scalar -> refuse(scalar, problems);
            case YamlNode.Sequence sequence -> refuse(sequence, problems);
        });
    }

    private static Optional<YamlNode.Mapping> refuse(YamlNode node, Consumer<Problem> problems) {
        problems.accept(
                Problem.error(node.source(), "", "found " + node.kind() + ", want keys such as \"name: value\""));
        return Optional.empty();
    }

    private static LoadSettings settings(String file) {
        return LoadSettings.builder()
                .setLabel(file)
                .setSchema(new CoreSchema())
                .setUseMarks(true)
                .setCodePointLimit(MAX_BYTES)
                .build();
    }

    private Optional<YamlNode> top(String text) {
        if (text.length() > MAX_BYTES) {
            problems.accept(Problem.error(Source.of(file), "", "the file has more than " + MAX_BYTES + " characters"));
            return Optional.empty();
        }
        try {
            var root = new Compose(settings(file)).composeString(text);
            return root.isPresent()
                    ? node(root.get(), 0)
                    : Optional.of(new YamlNode.Scalar(new Source(file, 1, 1), Value.NONE, ""));
        } catch (MarkedYamlEngineException broken) {
            var at = broken.getProblemMark().map(this::source).orElse(Source.of(file));
            var context =
                    broken.getContext() == null || broken.getContext().isBlank() ? "" : broken.getContext() + ": ";
            problems.accept(Problem.error(at, "", "not YAML: " + context + broken.getProblem()));
        } catch (YamlEngineException | ArithmeticException | IndexOutOfBoundsException broken) {
            problems.accept(Problem.error(Source.of(file), "", "not YAML: " + broken.getMessage()));
        }
        return Optional.empty();
    }

    private Source source(Mark mark) {
        return new Source(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    private Source source(Node node) {
        return node.getStartMark().map(this::source).orElse(Source.of(file));
    }

    private Optional<YamlNode> node(Node node, int depth) {
        if (depth > MAX_DEPTH || ++nodes > MAX_NODES) {
            problems.accept(Problem.error(
                    source(node), "", "want at most " + MAX_DEPTH + " levels and " + MAX_NODES + " parts in a file"));
            return Optional.empty();
        }
        return switch (node) {
            case ScalarNode scalar ->
                Optional.of(new YamlNode.Scalar(source(scalar), value(scalar), scalar.getValue()));
            case SequenceNode sequence -> sequence(sequence, depth);
            case MappingNode mapping -> mapping(mapping, depth);
            default -> {
                problems.accept(Problem.error(source(node), "", "an alias to a part that is not there"));
                yield Optional.empty();
            }
        };
    }

    private Optional<YamlNode> sequence(SequenceNode sequence, int depth) {
        var items = new ArrayList<YamlNode>();
        for (var each : sequence.getValue()) {
            var item = node(each, depth + 1);
            if (item.isEmpty()) return Optional.empty();
            items.add(item.get());
        }
        return Optional.of(new YamlNode.Sequence(source(sequence), items));
    }

    private Optional<YamlNode> mapping(MappingNode mapping, int depth) {
        var entries = new LinkedHashMap<String, YamlNode>();
        for (var tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.accept(Problem.error(source(tuple.getKeyNode()), "", "a key must be a plain text"));
                return Optional.empty();
            }
            var value = node(tuple.getValueNode(), depth + 1);
            if (value.isEmpty()) return Optional.empty();
            if (entries.putIfAbsent(key.getValue(), value.get()) != null)
                problems.accept(Problem.error(
                        source(key), key.getValue(), "the key is there twice: keep one of them; the first is used"));
        }
        return Optional.of(new YamlNode.Mapping(source(mapping), entries));
    }

    private static Value value(ScalarNode scalar) {
        var text = scalar.getValue();
        var tag = scalar.getTag();
        if (tag.equals(Tag.NULL)) return Value.NONE;
        if (tag.equals(Tag.BOOL)) return Value.of(text.equalsIgnoreCase("true"));
        if (tag.equals(Tag.INT)) return integer(text);
        if (tag.equals(Tag.FLOAT)) return real(text);
        return Value.of(text);
    }

    private static Value integer(String text) {
        try {
            var number = text.startsWith("0x")
                    ? new BigInteger(text.substring(2), 16)
                    : text.startsWith("0o") ? new BigInteger(text.substring(2), 8) : new BigInteger(text);
            return number.bitLength() < 64 ? Value.of(number.longValue()) : Value.of(number.doubleValue());
        } catch (NumberFormatException odd) {
            return Value.of(text);
        }
    }

    private static Value real(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case ".inf", "+.inf" -> Value.of(Double.POSITIVE_INFINITY);
            case "-.inf" -> Value.of(Double.NEGATIVE_INFINITY);
            case ".nan" -> Value.of(Double.NaN);
            default -> decimal(text);
        };
    }

    private static Value decimal(String text) {
        try {
            return Value.of(Double.parseDouble(text));
        } catch (NumberFormatException odd) {
            return Value.of(text);
        }
    }
}
