package org.opsbro.model;

/** The identity of a node for its whole life: a lower-case hexadecimal text that survives a change of name, address or zone. */
public record NodeId(String uuid) implements Comparable<NodeId> {
    public NodeId {
        if (uuid.isBlank() || uuid.length() > 64)
            throw new IllegalArgumentException("a node id has 1 to 64 characters, not " + uuid.length());
    }

    @Override
    public int compareTo(NodeId other) {
        return uuid.compareTo(other.uuid);
    }

    @Override
    public String toString() {
        return uuid;
    }
}
