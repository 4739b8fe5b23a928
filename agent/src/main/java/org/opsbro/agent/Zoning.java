package org.opsbro.agent;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.opsbro.agent.api.ZonesApi;
import org.opsbro.discovery.live.KeyFiles;
import org.opsbro.discovery.zone.Zone;
import org.opsbro.discovery.zone.ZoneTree;
import org.opsbro.model.GroupName;
import org.opsbro.model.Nearest;
import org.opsbro.model.Problem;
import org.opsbro.model.Source;
import org.opsbro.model.Value;
import org.opsbro.pack.Packs;
import org.opsbro.wire.BadKey;
import org.opsbro.wire.HeldKeys;
import org.opsbro.wire.KeyRing;
import org.opsbro.wire.Keys;
import org.opsbro.wire.Verify;
import org.opsbro.wire.ZoneKey;

/** The zones and their keys: read from the configuration, kept there, and given to the wire. Changes come one at a time. */
final class Zoning implements ZonesApi.Zones {
    private final ZoneFiles zoneFiles;
    private final KeyFiles keyFiles;
    private final SettingsFile settings;
    private final InstantSource clock;
    private final Runnable changed;
    private final Function<String, Optional<String>> authorities;
    private final Keys keys;
    private final SecureRandom random = new SecureRandom();
    private volatile ZoneTree tree;
    private volatile List<Problem> problems = List.of();

    /**
     * @param authorities the public key of a zone's authority, where it is installed here
     * @param changed called after the zone of this node was changed in {@code agent.yml}
     */
    Zoning(
            ZoneFiles zoneFiles,
            KeyFiles keyFiles,
            SettingsFile settings,
            Function<String, Optional<String>> authorities,
            InstantSource clock,
            Runnable changed) {
        this.zoneFiles = zoneFiles;
        this.keyFiles = keyFiles;
        this.settings = settings;
        this.authorities = authorities;
        this.clock = clock;
        this.changed = changed;
        this.keys = new Keys(HeldKeys.clear(settings.settings().zone()));
        this.tree = ZoneTree.lone(settings.settings().zone());
    }

    Keys keys() {
        return keys;
    }

    ZoneTree tree() {
        return tree;
    }

    /** The public key of a zone's authority that counts here: of the zone's file, else the one that was imported. */
    Optional<String> authority(String zone) {
        return tree.named(zone)
                .map(Zone::publicKey)
                .filter(key -> !key.isEmpty())
                .or(() -> authorities.apply(zone));
    }

    /** Whether our zone has a key here. */
    boolean isProtected() {
        var held = keys.now();
        return held.ring(held.ours()).filter(ring -> !ring.keys().isEmpty()).isPresent();
    }

    /** Whether a zone has a key here. */
    boolean hasKey(String zone) {
        return keys.now().ring(zone).filter(ring -> !ring.keys().isEmpty()).isPresent();
    }

    /** What is wrong in the files of zones and keys. */
    List<Problem> problems() {
        return problems;
    }

    boolean stale() {
        return zoneFiles.stale();
    }

    /** Reads zones and keys again. */
    synchronized void load(Packs packs) {
        var now = settings.settings();
        var read = zoneFiles.read(packs, now.zone(), authorities);
        var files = keyFiles.read();
        List<Problem> all = new ArrayList<>(read.problems());
        for (var reason : files.problems()) all.add(Problem.error(new Source("zone_keys", 1, 1), "", reason));
        tree = read.tree();
        keys.swap(held(now, files.rings()).mute(files.damaged()));
        problems = List.copyOf(all);
    }

    private static HeldKeys held(Settings now, Map<String, KeyRing> rings) {
        return new HeldKeys(
                now.zone(),
                rings,
                mode(now.gossip().verifyIncoming()),
                mode(now.gossip().verifyOutgoing()));
    }

    private static Verify mode(String word) {
        return Verify.named(word).orElse(Verify.ON);
    }

    @Override
    public Value.Fields all() {
        var held = keys.now();
        var all = Value.object();
        var known = tree.toValue(held.ours());
        for (var name : known.keys())
            if (known.get(name) instanceof Value.Fields zone) {
                var fields = Value.object();
                zone.forEach(fields::with);
                all.with(
                        name,
                        fields.with(
                                        "have_gossip_key",
                                        held.ring(name)
                                                .filter(ring -> !ring.keys().isEmpty())
                                                .isPresent())
                                .end());
            }
        return all.end();
    }

