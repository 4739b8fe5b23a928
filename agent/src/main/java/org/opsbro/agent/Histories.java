package org.opsbro.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.opsbro.model.CollectorReport;
import org.opsbro.model.Event;
import org.opsbro.model.GeneratorStatus;
import org.opsbro.model.Turn;
import org.opsbro.model.Value;
import org.opsbro.model.Value.Fields;
import org.opsbro.model.World;
import org.opsbro.store.Journal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What changed, kept on disk: checks, groups, collectors, nodes. It reads the bulletin and is asked by the API. A full disk costs the entries that did not
 * fit, is told once, and again when writing works.
 */
final class Histories implements Bulletin.Reader, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Histories.class);

    private static final int LONGEST_DIFF = 8000;

    /** The rooms that have a history. */
    enum Room {
        MONITORING,
        DETECTION,
        COLLECTORS,
        NODES,
        GENERATORS,
        COMPLIANCE
    }

    private static final Set<Room> OF_WHO_MENDS = EnumSet.of(Room.GENERATORS, Room.COMPLIANCE);

    private final Map<Room, Journal> journals = new EnumMap<>(Room.class);
    private final boolean hands;
    private final Map<String, CollectorReport.State> collectors = new HashMap<>();
    private SortedSet<String> groups;
    private long lost;

    /** @param hands whether this agent may mend files and rules: what one sees that only looks is no change of theirs */
    Histories(Folders folders, World first, boolean hands) throws IOException {
        this.hands = hands;
        for (var room : Room.values()) {
            var name = room.name().toLowerCase(Locale.ROOT);
            journals.put(room, new Journal(folders.history(name), Journal.Keep.A_MONTH));
        }
        groups = first.node().detectedGroups();
    }

    List<Fields> last(Room room, int limit) {
        try {
            return journal(room).last(limit);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Brings the histories to the disk, each second. */
    Turn syncing() {
        return new Turn() {
            @Override
            public String name() {
                return "history/sync";
            }

            @Override
            public Duration every() {
                return Duration.ofSeconds(1);
            }

            @Override
            public List<Event> take(World world) {
                try {
                    for (var journal : journals.values()) journal.sync();
                } catch (IOException failed) {
                    throw new UncheckedIOException("the history cannot be brought to the disk", failed);
                }
                return List.of();
            }
        };
    }

    @Override
    public void read(Event event, World world) {
        for (var entry : entries(event)) if (hands || !OF_WHO_MENDS.contains(entry.room())) append(event, entry);
    }

    private record Entry(Room room, Fields fields) {}

    private List<Entry> entries(Event event) {
        return switch (event) {
            case Event.CheckChanged changed -> List.of(checkChange(changed));
            case Event.GroupsDetected detected ->
                groupChange(detected.groups()).stream().toList();
            case Event.FactsCollected facts ->
                collectorChange(facts.report()).stream().toList();
            case Event.CollectorsGone gone -> {
                collectors.keySet().removeAll(gone.names());
                yield List.of();
            }
            case Event.GeneratorChanged changed ->
                generatorChange(changed.before(), changed.after()).stream().toList();
            case Event.NodesChanged changed ->
                changed.changes().stream()
                        .filter(change -> !change.quiet())
                        .flatMap(change -> NodeHistory.entries(change).stream())
                        .map(fields -> new Entry(Room.NODES, fields))
                        .toList();
            case Event.ZoneSeen seen -> List.of(zoneChange(seen));
            case Event.LinksChanged ignored -> List.of();
            case Event.SelfDescribed ignored -> List.of();
            case Event.IncarnationRaised ignored -> List.of();
            case Event.ServicesChanged ignored -> List.of();
            case Event.EventHeard ignored -> List.of();
            case Event.NodesGone ignored -> List.of();
            case Event.ChecksRun ignored -> List.of();
            case Event.ChecksGone ignored -> List.of();
            case Event.GeneratorsGone ignored -> List.of();
            case Event.RuleChanged changed -> List.of(ruleChange(changed));
            case Event.ComplianceChecked ignored -> List.of();
            case Event.CompliancesGone ignored -> List.of();
            case Event.KeysChanged ignored -> List.of();
            case Event.PacksLoaded ignored -> List.of();
            case Event.TurnFailed ignored -> List.of();
        };
    }

    private static Entry zoneChange(Event.ZoneSeen seen) {
        return new Entry(
                Room.NODES,
                Value.object()
                        .with("type", "zone-link-change")
                        .with("zone", seen.zone())
                        .with("old_state", seen.before())
                        .with("state", seen.after())
                        .with("since", seen.since().toString())
                        .end());
    }

    private static Entry checkChange(Event.CheckChanged changed) {
        return new Entry(
                Room.MONITORING,
                Value.object()
                        .with("type", "check-state-change")
                        .with("name", changed.after().name())
                        .with("old_state", changed.before().state().word())
                        .with("state", changed.after().state().word())
                        .with("hard", changed.after().hard())
                        .with("flapping", changed.after().flapping())
                        .with("output", changed.after().output())
                        .end());
    }

    private static Entry ruleChange(Event.RuleChanged changed) {
        return new Entry(
                Room.COMPLIANCE,
                Value.object()
                        .with("type", "compliance-state-change")
                        .with("compliance", changed.compliance().id())
                        .with("name", changed.after().name())
                        .with("mode", changed.compliance().mode())
                        .with("old_state", changed.before().state().word())
                        .with("state", changed.after().state().word())
                        .with("infos", changed.after().toValue().get("infos"))
                        .end());
    }

    private Optional<Entry> groupChange(SortedSet<String> now) {
        var added = new TreeSet<>(now);
        added.removeAll(groups);
        var removed = new TreeSet<>(groups);
        removed.removeAll(now);
        groups = now;
        if (added.isEmpty() && removed.isEmpty()) return Optional.empty();
        return Optional.of(new Entry(
                Room.DETECTION,
                Value.object()
                        .with("type", "group-change")
                        .with("added", Value.texts(added))
                        .with("removed", Value.texts(removed))
                        .end()));
    }

    private Optional<Entry> collectorChange(CollectorReport report) {
        var before = collectors.put(report.name(), report.state());
        if (before == report.state()) return Optional.empty();
        var old = before == null ? CollectorReport.State.PENDING : before;
        return Optional.of(new Entry(
                Room.COLLECTORS,
                Value.object()
                        .with("type", "collector-state-change")
                        .with("name", report.name())
                        .with("old_state", old.word())
                        .with("state", report.state().word())
                        .with("log", report.reason())
                        .end()));
    }

    /** Another state, or a file that was written; not each reason for the same state. */
    private static Optional<Entry> generatorChange(GeneratorStatus before, GeneratorStatus after) {
        var wrote = !before.changedAt().equals(after.changedAt());
        if (before.state() == after.state() && !wrote) return Optional.empty();
        return Optional.of(new Entry(
                Room.GENERATORS,
                Value.object()
                        .with("type", "generator-state-change")
                        .with("name", after.name())
                        .with("path", after.path())
                        .with("old_state", before.state().word())
                        .with("state", after.state().word())
                        .with("log", after.reason())
                        .with("diff", wrote ? shortened(after.diff()) : "")
                        .end()));
    }

    private static String shortened(String diff) {
        return diff.length() <= LONGEST_DIFF
                ? diff
                : diff.substring(0, diff.lastIndexOf('\n', LONGEST_DIFF) + 1) + "...\n";
    }

    private void append(Event event, Entry entry) {
        try {
            journal(entry.room()).append(event.at(), entry.fields());
            if (lost > 0) LOG.info("history: writing works again lost={}", lost);
            lost = 0;
        } catch (IOException failed) {
            if (lost++ == 0) LOG.warn("history: cannot write, entries are lost reason={}", DataLock.reason(failed));
        }
    }

    private Journal journal(Room room) {
        var journal = journals.get(room);
        if (journal == null) throw new IllegalStateException("no journal of " + room);
        return journal;
    }

    @Override
    public void close() throws IOException {
        for (var journal : journals.values()) journal.close();
    }
}
