package org.opsbro.metrology.render;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Tags of series: {@code disk.used;host=web-1} has the tags {@code name} and {@code host}. */
public final class Tags {
    private static final String REFUSED = ";!^=";

    private Tags() {}

    /** The tags of a name, {@code name} too; empty if they cannot be tags. */
    public static Optional<Map<String, String>> of(String series) {
        var parts = series.split(";", -1);
        var name = parts[0].replaceFirst("^~+", "");
        if (name.isEmpty()) return Optional.empty();
        Map<String, String> tags = new LinkedHashMap<>();
        for (var i = 1; i < parts.length; i++) {
            var equals = parts[i].indexOf('=');
            if (equals <= 0 || !isTag(parts[i].substring(0, equals), parts[i].substring(equals + 1)))
                return Optional.empty();
            tags.put(parts[i].substring(0, equals), parts[i].substring(equals + 1));
        }
        tags.put("name", name);
        return Optional.of(tags);
    }

    private static boolean isTag(String tag, String value) {
        return !value.isEmpty()
                && value.charAt(0) != '~'
                && tag.chars().noneMatch(letter -> REFUSED.indexOf(letter) >= 0);
    }
}
