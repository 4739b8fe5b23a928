package org.opsbro.metrology.grafana;

import java.util.Optional;
import java.util.regex.Pattern;
import org.opsbro.model.Value;

/**
 * A data source of Grafana of the type Graphite. Ours are known by their names, {@code NAME--opsbro--ID}, and by the zone that their {@code jsonData} tell, so that
 * each zone looks after its own and nobody after those of people.
 *
 * @param uid as Grafana says it; empty for one that is not there yet
 * @param zone empty if it is not ours
 * @param isFixed whether Grafana has it from a file, and nobody may change it
 */
record Source(String name, String uid, String url, String zone, boolean isFixed) {
    static final String VERSION = "1.1";

    private static final String MARK = "--opsbro--";
    private static final String ZONE = "opsbroZone";
    private static final int LONGEST_NAME = 190;
    private static final Pattern UID = Pattern.compile("[\\w-]{1,40}");

    /** One that is wanted. */
    static Source wanted(String name, String id, String url, String zone) {
        var most = Math.max(1, LONGEST_NAME - MARK.length() - id.length());
        return new Source((name.length() > most ? name.substring(0, most) : name) + MARK + id, "", url, zone, false);
    }

    /** One that Grafana tells; empty if it is not of our kind, or there is no way to name it. */
    static Optional<Source> told(Value.Fields told) {
        var name = told.get("name").display();
        var uid = told.get("uid").display();
        if (!name.contains(MARK) || !told.get("type").display().equals("graphite")) return Optional.empty();
        if (!UID.matcher(uid).matches() || !(told.get("jsonData") instanceof Value.Fields more))
            return Optional.empty();
        if (!(more.get(ZONE) instanceof Value.Text(var zone))) return Optional.empty();
        var isAsMade = told.get("access").display().equals("proxy")
                && more.get("graphiteVersion").display().equals(VERSION);
        return Optional.of(new Source(
                name, uid, isAsMade ? told.get("url").display() : "", zone, Value.TRUE.equals(told.get("readOnly"))));
    }

    /** Of the node, or of the zone. */
    String id() {
        return name.substring(name.lastIndexOf(MARK) + MARK.length());
    }

    /** What makes it so, or makes it anew. */
    Value.Fields toValue() {
        return Value.object()
                .with("name", name)
                .with("type", "graphite")
                .with("access", "proxy")
                .with("url", url)
                .with("isDefault", false)
                .with(
                        "jsonData",
                        Value.object()
                                .with("graphiteVersion", VERSION)
                                .with("graphiteType", "default")
                                .with(ZONE, zone)
                                .end())
                .end();
    }
}
