package org.opsbro.pack;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.opsbro.model.Json;
import org.opsbro.model.Value;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Changes one key at the top of a YAML text, and nothing else: comments, order and quotes of all other lines stay as a person wrote them. Each change
 * is read back before it is returned.
 */
public final class YamlEdit {
    private final String text;

    private YamlEdit(String text) {
        this.text = text;
    }

    /** The change cannot be made; the message says why. */
    public static final class NotEditable extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotEditable(String message) {
            super(message, null, false, false);
        }
    }

    /** Gives the key a value; a key that is not there comes last. */
    public static String set(String text, String key, Value value) {
        var next = new YamlEdit(text).set(key, value);
        return checked(next, key, value);
    }

    /** Adds a value to the list of a key; nothing if it is in it. A key that is not there gets a list of one. */
    public static String add(String text, String key, Value value) {
        var edit = new YamlEdit(text);
        var before = edit.items(key);
        if (before.contains(value)) return text;
        var after = new ArrayList<>(before);
        after.add(value);
        return checked(edit.add(key, before, value), key, new Value.Items(after));
    }

    /**
     * Takes a value out of the list of a key.
     *
     * @throws NotEditable if it is not in it
     */
    public static String remove(String text, String key, Value value) {
        var edit = new YamlEdit(text);
        var after = new ArrayList<>(edit.items(key));
        var at = after.indexOf(value);
        if (at < 0) throw new NotEditable(value.display() + " is not in " + key);
        after.remove(at);
        return checked(edit.remove(key, at, after), key, new Value.Items(after));
    }

    private String set(String key, Value value) {
        var tuple = tuple(key);
        if (tuple.isEmpty()) return appended(key, written(value));
        var node = tuple.get().getValueNode();
        var colon = text.indexOf(':', end(tuple.get().getKeyNode())) + 1;
        if (end(node) == start(node)) return spliced(colon, colon, " " + written(value));
        if (!(node instanceof CollectionNode<?> block) || block.getFlowStyle() == FlowStyle.FLOW)
            return spliced(start(node), end(node), written(value));
        // the lines of a block give way to one value behind the key; comments before them stay
        var rest = text.substring(Math.min(text.length(), lineEnd(end(node)) + 1));
        return text.substring(0, colon) + " " + written(value) + text.substring(colon, lineStart(start(node))) + rest;
    }

    private String add(String key, List<Value> before, Value value) {
        var node = tuple(key).map(NodeTuple::getValueNode);
        if (node.isEmpty() || before.isEmpty() || !(node.get() instanceof SequenceNode sequence))
            return set(key, new Value.Items(List.of(value)));
        var last = end(sequence.getValue().getLast());
        if (sequence.getFlowStyle() == FlowStyle.FLOW) return spliced(last, last, ", " + written(value));
        var lineEnd = lineEnd(last);
        var indent = text.substring(lineStart(start(sequence)), start(sequence));
        return spliced(lineEnd, lineEnd, "\n" + indent + "- " + written(value));
    }

    private String remove(String key, int at, List<Value> after) {
        var sequence = (SequenceNode) tuple(key).orElseThrow().getValueNode();
        if (after.isEmpty() || sequence.getFlowStyle() == FlowStyle.FLOW) return set(key, new Value.Items(after));
        var item = sequence.getValue().get(at);
        return spliced(lineStart(start(item)), Math.min(text.length(), lineEnd(end(item)) + 1), "");
    }

    private List<Value> items(String key) {
        var tuple = tuple(key);
        if (tuple.isEmpty()) return List.of();
        return switch (read(text).get(key)) {
            case Value.Items items -> items.all();
            case Value.None none -> List.of();
            case Value other -> throw new NotEditable(key + " is " + other.display() + ", and not a list");
        };
    }

    private Optional<NodeTuple> tuple(String key) {
        if (root().isEmpty()) return Optional.empty();
        if (!(root().get() instanceof MappingNode mapping) || mapping.getFlowStyle() == FlowStyle.FLOW)
            throw new NotEditable("the file has no lines such as \"key: value\" at its top");
        return mapping.getValue().stream()
                .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode name
                        && name.getValue().equals(key))
                .findFirst();
    }

    private Optional<Node> root() {
        try {
            var settings = LoadSettings.builder()
                    .setUseMarks(true)
                    .setCodePointLimit(Yaml.MAX_BYTES)
                    .build();
            return new Compose(settings).composeString(text);
        } catch (YamlEngineException broken) {
            throw new NotEditable("the file is not YAML, mend it first: " + broken.getMessage());
        }
    }

    private String appended(String key, String value) {
        var gap = text.isEmpty() || text.endsWith("\n") ? "" : "\n";
        return text + gap + key + ": " + value + "\n";
    }

    private String spliced(int from, int to, String between) {
        return text.substring(0, from) + between + text.substring(to);
    }

    private int start(Node node) {
        return offset(node.getStartMark());
    }

    // a block ends where the next token starts, behind comments that are not its own: its last leaf tells better
    private int end(Node node) {
        if (node instanceof CollectionNode<?> block && block.getFlowStyle() == FlowStyle.BLOCK) {
            if (node instanceof SequenceNode sequence && !sequence.getValue().isEmpty())
                return end(sequence.getValue().getLast());
            if (node instanceof MappingNode mapping && !mapping.getValue().isEmpty()) {
                var last = mapping.getValue().getLast();
                return Math.max(end(last.getKeyNode()), end(last.getValueNode()));
            }
        }
        return offset(node.getEndMark());
    }

    private int offset(Optional<Mark> mark) {
        var points = mark.orElseThrow(() -> new NotEditable("the file cannot be edited"))
                .getIndex();
        return text.offsetByCodePoints(0, points);
    }

    private int lineStart(int offset) {
        return text.lastIndexOf('\n', offset - 1) + 1;
    }

    private int lineEnd(int offset) {
        var end = text.indexOf('\n', offset);
        return end < 0 ? text.length() : end;
    }

    private static Value.Fields read(String text) {
        var problems = new ArrayList<String>();
        var keys = Yaml.keys("", text, problem -> problems.add(problem.message()));
        if (keys.isEmpty() || !problems.isEmpty()) throw new NotEditable(String.join("; ", problems));
        return keys.get().toValue();
    }

    private static String checked(String next, String key, Value wanted) {
        if (!read(next).get(key).equals(wanted))
            throw new NotEditable("the value of " + key + " is written in a way that needs an editor");
        return next;
    }

    /** A value on one line of YAML: plain where that reads back as the same, else in double quotes. */
    private static String written(Value value) {
        return switch (value) {
            case Value.Text text -> text(text.text());
            case Value.Items items ->
                items.all().stream().map(YamlEdit::written).collect(Collectors.joining(", ", "[", "]"));
            default -> Json.write(value);
        };
    }

    private static String text(String words) {
        return words.matches("[A-Za-z_/][A-Za-z0-9_./@-]*") && !words.matches("(?i)true|false|null|yes|no|on|off|y|n")
                ? words
                : Json.write(Value.of(words));
    }
}
