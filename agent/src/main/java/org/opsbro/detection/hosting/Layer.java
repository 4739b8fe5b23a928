package org.opsbro.detection.hosting;

import java.util.Locale;

/** How near a kind of hosting is to the node, nearest first: a container may run in a virtual machine of a cloud. */
public enum Layer {
    CONTAINER,
    VIRTUALISATION,
    CLOUD,
    PHYSICAL,
    DEFAULT;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
