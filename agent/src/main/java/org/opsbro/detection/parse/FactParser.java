package org.opsbro.detection.parse;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.opsbro.model.Value;
import org.opsbro.pack.Keys;

/** One way to read text as facts, with its options: pure, strict, and bounded by {@link Facts#MAX_KEYS}. */
public interface FactParser {
    /**
     * Reads the whole text.
     *
     * @throws Unreadable with line and column of what is wrong
     */
    Value.Fields parse(String text);

    /** The same, with the names of labels where the text has some. */
    default Labelled labelled(String text) {
        return new Labelled(parse(text), Map.of());
    }

    /**
     * Facts, and what the keys in them are called.
     *
     * @param labels of keys of the highest level, whose numbers stand below the values of labels: the names of these; none where they stand below {@code NAME=VALUE,...}
     */
    record Labelled(Value.Fields fields, Map<String, List<String>> labels) {}

    /** Reads the {@code parse} key, the options of that format, and {@code facts}; what is wrong is reported on the keys, and then it is empty. */
    static Optional<FactParser> from(Keys keys) {
        Map<String, Function<Keys, Optional<FactParser>>> formats = new TreeMap<>();
        formats.put("json", JsonFacts::from);
        formats.put("prometheus", PrometheusFacts::from);
        formats.put("key-value", KeyValueFacts::from);
        formats.put("columns", ColumnFacts::from);
        formats.put("regex", RegexFacts::from);
        formats.put("csv", CsvFacts::from);
        formats.put("xml", XmlFacts::from);
        var word = keys.requiredText("parse");
        if (word.isEmpty()) return Optional.empty();
        var format = formats.get(word);
        if (format != null) return format.apply(keys).map(parser -> ChosenFacts.of(parser, keys));
        keys.problem("parse", "\"" + word + "\" is no format, want one of " + String.join(", ", formats.keySet()));
        return Optional.empty();
    }
}
