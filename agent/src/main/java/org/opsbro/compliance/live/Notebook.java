package org.opsbro.compliance.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.opsbro.compliance.Mendings;
import org.opsbro.compliance.Waiver;
import org.opsbro.model.ComplianceState;
import org.opsbro.model.Json;
import org.opsbro.model.Value;
import org.opsbro.model.Value.Fields;
import org.opsbro.store.AtomicFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What must outlive a restart, by rule ({@code pack/compliance#rule}): when it was mended, whether its changes were taken back, its last state; and the
 * waivers of people, by rule or by compliance. Written when it changed. For any thread.
 */
final class Notebook {
    private static final Logger LOG = LoggerFactory.getLogger(Notebook.class);

    private final AtomicFile file;
    private final Map<String, Note> notes = new TreeMap<>();
    private final Map<String, Waiver> waivers = new TreeMap<>();
    private boolean changed;

    /**
     * Of one rule.
     *
     * @param held the sum of the parameters whose changes were taken back; empty for none
     * @param baseline the file of what is held to be right; empty for none
     */
    record Note(ComplianceState state, Instant since, Mendings mendings, String held, String baseline) {
        static final Note NEW = new Note(ComplianceState.PENDING, Instant.EPOCH, Mendings.NONE, "", "");

        Note with(ComplianceState next, Instant at) {
            return next == state ? this : new Note(next, at, mendings, held, baseline);
        }

        Note with(Mendings next) {
            return new Note(state, since, next, held, baseline);
        }

        Note holding(String sum) {
            return new Note(state, since, mendings, sum, baseline);
        }

        Note based(String file) {
            return new Note(state, since, mendings, held, file);
        }
    }

    /** @param data the folder of compliance */
    static Notebook in(Path data) {
        return new Notebook(new AtomicFile(data.resolve("rules.json")));
    }

    Notebook(AtomicFile file) {
        this.file = file;
        try {
            file.read().ifPresent(text -> read(text));
        } catch (IOException unreadable) {
            LOG.warn(
                    "compliance: what was noted of rules is lost file={} reason={}",
                    file.path(),
                    unreadable.getMessage());
        }
    }

    private void read(String text) {
        try {
            var all = Json.readObject(text);
            if (all.get("rules") instanceof Fields rules)
                for (var key : rules.keys()) if (rules.get(key) instanceof Fields note) notes.put(key, note(note));
            if (all.get("waivers") instanceof Fields kept)
                for (var key : kept.keys())
                    if (kept.get(key) instanceof Fields waiver) waivers.put(key, waiver(waiver));
        } catch (Json.NotJson | DateTimeException damaged) {
            LOG.warn(
                    "compliance: what was noted of rules is damaged file={} reason={}",
                    file.path(),
                    damaged.getMessage());
        }
    }

    private static Note note(Fields note) {
        var at = new ArrayList<Instant>();
        if (note.get("mended") instanceof Value.Items items)
            items.all().forEach(each -> at.add(Instant.parse(each.display())));
        return new Note(
                ComplianceState.named(note.get("state").display()).orElse(ComplianceState.PENDING),
                Instant.parse(note.get("since").display()),
                new Mendings(at),
                text(note, "held"),
                text(note, "baseline"));
    }

    private static String text(Fields note, String key) {
        return note.get(key) instanceof Value.Text(String text) ? text : "";
    }

    private static Waiver waiver(Fields waiver) {
        return new Waiver(
                Instant.parse(waiver.get("until").display()),
                waiver.get("reason").display(),
                waiver.get("by").display());
    }

    synchronized Note of(String rule) {
        return notes.getOrDefault(rule, Note.NEW);
    }

    synchronized void put(String rule, Note note) {
        if (!note.equals(notes.put(rule, note))) changed = true;
    }

    /** Keeps those of these rules only. */
    synchronized void retain(java.util.Set<String> rules) {
        if (notes.keySet().retainAll(rules)) changed = true;
    }

    /** That of the rule, or that of its compliance. */
    synchronized Optional<Waiver> waiver(String rule) {
        return Optional.ofNullable(waivers.get(rule))
                .or(() -> Optional.ofNullable(waivers.get(rule.substring(0, rule.indexOf('#')))));
    }

    synchronized void waive(String what, Waiver waiver) {
        waivers.put(what, waiver);
        changed = true;
        write();
    }

    synchronized boolean unwaive(String what) {
        var was = waivers.remove(what) != null;
        changed |= was;
        write();
        return was;
    }

    synchronized Map<String, Waiver> waivers() {
        return Map.copyOf(waivers);
    }

    /** Brings it to the disk if something changed. */
    synchronized void write() {
        if (!changed) return;
        var rules = Value.object();
        notes.forEach((rule, note) -> rules.with(rule, written(note)));
        var accepted = Value.object();
        waivers.forEach((what, waiver) -> accepted.with(
                what,
                Value.object()
                        .with("until", waiver.until().toString())
                        .with("reason", waiver.reason())
                        .with("by", waiver.by())
                        .end()));
        try {
            file.write(Json.pretty(Value.object()
                            .with("rules", rules.end())
                            .with("waivers", accepted.end())
                            .end())
                    + "\n");
            changed = false;
        } catch (IOException full) {
            throw new UncheckedIOException("what is noted of rules cannot be kept in " + file.path(), full);
        }
    }

    private static Fields written(Note note) {
        return Value.object()
                .with("state", note.state().word())
                .with("since", note.since().toString())
                .with(
                        "mended",
                        Value.texts(note.mendings().at().stream()
                                .map(Instant::toString)
                                .toList()))
                .with("held", note.held())
                .with("baseline", note.baseline())
                .end();
    }

    /** All rules that are noted. */
    synchronized List<String> rules() {
        return List.copyOf(notes.keySet());
    }
}
