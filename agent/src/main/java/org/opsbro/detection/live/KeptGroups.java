package org.opsbro.detection.live;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.opsbro.detection.Detection;
import org.opsbro.model.GroupName;
import org.opsbro.model.Json;
import org.opsbro.model.Value;
import org.opsbro.store.AtomicFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The groups that each detector gave, kept over a restart in {@code groups.json} of the data folder: {@code {"nginx/nginx": ["nginx"]}}. For one thread at a time.
 */
public final class KeptGroups {
    private static final Logger LOG = LoggerFactory.getLogger(KeptGroups.class);

    private final Optional<AtomicFile> file;
    private final SortedMap<String, SortedSet<String>> before = new TreeMap<>();
    private SortedMap<String, SortedSet<String>> written;
    private boolean failing;

    /** Reads what was kept; nothing if there is no such file, or it is damaged: detectors ask again anyway. */
    public KeptGroups(Path data) {
        var place = new AtomicFile(data.resolve("groups.json"));
        file = Optional.of(place);
        try {
            place.read()
                    .map(Json::readObject)
                    .ifPresent(all -> all.forEach((detector, groups) -> {
                        if (groups instanceof Value.Items items) before.put(detector, names(items));
                    }));
        } catch (IOException | Json.NotJson damaged) {
            LOG.warn("detection: groups of before are lost file={} reason={}", place.path(), damaged.getMessage());
        }
        written = new TreeMap<>(before);
    }

    /** Nothing was kept, and nothing will be. */
    KeptGroups() {
        file = Optional.empty();
        written = new TreeMap<>();
    }

    private static SortedSet<String> names(Value.Items items) {
        var names = new TreeSet<String>();
        for (var each : items.all())
            if (each instanceof Value.Text(var name) && GroupName.nearest(name).equals(name)) names.add(name);
        return names;
    }

    /** All that were kept, together. */
    public SortedSet<String> all() {
        var all = new TreeSet<String>();
        before.values().forEach(all::addAll);
        return all;
    }

    /** What a detector gave before the restart, unless that is forgotten. */
    Optional<SortedSet<String>> of(String detector) {
        return Optional.ofNullable(before.get(detector));
    }

    /** The detector has spoken again. */
    void forget(String detector) {
        before.remove(detector);
    }

    /** Keeps what they say now; what cannot be written is tried again when it is told again. */
    void keep(Collection<Detection> now) {
        var groups = new TreeMap<String, SortedSet<String>>();
        for (var each : now) if (!each.groups().isEmpty()) groups.put(each.detector(), each.groups());
        if (file.isEmpty() || groups.equals(written)) return;
        var text = Value.object();
        groups.forEach((detector, names) -> text.with(detector, Value.texts(names)));
        try {
            file.get().write(Json.write(text.end()));
            written = groups;
            failing = false;
        } catch (IOException full) {
            if (!failing)
                LOG.warn(
                        "detection: groups cannot be kept file={} reason={}",
                        file.get().path(),
                        full.getMessage());
            failing = true;
        }
    }
}
