package org.opsbro.metrology.render;

import java.util.List;
import java.util.Map;

/** What a target says. */
public sealed interface Target {
    /** Names of series, with globs. */
    record Path(String text) implements Target {}

    /**
     * A function with what it is given.
     *
     * @param raw as it was written
     */
    record Call(String name, List<Target> arguments, Map<String, Target> named, String raw) implements Target {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    /** {@code template(hosts.$name.cpu, name="web-1")}: a target whose {@code $} words are replaced. */
    record Template(Target inner, Map<String, Given> words) implements Target {}

    /** A number, text, flag or none. */
    record Literal(Given value) implements Target {}
}