    @Override
    public Value.Fields change(String zone) throws IOException {
        if (!GroupName.isOne(zone))
            throw new IllegalArgumentException(
                    "a zone cannot be called \"" + zone + "\": want letters, digits and _ - . :");
        if (tree.names().size() > 1 && tree.named(zone).isEmpty())
            throw new IllegalArgumentException("there is no zone " + zone + Nearest.hint(zone, tree.names())
                    + "; known: " + String.join(", ", tree.names()));
        settings.set(Settings.Known.NODE_ZONE.key, zone);
        changed.run();
        return Value.object().with("zone", zone).with("file", settings.path()).end();
    }

    @Override
    public Value.Fields keys(String zone) {
        var ring = keys.now().ring(zone).orElse(KeyRing.EMPTY);
        var primary = ring.primary();
        return Value.object()
                .with("zone", zone)
                .with(
                        "keys",
                        new Value.Items(ring.keys().stream()
                                .<Value>map(key -> Value.object()
                                        .with("id", key.id())
                                        .with("created", key.created().toString())
                                        .with(
                                                "primary",
                                                primary.filter(key::equals).isPresent())
                                        .end())
                                .toList()))
                .end();
    }

    @Override
    public synchronized Value.Fields generate(String zone, boolean erase) throws IOException {
        var key = ZoneKey.generate(random, clock.instant());
        put(zone, key, erase ? ZonesApi.Taking.ERASE : ZonesApi.Taking.FIRST);
        return Value.object()
                .with("zone", zone)
                .with("id", key.id())
                .with("key", key.text())
                .end();
    }

    @Override
    public synchronized Value.Fields take(String zone, String text, ZonesApi.Taking how) throws IOException {
        try {
            var key = key(text);
            if (how == ZonesApi.Taking.ERASE || ring(zone).find(key.id()).isEmpty()) put(zone, key, how);
            return Value.object().with("zone", zone).with("id", key.id()).end();
        } catch (BadKey bad) {
            throw new IllegalArgumentException(bad.getMessage(), bad);
        }
    }

    /** A key, or the one that seals in the key file of another node. */
    private ZoneKey key(String text) {
        if (!text.stripLeading().startsWith("{")) return ZoneKey.parse(text, clock.instant());
        return KeyRing.parse(text).primary().orElseThrow(() -> new BadKey("the file holds no key"));
    }

    /** The keys of a zone, none if it talks in clear. */
    KeyRing ring(String zone) {
        return keys.now().ring(zone).orElse(KeyRing.EMPTY);
    }

    private void put(String zone, ZoneKey key, ZonesApi.Taking how) throws IOException {
        if (!GroupName.isOne(zone)) throw new IllegalArgumentException("a zone cannot be called \"" + zone + "\"");
        if (how != ZonesApi.Taking.ERASE && keys.now().isMute(zone))
            throw new IllegalArgumentException("the key file of the zone " + zone
                    + " is there and cannot be read: mend it, or --erase takes the new key in its place");
        var ring = ring(zone);
        switch (how) {
            case ADD -> keep(zone, ring.install(key));
            case ERASE -> keep(zone, KeyRing.of(key));
            case FIRST -> {
                if (!ring.keys().isEmpty())
                    throw new IllegalArgumentException("the zone " + zone + " has the key " + ring.ids()
                            + " already: --add takes the new one beside it, --erase in its place");
                keep(zone, KeyRing.of(key));
            }
        }
    }

    @Override
    public Value.Fields use(String zone, String id) throws IOException {
        changed(zone, ring -> ring.use(id));
        return keys(zone);
    }

    @Override
    public Value.Fields remove(String zone, String id) throws IOException {
        changed(zone, ring -> ring.remove(id));
        return keys(zone);
    }

    /** Opens with one key more. */
    void install(String zone, ZoneKey key) throws IOException {
        changed(zone, ring -> ring.install(key));
    }

    /** Keeps what becomes of the keys of a zone, if anything does. */
    synchronized void changed(String zone, UnaryOperator<KeyRing> change) throws IOException {
        try {
            var before = ring(zone);
            var next = change.apply(before);
            if (!next.equals(before)) keep(zone, next);
        } catch (BadKey bad) {
            throw new IllegalArgumentException(bad.getMessage(), bad);
        }
    }

    /** Keeps the keys of a zone on disk, then uses them. */
    private synchronized void keep(String zone, KeyRing ring) throws IOException {
        keyFiles.write(zone, ring);
        keys.swap(keys.now().with(zone, ring));
    }
}
