package org.opsbro.model;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Something a node offers to others, such as a web server.
 *
 * @param id unique on its node: its name, but for further services of that name, and those that a program registered by an id of its own
 * @param name as it is found by name: letters, digits and {@code - _ . :}, at most {@value #MAX_NAME}, the same for an id
 * @param port where it listens; 0 where it has none
 * @param state of the checks it stands on: others are sent to it while it is OK or WARNING
 * @param tags free words, for those who look for some of them
 */
public record NodeService(String id, String name, int port, CheckState state, SortedSet<String> tags) {
    public static final int MAX_NAME = 64;

    public NodeService {
        if (!GroupName.isOne(id)) throw new IllegalArgumentException("no id of a service: " + id);
        if (!GroupName.isOne(name)) throw new IllegalArgumentException("no name of a service: " + name);
        if (port < 0 || port > 65_535) throw new IllegalArgumentException("want a port from 0 to 65535, found " + port);
        tags = Collections.unmodifiableSortedSet(new TreeSet<>(tags));
    }

    /** The only service of its name on its node. */
    public NodeService(String name, int port, CheckState state, SortedSet<String> tags) {
        this(name, name, port, state, tags);
    }

    /** Whether others may be sent to it. */
    public boolean passes() {
        return state == CheckState.OK || state == CheckState.WARNING;
    }

    public NodeService withState(CheckState next) {
        return new NodeService(id, name, port, next, tags);
    }

    /** Keys: id, name, port, state, state_id, tags. */
    public Value.Fields toValue() {
        return Value.object()
                .with("id", id)
                .with("name", name)
                .with("port", port)
                .with("state", state.word())
                .with("state_id", state.code())
                .with("tags", Value.texts(tags))
                .end();
    }
}
