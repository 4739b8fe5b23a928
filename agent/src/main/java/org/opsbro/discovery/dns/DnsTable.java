package org.opsbro.discovery.dns;

import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;

/**
 * All names the listener answers for, made from the nodes at one instant. Immutable once built, for any thread.
 *
 * <p>A name is a head, such as {@code web.group}, then perhaps a zone, then the domain. Heads are looked up, zones are told apart within them, so that
 * the table grows with the nodes and not with nodes times zones.
 */
public final class DnsTable {
    /** In place of a zone: the name says none, and all are meant. */
    static final int ALL_ZONES = -1;

    /** In place of a zone: the words are only a part of the name of one. */
    static final int NO_ZONE = -2;

    private final DnsSettings settings;
    private final int serial;
    private final byte[] domain;
    private final Host self;
    private final NameTable<Head> heads;
    private final NameTable<Integer> zones;
    private final NameTable<Answers> addresses;

    /**
     * What a head leads to, in all zones and in each.
     *
     * @param zones numbers of the zones it is in; {@code parts} are its answers in each of them
     * @param above whether longer names end in this one: then it is never said not to exist (RFC 8020)
     */
    record Head(Answers all, int[] zones, Answers[] parts, boolean above) {
        static final Head ABOVE = new Head(Answers.EMPTY, new int[0], new Answers[0], true);

        Answers in(int zone) {
            if (zone == ALL_ZONES) return all;
            for (var i = 0; i < zones.length; i++) if (zones[i] == zone) return parts[i];
            return above || zone == NO_ZONE ? Answers.EMPTY : Answers.NO_NAME;
        }
    }

    DnsTable(
            DnsSettings settings,
            int serial,
            byte[] domain,
            Host self,
            NameTable<Head> heads,
            NameTable<Integer> zones,
            NameTable<Answers> addresses) {
        this.settings = settings;
        this.serial = serial;
        this.domain = domain;
        this.self = self;
        this.heads = heads;
        this.zones = zones;
        this.addresses = addresses;
    }

    /**
     * Makes the table.
     *
     * @param nodes all that are known, dead ones too: their names exist, and have no address
     * @param self the node that answers: its name server, and whose zone is {@code local}
     * @param serial of the zone, for SOA: higher with each table
     */
    public static DnsTable of(DnsSettings settings, Collection<Node> nodes, NodeId self, int serial) {
        return new TableBuilder(settings, nodes, self).build(serial);
    }

    DnsSettings settings() {
        return settings;
    }

    int serial() {
        return serial;
    }

    /** On the wire. */
    byte[] domain() {
        return domain;
    }

    /** This node, which serves the domain. */
    Host self() {
        return self;
    }

    /** Whether the question is about the domain or below it; then it ends in {@link #domain}. */
    boolean holds(Question question) {
        return question.endsIn(domain);
    }

    Answers find(Question question) {
        if (!holds(question)) return ofAddress(question);
        var end = question.nameBytes() - domain.length;
        if (end == 0) return Answers.TOP;
        for (var label = question.labelAt(end); label > 0; label--) {
            var from = question.start(label);
            var head = heads.get(question.name(), 0, from, question.hashBefore(label));
            if (head == null) continue;
            var zone = from == end ? Integer.valueOf(ALL_ZONES) : zone(question, from, end);
            if (zone != null) return head.in(zone);
        }
        return zone(question, 0, end) == null ? Answers.NO_NAME : Answers.EMPTY;
    }

    private Answers ofAddress(Question question) {
        var end = question.nameBytes();
        var found = addresses.get(question.name(), 0, end, question.hashBefore(question.labels()));
        return found == null ? Answers.NOT_OURS : found;
    }

    private @Nullable Integer zone(Question question, int from, int to) {
        return zones.get(question.name(), from, to, NameTable.hash(question.name(), from, to));
    }
}
