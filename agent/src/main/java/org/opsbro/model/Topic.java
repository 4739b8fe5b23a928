package org.opsbro.model;

import java.util.Locale;
import java.util.Optional;

/** The six topics; each can be switched off. {@code GENERIC} is for display only. */
public enum Topic {
    SERVICE_DISCOVERY,
    AUTOMATIC_DETECTION,
    MONITORING,
    METROLOGY,
    CONFIGURATION_AUTOMATION,
    SYSTEM_COMPLIANCE,
    GENERIC;

    /** The words a person reads: {@code service discovery}. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Reads {@code service discovery}, {@code service-discovery} or {@code service_discovery}. */
    public static Optional<Topic> named(String words) {
        var wanted = words.toUpperCase(Locale.ROOT).replace(' ', '_').replace('-', '_');
        for (var topic : values()) if (topic.name().equals(wanted)) return Optional.of(topic);
        return Optional.empty();
    }
}
