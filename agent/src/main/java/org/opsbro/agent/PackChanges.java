package org.opsbro.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.opsbro.agent.api.PacksApi;
import org.opsbro.agent.levels.Levels;
import org.opsbro.agent.levels.PackLoans;
import org.opsbro.host.Files.Rights;
import org.opsbro.host.Host;
import org.opsbro.host.linux.Exchange;
import org.opsbro.model.Level;
import org.opsbro.model.Nearest;
import org.opsbro.model.Value;
import org.opsbro.pack.Packs;
import org.opsbro.pack.Packs.Pack;
import org.opsbro.pack.Packs.ParameterDeclaration;
import org.opsbro.pack.Yaml;
import org.opsbro.pack.YamlEdit;
import org.opsbro.store.PrivateFolder;

/** Changes packs: in the folder of the level local at once, and in the levels that nodes share by what publishes them. */
final class PackChanges implements PacksApi.Changes {
    private static final String PARAMETERS = "parameters";
    private static final String MANIFEST = "package.yml";

    private final Host host;
    private final Map<Level, Path> homes;
    private final Supplier<Packs> packs;
    private final Levels levels;
    private final PackLoans loans;
    private final Runnable changed;

    /**
     * The changes.
     *
     * @param homes where each level keeps its packs
     * @param changed called after one
     */
    PackChanges(
            Host host,
            Map<Level, Path> homes,
            Supplier<Packs> packs,
            Levels levels,
            PackLoans loans,
            Runnable changed) {
        this.host = host;
        this.homes = Map.copyOf(homes);
        this.packs = packs;
        this.levels = levels;
        this.loans = loans;
        this.changed = changed;
    }

    /** Makes a change in a folder of packs, and tells what it changed below that. */
    private interface Change {
        Path in(Path packs) throws IOException;
    }

    /** @return {@code key}, where that lies now; and what was published */
    private Value.Fields change(Level level, String key, Change change) throws IOException, InterruptedException {
        var home = home(level);
        var all = Value.object();
        var place = new AtomicReference<>(home);
        if (level == Level.LOCAL) {
            place.set(change.in(Files.createDirectories(home)));
            changed.run();
            all.with("level", level.word());
        } else {
            var told = levels.change(
                    level,
                    draft -> place.set(
                            home.resolve(draft.relativize(change.in(draft)).toString())));
            told.forEach(all::with);
        }
        return all.with(key, place.get().toString()).end();
    }

    @Override
    public Value.Fields overload(Pack pack, Level to) throws IOException, InterruptedException {
        if (to.compareTo(pack.level()) <= 0)
            throw new IllegalArgumentException("the pack " + pack.name() + " is at the level "
                    + pack.level().word() + " already: want a lower one");
        return copied(pack, to);
    }

    private Value.Fields copied(Pack pack, Level to) throws IOException, InterruptedException {
        var there = home(to).resolve(pack.name());
        if (Files.exists(there.resolve(MANIFEST)))
            throw new IllegalArgumentException(there + " is there already: opsbro packs update "
                    + pack.level().word() + "." + pack.name() + " --to-" + to.word()
                    + " brings it all but the parameters");
        if (Files.exists(there))
            throw new IllegalArgumentException(there + " is there already, with parameters: opsbro packs delete "
                    + to.word() + "." + pack.name() + " first");
        return change(to, "folder", home -> {
            var target = home.resolve(pack.name());
            var next = next(target);
            copy(Path.of(pack.folder()), next, below -> true);
            return Files.move(next, target, StandardCopyOption.ATOMIC_MOVE);
        });
    }

    @Override
    public Value.Fields promote(Pack pack, Level to, boolean keep) throws IOException, InterruptedException {
        if (to == Level.LOCAL || to.compareTo(pack.level()) >= 0)
            throw new IllegalArgumentException("the pack " + pack.name() + " is at the level "
                    + pack.level().word()
                    + ": it can be promoted from local to zone or global, and from zone to global");
        if (pack.level() != Level.LOCAL && !keep) levels.demandSigner(pack.level());
        var promoted = copied(pack, to);
        if (!keep) remove(Path.of(pack.folder()), pack.level());
        return promoted;
    }

    @Override
    public Value.Fields copy(Pack pack, String name) throws IOException, InterruptedException {
        return made(name, pack.level(), next -> copy(Path.of(pack.folder()), next, below -> true));
    }

    @Override
    public Value.Fields copyOf(String node, String pack, String name) throws IOException, InterruptedException {
        return made(name, Level.LOCAL, next -> loans.take(node, pack, next));
    }

