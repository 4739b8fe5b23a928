package org.opsbro.pack;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.opsbro.model.Source;
import org.opsbro.model.Value;

/** A YAML document as a tree that knows where each part stands. */
sealed interface YamlNode {
    Source source();

    Value toValue();

    /** @param text as it was written, without quotes */
    record Scalar(Source source, Value value, String text) implements YamlNode {
        @Override
        public Value toValue() {
            return value;
        }
    }

    record Sequence(Source source, List<YamlNode> items) implements YamlNode {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public Value toValue() {
            return new Value.Items(items.stream().map(YamlNode::toValue).toList());
        }
    }

    record Mapping(Source source, SequencedMap<String, YamlNode> entries) implements YamlNode {
        @Override
        public Value.Fields toValue() {
            var values = new LinkedHashMap<String, Value>();
            for (Map.Entry<String, YamlNode> entry : entries.entrySet())
                values.put(entry.getKey(), entry.getValue().toValue());
            return Value.fields(values);
        }
    }

    /** What a person would call it in an error. */
    default String kind() {
        return switch (this) {
            case Scalar scalar ->
                switch (scalar.value()) {
                    case Value.Text text -> "the text \"" + shortened(text.text()) + "\"";
                    case Value.None none -> "nothing";
                    default -> shortened(scalar.text());
                };
            case Sequence sequence -> "a list";
            case Mapping mapping -> "a map";
        };
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
