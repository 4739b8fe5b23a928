package org.opsbro.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.opsbro.discovery.zone.Zone;
import org.opsbro.discovery.zone.ZoneTree;
import org.opsbro.host.Files;
import org.opsbro.model.Problem;
import org.opsbro.model.Source;
import org.opsbro.pack.Keys;
import org.opsbro.pack.Kind;
import org.opsbro.pack.Packs;
import org.opsbro.pack.Yaml;

/** The tree of zones: those of packs, and over them those of {@code zones/*.yml} in the configuration, one {@code zone:} a file. */
final class ZoneFiles {
    private final Files files;
    private final String folder;
    private Map<String, String> texts = Map.of();

    /** @param problems what is wrong in the files of the configuration */
    record Read(ZoneTree tree, List<Problem> problems) {}

    ZoneFiles(Files files, String configuration) {
        this.files = files;
        this.folder = configuration + "/zones";
    }

    /** Whether the files say something else than when they were read. */
    boolean stale() {
        return !texts.equals(texts());
    }

    /** @param installed the public key of a zone's authority that is installed here, which orders are checked with */
    Read read(Packs packs, String ours, Function<String, Optional<String>> installed) {
        texts = texts();
        List<Problem> problems = new ArrayList<>();
        List<Zone> zones = new ArrayList<>();
        for (var definition : packs.definitions(Kind.ZONE))
            Zone.from(definition.keys()).ifPresent(zones::add);
        texts.forEach((file, text) -> Yaml.keys(file, text, problems::add)
                .map(top -> top.map(Kind.ZONE.key()))
                .flatMap(keys -> zone(keys, installed))
                .ifPresent(zones::add));
        if (zones.isEmpty()) return new Read(ZoneTree.lone(ours), problems);
        List<String> cut = new ArrayList<>();
        var tree = ZoneTree.of(zones, cut);
        if (tree.named(ours).isEmpty())
            cut.add("this node is in the zone " + ours + ", which no file declares: it stands alone");
        for (var reason : cut) problems.add(Problem.warning(new Source(folder, 1, 1), "zone", reason));
        return new Read(tree, problems);
    }

    private static Optional<Zone> zone(Keys keys, Function<String, Optional<String>> installed) {
        var zone = Zone.from(keys);
        zone.filter(each -> !each.publicKey().isEmpty())
                .ifPresent(each -> installed
                        .apply(each.name())
                        .filter(key -> !key.equals(each.publicKey()))
                        .ifPresent(key -> keys.warning(
                                "public-key",
                                "found " + each.publicKey() + ", but the key of this authority that is installed here"
                                        + " (zone_keys/" + each.name() + ".public.key) is " + key
                                        + ": one of them is wrong, ask who holds the private one")));
        return zone;
    }

    private Map<String, String> texts() {
        var found = new TreeMap<String, String>();
        for (var name : files.names(folder))
            if (name.endsWith(".yml") || name.endsWith(".yaml"))
                files.text(folder + "/" + name).ifPresent(text -> found.put(folder + "/" + name, text));
        return found;
    }
}
