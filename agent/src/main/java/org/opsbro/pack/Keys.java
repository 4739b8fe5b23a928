package org.opsbro.pack;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.opsbro.model.Source;
import org.opsbro.model.Value;

/**
 * The keys of one YAML map, read with types. Reading is total: a missing or wrong value becomes a Problem with file, line and column, the default
 * is returned, and reading goes on; {@link #end} then reports each key that nobody asked for, with the nearest known one.
 */
public interface Keys {
    Source source();

    /** Where the value of a key stands; the map itself if the key is absent. */
    Source source(String key);

    boolean has(String key);

    List<String> names();

    /** All of it as a value. */
    Value.Fields toValue();

    /** A text, or a number or boolean taken as text. */
    Optional<String> text(String key);

    /** As {@link #text}; its absence is a problem, and then "". */
    String requiredText(String key);

    long number(String key, long fallback, long min, long max);

    boolean flag(String key, boolean fallback);

    /** {@code 10s 5m 1h 2d 500ms}; a bare number is refused. */
    Duration duration(String key, Duration fallback);

    /** A list of texts; one text alone is a list of one. */
    List<String> texts(String key);

    /** A text, or a list of texts, and which of both it is; empty if absent. */
    Optional<Written> written(String key);

    /** A list whose items are texts or lists of texts; one text alone is a list of one. */
    List<Written> allWritten(String key);

    /** What stands in the file, letter by letter. */
    record Written(List<String> texts, boolean isList) {
        public Written {
            texts = List.copyOf(texts);
        }
    }

    /** A map of any values, in file order; each as Keys with the single value. Empty if absent. */
    Keys map(String key);

    /** A list of maps. */
    List<Keys> maps(String key);

    /** Adds a problem at a key. */
    void problem(String key, String message);

    void warning(String key, String message);

    /** Whether an error was reported on these keys or below. */
    boolean broken();

    /** Reports the keys that were not asked for. */
    void end();
}
