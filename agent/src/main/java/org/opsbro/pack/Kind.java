package org.opsbro.pack;

/** The kinds of objects a pack brings; the folder is where their files lie, the key is the one at the top of the file. */
public enum Kind {
    COLLECTOR("collectors", "collector"),
    DETECTOR("detectors", "detector"),
    CHECK("monitoring", "check"),
    SERVICE("monitoring", "service"),
    GENERATOR("generators", "generator"),
    COMPLIANCE("compliance", "compliance"),
    DASHBOARD("dashboards", "dashboard"),
    TUTORIAL("tutorials", "tutorial");

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
}
