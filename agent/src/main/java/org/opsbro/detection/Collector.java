package org.opsbro.detection;

import java.time.Duration;
import java.util.List;
import org.opsbro.host.Host;
import org.opsbro.pack.Parameters;

/**
 * Gathers facts about one subject. An instance is used by one thread at a time and may keep what it needs for the next run: open files,
 * buffers, the counters a rate is taken from.
 */
public interface Collector {
    /** Its facts are {@code {{collector.NAME.…}}}: lower case letters, digits, {@code _} and {@code -}. */
    String name();

    /** One line for people: what it gathers, from where. */
    String doc();

    /** The keys of its facts, as {@link FactKeys} writes them, with those that are absent on some machines; empty if only its source knows them. */
    default List<String> keys() {
        return List.of();
    }

    /** The pack it ships with: by default the last part of its Java package. */
    default String pack() {
        var home = getClass().getPackageName();
        return home.substring(home.lastIndexOf('.') + 1).replace('_', '-');
    }

    default Duration every() {
        return Duration.ofSeconds(10);
    }

    /** How long after the start it runs first: at once, but for what would delay the start of others. */
    default Duration firstAfter() {
        return Duration.ZERO;
    }

    /** The group expression ({@code & | !}) a node must satisfy; {@code *} is every node. */
    default String ifGroup() {
        return "*";
    }

    Collected collect(Host host, Parameters parameters);
}
