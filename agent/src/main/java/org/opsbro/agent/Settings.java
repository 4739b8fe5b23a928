package org.opsbro.agent;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.opsbro.model.Nearest;
import org.opsbro.model.Problem;
import org.opsbro.model.Profile;
import org.opsbro.model.Topic;
import org.opsbro.model.Value;
import org.opsbro.pack.Keys;
import org.opsbro.pack.Yaml;

/**
 * What {@code agent.yml} says. A wrong value is a problem and its default is used: a typing error never keeps an agent from starting.
 *
 * @param groups defined groups of this node
 * @param displayName what people call it, empty without one
 * @param listen address of HTTP over TCP; this machine only by default
 * @param port of HTTP over TCP and of gossip over UDP; 0 opens neither
 * @param kvLimitMib MiB of keys and values that the store takes
 * @param off topics that are switched off
 * @param written the keys that are in the file
 * @param all every key with its value in force, the free ones too: what {@code {{configuration.key}}} reads
 */
record Settings(
        SortedSet<String> groups,
        String displayName,
        String zone,
        String listen,
        int port,
        Gossip gossip,
        String logLevel,
        long kvLimitMib,
        Set<Topic> off,
        Set<String> written,
        Value.Fields all) {
    private static final int MOST_KV_MIB = 64 * 1024;

    /**
     * How this node takes part in the cluster.
     *
     * @param relay whether it carries information between zones
     * @param seeds {@code host[:port]} of other nodes
     * @param parentSeeds {@code host[:port]} of relays of the zone above
     * @param advertise the address others reach it at; empty to find it
     * @param listen address of gossip and streams
     * @param preset lan, wan or local
     * @param verifyIncoming on, warn or off
     * @param verifyOutgoing on, warn or off
     */
    record Gossip(
            boolean relay,
            List<String> seeds,
            List<String> parentSeeds,
            String advertise,
            String listen,
            String preset,
            String verifyIncoming,
            String verifyOutgoing) {
        Gossip {
            seeds = List.copyOf(seeds);
            parentSeeds = List.copyOf(parentSeeds);
        }
    }

    /** The keys that mean something, with their type, default and meaning. */
    @SuppressWarnings("ImmutableEnumChecker") // a Value is immutable, all its kinds are
    enum Known {
        GROUPS("groups", Type.LIST, Value.texts(List.of()), "groups of this node"),
        DISPLAY_NAME("display_name", Type.TEXT, Value.of(""), "what people call this node"),
        NODE_ZONE("node-zone", Type.TEXT, Value.of("internet"), "zone of this node"),
        PROXY_NODE(
                "proxy-node",
                Type.FLAG,
                Value.FALSE,
                "whether this node is a relay between its zone and the ones beside it"),
        SEEDS("seeds", Type.LIST, Value.texts(List.of()), "host[:port] of other nodes, joined at the start"),
        PARENT_SEEDS(
                "parent_seeds",
                Type.LIST,
                Value.texts(List.of()),
                "host[:port] of relays of the zone above, for a relay"),
        ADVERTISE(
                "advertise",
                Type.TEXT,
                Value.of(""),
                "address the other nodes reach this one at, else found by itself"),
        GOSSIP_LISTEN(
                "gossip_listen",
                Type.TEXT,
                Value.of("0.0.0.0"),
                "address of gossip (UDP) and of streams (TCP, port + 1)"),
        GOSSIP_PRESET("gossip_preset", List.of("lan", "wan", "local"), "timers of gossip for the network there is"),
        VERIFY_INCOMING(
                "verify_incoming",
                List.of("on", "warn", "off"),
                "whether gossip in clear is refused once the zone has a key"),
        VERIFY_OUTGOING(
                "verify_outgoing", List.of("on", "warn", "off"), "whether gossip is sealed once the zone has a key"),
        LISTEN("listen", Type.TEXT, Value.of("127.0.0.1"), "address of HTTP over TCP"),
        PORT("port", Type.NUMBER, Value.of(6768), "port of HTTP (TCP) and gossip (UDP), 0 for no network at all"),
        KV_LIMIT("kv_limit_mib", Type.NUMBER, Value.of(256), "MiB of keys and values that the store takes"),
        LOG_LEVEL("log_level", List.of("INFO", "ERROR", "WARNING", "DEBUG"), "how much the logs tell"),
        SERVICE_DISCOVERY(Topic.SERVICE_DISCOVERY),
        AUTOMATIC_DETECTION(Topic.AUTOMATIC_DETECTION),
        MONITORING(Topic.MONITORING),
        METROLOGY(Topic.METROLOGY),
        CONFIGURATION_AUTOMATION(Topic.CONFIGURATION_AUTOMATION),
        SYSTEM_COMPLIANCE(Topic.SYSTEM_COMPLIANCE);

        final String key;
        final Type type;
        final Value fallback;
        final String doc;

        /** The only words it may be, the first by default; empty for any. */
        final List<String> choices;

        Known(String key, Type type, Value fallback, String doc) {
            this(key, type, fallback, List.of(), doc);
        }

        Known(String key, List<String> choices, String doc) {
            this(key, Type.TEXT, Value.of(choices.getFirst()), choices, doc + ": " + String.join(", ", choices));
        }

        Known(String key, Type type, Value fallback, List<String> choices, String doc) {
            this.key = key;
            this.type = type;
            this.fallback = fallback;
            this.choices = choices;
            this.doc = doc;
        }

        Known(Topic topic) {
            this(switchOf(topic), Type.FLAG, Value.TRUE, "whether " + topic.words() + " is on");
        }

        static Optional<Known> named(String key) {
            for (var known : values()) if (known.key.equals(key)) return Optional.of(known);
            return Optional.empty();
        }
    }

    enum Type {
        TEXT,
        NUMBER,
        FLAG,
        LIST
    }

    Settings {
        groups = Collections.unmodifiableSortedSet(new TreeSet<>(groups));
        off = Set.copyOf(off);
        written = Set.copyOf(written);
    }

    /** What this node says of itself. */
    Profile profile(String name, String address, int actualPort) {
        return Profile.named(name, zone)
                .in(zone, gossip.relay())
                .calling(displayName)
                .at(address, actualPort)
                .withGroups(groups, new TreeSet<>());
    }

    boolean isOn(Topic topic) {
        return !off.contains(topic);
    }

    /** Reads a text of {@code agent.yml}. */
    static Settings read(String file, String text, Consumer<Problem> problems) {
        var keys = Yaml.keys(file, text, problems)
                .or(() -> Yaml.keys(file, "", problem -> {}))
                .orElseThrow();
        var off = EnumSet.noneOf(Topic.class);
        for (var topic : Topic.values())
            if (topic != Topic.GENERIC && !keys.flag(switchOf(topic), true)) off.add(topic);
        var settings = new Settings(
                groups(keys),
                keys.text(Known.DISPLAY_NAME.key).orElse(""),
                text(keys, Known.NODE_ZONE),
                text(keys, Known.LISTEN),
                (int) keys.number(Known.PORT.key, 6768, 0, 65_535),
                gossip(keys),
                choice(keys, Known.LOG_LEVEL),
                keys.number(Known.KV_LIMIT.key, 256, 1, MOST_KV_MIB),
                off,
                Set.copyOf(keys.names()),
                all(keys));
        mistyped(keys);
        return settings;
    }

    static String switchOf(Topic topic) {
        return topic.name().toLowerCase(Locale.ROOT) + "_topic_enabled";
    }

    private static SortedSet<String> groups(Keys keys) {
        var groups = new TreeSet<String>();
        for (var group : keys.texts(Known.GROUPS.key)) {
            var refused = refusedGroup(group);
            if (refused.isEmpty()) groups.add(group);
            else keys.problem(Known.GROUPS.key, refused.get());
        }
        return groups;
    }

    /** Why a text is no name of a group; empty if it is one. */
    static Optional<String> refusedGroup(String group) {
        return group.matches("[A-Za-z0-9_.:-]{1,100}")
                ? Optional.empty()
                : Optional.of("found the group \"" + group + "\", want letters, digits and _ - . : only, at most 100");
    }

    private static String text(Keys keys, Known known) {
        return keys.text(known.key).filter(text -> !text.isBlank()).orElse(known.fallback.display());
    }

    private static Gossip gossip(Keys keys) {
        return new Gossip(
                keys.flag(Known.PROXY_NODE.key, false),
                keys.texts(Known.SEEDS.key),
                keys.texts(Known.PARENT_SEEDS.key),
                keys.text(Known.ADVERTISE.key).orElse(""),
                text(keys, Known.GOSSIP_LISTEN),
                choice(keys, Known.GOSSIP_PRESET),
                choice(keys, Known.VERIFY_INCOMING),
                choice(keys, Known.VERIFY_OUTGOING));
    }

    private static String choice(Keys keys, Known known) {
        var found = text(keys, known);
        for (var choice : known.choices) if (choice.equalsIgnoreCase(found)) return choice;
        keys.problem(known.key, "found \"" + found + "\", want one of " + String.join(", ", known.choices));
        return known.choices.getFirst();
    }

    private static Value.Fields all(Keys keys) {
        var all = Value.object();
        var written = keys.toValue();
        for (var known : Known.values())
            all.with(known.key, keys.names().contains(known.key) ? written.get(known.key) : known.fallback);
        for (var name : keys.names()) if (Known.named(name).isEmpty()) all.with(name, written.get(name));
        return all.end();
    }

    /** A key of one's own is a free variable; one that looks like a known key is worth a word. */
    private static void mistyped(Keys keys) {
        var known = Arrays.stream(Known.values()).map(each -> each.key).toList();
        for (var name : keys.names()) {
            if (!known.contains(name))
                Nearest.to(name, known)
                        .ifPresent(near ->
                                keys.warning(name, "is kept as a variable of your own; did you mean " + near + "?"));
        }
    }
}
