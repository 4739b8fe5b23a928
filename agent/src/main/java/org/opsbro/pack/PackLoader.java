package org.opsbro.pack;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.opsbro.host.Files;
import org.opsbro.model.Level;
import org.opsbro.model.Nearest;
import org.opsbro.model.Problem;
import org.opsbro.model.Source;
import org.opsbro.model.Value;
import org.opsbro.pack.Packs.Pack;
import org.opsbro.pack.Packs.ParameterDeclaration;

/**
 * Reads the packs of all levels. Reading again costs a look at each file's size and time; only the folders that changed are read, and the objects of
 * the others stay the same instances. For one thread.
 */
public final class PackLoader {
    private static final String MANIFEST = "package.yml";
    private static final String PARAMETERS = "parameters/parameters.yml";

    private final Files files;
    private final List<Place> places;
    private final Set<Kind> kinds;
    private Map<String, Read> known = Map.of();
    /** The times of all files and folders when they were looked at last: comparing them costs a system call each. */
    private volatile Map<String, Long> seen = Map.of();

    private Packs last = Packs.NONE;

    /** A folder whose sub-folders are packs of a level. */
    public record Place(Level level, String folder) {}

    /** A pack's folder and what was made of it; without a manifest it only overrides parameters. */
    private record Read(
            PackFolder folder,
            Optional<PackReader.Manifest> manifest,
            List<Definition> definitions,
            Set<Problem> problems) {
        String name() {
            return manifest.map(PackReader.Manifest::name)
                    .orElse(folder.path().substring(folder.path().lastIndexOf('/') + 1));
        }
    }

    public PackLoader(Files files, List<Place> places) {
        this(files, places, EnumSet.allOf(Kind.class));
    }

    /** @param kinds of objects; others are not parsed, and what is wrong in them is not told */
    public PackLoader(Files files, List<Place> places, Set<Kind> kinds) {
        this.files = files;
        this.kinds = Set.copyOf(kinds);
        this.places = places.stream().sorted(Comparator.comparing(Place::level)).toList();
    }

    /** Whether a file has come, gone or changed since the last {@link #load}. */
    public boolean stale() {
        if (seen.entrySet().stream().allMatch(each -> files.modifiedMillis(each.getKey()) == each.getValue()))
            return false;
        // an editor's own file beside ours changes the time of a folder, and nothing else
        var looked = new HashMap<String, Long>();
        var now = folders(looked);
        var same = now.keySet().equals(known.keySet())
                && now.entrySet().stream().allMatch(each -> isKnown(each.getKey(), each.getValue()));
        if (same) seen = looked;
        return !same;
    }

    public Packs load() {
        var next = new LinkedHashMap<String, Read>();
        var looked = new HashMap<String, Long>();
        folders(looked).forEach((path, folder) -> {
            var before = known.get(path);
            next.put(
                    path,
                    before != null && before.folder().stamp().equals(folder.stamp())
                            ? before
                            : read(PackFolder.read(files, folder.level(), path, folder.stamp())));
        });
        known = next;
        seen = looked;
        last = merged(List.copyOf(next.values()));
        return last;
    }

    private record Folder(Level level, String stamp) {}

    /** The folders of packs by path, weakest level first. */
    private Map<String, Folder> folders(Map<String, Long> looked) {
        var folders = new LinkedHashMap<String, Folder>();
        for (var place : places) {
            looked.put(place.folder(), files.modifiedMillis(place.folder()));
            for (var name : files.names(place.folder())) {
                var path = place.folder() + "/" + name;
                if (!name.startsWith(".") && files.isDirectory(path))
                    folders.put(path, new Folder(place.level(), PackFolder.stamp(files, path, looked)));
            }
        }
        return folders;
    }

    private boolean isKnown(String path, Folder folder) {
        var read = known.get(path);
        return read != null && read.folder().stamp().equals(folder.stamp());
    }

    /** What is wrong in the packs that were loaded last, with what the rooms found when they read the objects. */
    public List<Problem> problems() {
        var all = new LinkedHashSet<>(last.problems());
        for (var read : known.values()) all.addAll(read.problems());
        return List.copyOf(all);
    }

    private Read read(PackFolder folder) {
        // the rooms that read the definitions later add to it, each problem once
        Set<Problem> problems = new LinkedHashSet<>(folder.problems());
        var text = folder.texts().get(MANIFEST);
        if (text == null) return new Read(folder, Optional.empty(), List.of(), problems);
        var manifest = PackReader.manifest(folder.path() + "/" + MANIFEST, text, problems::add);
        var definitions = new ArrayList<Definition>();
        manifest.ifPresent(pack -> folder.texts()
                .forEach((file, content) -> Kind.of(file)
                        .filter(place -> place.kinds().stream().anyMatch(kinds::contains))
                        .flatMap(place -> PackReader.definition(folder, pack.name(), place, content, problems::add))
                        .ifPresent(definitions::add)));
        return new Read(folder, manifest, List.copyOf(definitions), problems);
    }

