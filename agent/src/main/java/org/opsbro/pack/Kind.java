package org.opsbro.pack;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The kinds of objects a pack brings; the folder is where their files lie, the key is the one at the top of the file. */
public enum Kind {
    COLLECTOR("collectors", "collector"),
    DETECTOR("detectors", "detector"),
    CHECK("monitoring", "check"),
    SERVICE("monitoring", "service"),
    GENERATOR("generators", "generator"),
    COMPLIANCE("compliance", "compliance"),
    DASHBOARD("dashboards", "dashboard"),
    TUTORIAL("tutorials", "tutorial"),
    ZONE("zones", "zone");

    private final String folder;
    private final String key;

    Kind(String folder, String key) {
        this.folder = folder;
        this.key = key;
    }

    public String folder() {
        return folder;
    }

    public String key() {
        return key;
    }

    /** A file in a folder of objects: which kinds may be there, and the name of the object. */
    record Place(List<Kind> kinds, String file, String name) {}

    /** Where a file of a pack belongs; empty for {@code package.yml}, parameters, templates and unknown folders. */
    static Optional<Place> of(String file) {
        var slash = file.indexOf('/');
        if (slash < 0 || file.contains("/templates/")) return Optional.empty();
        var folder = file.substring(0, slash);
        var kinds = Arrays.stream(values())
                .filter(kind -> kind.folder.equals(folder))
                .toList();
        var name = file.substring(slash + 1, file.lastIndexOf('.'));
        return kinds.isEmpty() ? Optional.empty() : Optional.of(new Place(kinds, file, name));
    }
}
