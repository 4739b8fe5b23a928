package org.opsbro.compliance;

import java.util.Set;

/** A kind of rule: it knows how to look at one subject of a machine, and what would make it as wanted. Without state; for any thread. */
public interface RuleType {
    /** What {@code type:} names: lower case words joined by {@code -}, such as {@code file-rights}. */
    String name();

    /** One line for people: what it holds the machine to. */
    String doc();

    /** A whole, valid set of parameters as YAML, for the documents and the tests. */
    String example();

    /** The programs that it asks while it only looks; none where files tell everything. */
    default Set<String> asks() {
        return Set.of();
    }

    /**
     * Reads what is wanted, without looking at the machine: what is wrong there is told on {@code wanted}, and then the inspection is never used.
     *
     * @return how to look; any number of times, by one thread at a time
     */
    Inspection prepare(Wanted wanted);
}