    private static Packs merged(List<Read> reads) {
        var problems = new ArrayList<Problem>();
        var byName = new TreeMap<String, List<Read>>();
        for (var read : reads) {
            problems.addAll(read.problems());
            byName.computeIfAbsent(read.name(), name -> new ArrayList<>()).add(read);
        }
        var packs = new ArrayList<Pack>();
        byName.forEach((name, levels) -> packs.addAll(levels(name, levels, problems)));
        return new Packs(packs, problems);
    }

    /** The packs of one name, weakest level first, each with the parameters as they are in force. */
    private static List<Pack> levels(String name, List<Read> levels, List<Problem> problems) {
        var whole = levels.stream().filter(read -> read.manifest().isPresent()).toList();
        if (whole.isEmpty()) {
            for (var read : levels) {
                if (read.problems().isEmpty())
                    problems.add(Problem.error(
                            Source.of(read.folder().path()),
                            "",
                            "no package.yml, and no pack " + name + " at another level"));
            }
            return List.of();
        }
        var winner = whole.getLast();
        var parameters = new ParameterValues(winner.manifest().orElseThrow().declarations());
        for (var read : levels) parameters.read(read.folder(), PARAMETERS, problems::add);
        var packs = new ArrayList<Pack>();
        for (var i = 0; i < whole.size(); i++) {
            var read = whole.get(i);
            var shadow = i == whole.size() - 1
                    ? Optional.<Level>empty()
                    : Optional.of(winner.folder().level());
            packs.add(pack(read, parameters, shadow));
            if (i > 0 && whole.get(i - 1).folder().level() == read.folder().level())
                problems.add(Problem.warning(
                        Source.of(read.folder().path()),
                        "name",
                        "the pack " + name + " is also in "
                                + whole.get(i - 1).folder().path() + " at the same level: this one is used"));
        }
        return packs;
    }

    private static Pack pack(Read read, ParameterValues parameters, Optional<Level> shadowedBy) {
        var manifest = read.manifest().orElseThrow();
        return new Pack(
                manifest.name(),
                read.folder().level(),
                read.folder().path(),
                manifest.description(),
                manifest.version(),
                manifest.topics(),
                manifest.keywords(),
                manifest.metadata(),
                manifest.declarations(),
                parameters.inForce(),
                parameters.origins(),
                parameters.missing(),
                read.definitions(),
                shadowedBy);
    }

    /** Parameters of one pack, merged level by level. */
    private static final class ParameterValues {
        private final List<ParameterDeclaration> declarations;
        private final Map<String, Value> values = new TreeMap<>();
        private final Map<String, Parameters.Origin> origins = new TreeMap<>();

        ParameterValues(List<ParameterDeclaration> declarations) {
            this.declarations = declarations;
            for (var each : declarations) {
                each.fallback().ifPresent(value -> {
                    values.put(each.name(), value);
                    origins.put(each.name(), new Parameters.Origin("default", each.source(), true));
                });
            }
        }

        void read(PackFolder folder, String below, Consumer<Problem> problems) {
            var text = folder.texts().get(below);
            if (text == null) return;
            Yaml.keys(folder.path() + "/" + below, text, problems).ifPresent(keys -> {
                for (var name : keys.names()) take(folder.level(), keys, name);
            });
        }

        private void take(Level level, Keys keys, String name) {
            var declared = declarations.stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst();
            if (declared.isEmpty()) {
                var names =
                        declarations.stream().map(ParameterDeclaration::name).toList();
                keys.problem(
                        name,
                        "the pack declares no such parameter"
                                + Nearest.to(name, names)
                                        .map(near -> ", did you mean " + near + "?")
                                        .orElse(": declare it in package.yml under parameters:"));
                return;
            }
            var value = keys.toValue().get(name);
            var mismatch = PackReader.mismatch(declared.get().type(), value);
            mismatch.ifPresent(reason -> keys.problem(name, reason));
            if (mismatch.isPresent()) return;
            values.put(name, value);
            origins.put(name, new Parameters.Origin(level.word(), keys.source(name), false));
        }

        Parameters inForce() {
            return new Parameters(Value.fields(values));
        }

        Map<String, Parameters.Origin> origins() {
            return Map.copyOf(origins);
        }

        List<String> missing() {
            return declarations.stream()
                    .filter(each -> each.required() && !values.containsKey(each.name()))
                    .map(ParameterDeclaration::name)
                    .toList();
        }
    }
}