    /** Makes a pack of another name at a level; what it is made of is put into a folder first. */
    private Value.Fields made(String name, Level level, Levels.Edit making) throws IOException, InterruptedException {
        if (!name.matches("[a-z0-9][a-z0-9_-]{0,63}"))
            throw new IllegalArgumentException(
                    "a pack cannot be called \"" + name + "\": want lower case letters, digits, - and _, at most 64");
        var there = home(level).resolve(name);
        if (Files.exists(there)) throw new IllegalArgumentException(there + " is there already");
        for (var other : packs.get().all())
            if (other.name().equals(name))
                throw new IllegalArgumentException("there is a pack " + name + " at the level "
                        + other.level().word() + ": one would hide the other");
        return change(level, "folder", home -> {
            var target = home.resolve(name);
            var next = next(target);
            try {
                making.make(next);
                var manifest = next.resolve(MANIFEST);
                Files.writeString(manifest, YamlEdit.set(Files.readString(manifest), "name", Value.of(name)));
                return Files.move(next, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                PrivateFolder.remove(next);
            }
        });
    }

    @Override
    public Value.Fields update(Pack pack, Level to) throws IOException, InterruptedException {
        if (to == pack.level())
            throw new IllegalArgumentException(
                    "the pack " + pack.name() + " is at the level " + to.word() + " already: want another one");
        var there = folder(pack.name(), to);
        if (!Files.exists(there.resolve(MANIFEST)))
            throw new IllegalArgumentException("there is no pack " + pack.name() + " at the level " + to.word()
                    + " to be updated: overload and promote bring it there");
        var below = home(to).relativize(there).toString();
        return change(to, "folder", home -> {
            var target = home.resolve(below);
            var next = next(target);
            copy(Path.of(pack.folder()), next, path -> !path.startsWith(PARAMETERS));
            if (Files.isDirectory(target.resolve(PARAMETERS)))
                copy(target.resolve(PARAMETERS), next.resolve(PARAMETERS), path -> true);
            Exchange.swap(next, target);
            PrivateFolder.remove(next);
            return target;
        });
    }

    @Override
    public Value.Fields delete(String name, Level level) throws IOException, InterruptedException {
        var there = folder(name, level);
        if (!Files.isDirectory(there))
            throw new IllegalArgumentException("nothing of the pack " + name + " is in " + home(level)
                    + (level == Level.GLOBAL ? ": what comes with the program stays" : ""));
        return remove(there, level);
    }

    private Value.Fields remove(Path folder, Level level) throws IOException, InterruptedException {
        var below = home(level).relativize(folder).toString();
        return change(level, "folder", home -> {
            var target = home.resolve(below);
            PrivateFolder.remove(target);
            return target;
        });
    }

    /** Where a pack of this name lies at a level, or its parameters, or would lie. */
    private Path folder(String name, Level level) {
        var home = home(level);
        return packs.get().all().stream()
                .filter(each -> each.name().equals(name) && each.level() == level)
                .map(each -> Path.of(each.folder()))
                .filter(each -> each.startsWith(home))
                .reduce((one, last) -> last)
                .orElseGet(() -> home.resolve(name));
    }

    /** Where the next version of a pack is made; what a killed run left there goes. */
    private static Path next(Path target) throws IOException {
        var next = target.resolveSibling("." + target.getFileName() + ".next");
        PrivateFolder.remove(next);
        return next;
    }

    /** Links stay links: what they point at belongs to somebody else. */
    private static void copy(Path from, Path to, Predicate<Path> wanted) throws IOException {
        Files.createDirectories(to.getParent());
        try (Stream<Path> all = Files.walk(from)) {
            for (var each : all.toList()) {
                var below = from.relativize(each);
                if (wanted.test(below))
                    Files.copy(
                            each,
                            to.resolve(below.toString()),
                            LinkOption.NOFOLLOW_LINKS,
                            StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    @Override
    public Value.Fields set(Pack pack, Level level, String parameter, String typed)
            throws IOException, InterruptedException {
        if (level.compareTo(pack.level()) < 0)
            throw new IllegalArgumentException("the pack " + pack.name() + " is at the level "
                    + pack.level().word() + ": a higher one would not win");
        var declared = pack.declarations().stream()
                .filter(each -> each.name().equals(parameter))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("the pack " + pack.name() + " has no parameter " + parameter
                                + Nearest.hint(
                                        parameter,
                                        pack.declarations().stream()
                                                .map(ParameterDeclaration::name)
                                                .toList())));
        var value = value(declared, typed);
        return change(level, "file", home -> {
            var folder = home.resolve(pack.name()).resolve(PARAMETERS);
            var file = folder.resolve("parameters.yml").toString();
            var text = host.files().text(file).orElse("");
            host.files().makeFolder(folder.toString(), 0755);
            var next = YamlEdit.set(text, parameter, value);
            try (var draft =
                    host.files().draft(file, next.getBytes(StandardCharsets.UTF_8), rights(pack, file, next))) {
                draft.publish();
            }
            return Path.of(file);
        });
    }

    /** What has a secret is its owner's alone, whoever could read it before. */
    private static Rights rights(Pack pack, String file, String text) {
        var keys = Yaml.keys(file, text, problem -> {});
        var secret = pack.declarations().stream()
                .filter(ParameterDeclaration::secret)
                .anyMatch(each -> keys.filter(all -> all.has(each.name())).isPresent());
        return secret
                ? new Rights(OptionalLong.empty(), OptionalLong.empty(), OptionalInt.of(0600), 0600)
                : Rights.asBefore(0644);
    }

    private static Value value(ParameterDeclaration declared, String typed) {
        return switch (declared.type()) {
            case "int" -> {
                if (!typed.matches("-?[0-9]{1,18}")) throw wrong(declared, typed);
                yield Value.of(Long.parseLong(typed));
            }
            case "float" -> {
                if (!typed.matches("-?[0-9]{1,15}(\\.[0-9]{1,15})?")) throw wrong(declared, typed);
                yield Value.of(Double.parseDouble(typed));
            }
            case "bool" -> {
                if (!typed.equals("true") && !typed.equals("false")) throw wrong(declared, typed);
                yield Value.of(typed.equals("true"));
            }
            case "string_list" ->
                Value.texts(Stream.of(typed.split(",", -1))
                        .map(String::strip)
                        .filter(each -> !each.isEmpty())
                        .collect(Collectors.toList()));
            default -> Value.of(typed);
        };
    }

    private static IllegalArgumentException wrong(ParameterDeclaration declared, String typed) {
        return new IllegalArgumentException(
                declared.name() + " wants a value of type " + declared.type() + ", found " + typed);
    }

    private Path home(Level level) {
        var home = homes.get(level);
        if (home == null)
            throw new IllegalArgumentException(
                    "the level " + level.word() + " comes with the program: choose local, zone or global");
        return home;
    }
}
