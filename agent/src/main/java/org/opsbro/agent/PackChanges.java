package org.opsbro.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.opsbro.agent.api.PacksApi;
import org.opsbro.host.Host;
import org.opsbro.model.Level;
import org.opsbro.model.Nearest;
import org.opsbro.model.Value;
import org.opsbro.pack.Packs.Pack;
import org.opsbro.pack.Packs.ParameterDeclaration;
import org.opsbro.pack.YamlEdit;

/** Changes packs on the disk, at the levels that belong to this agent. */
final class PackChanges implements PacksApi.Changes {
    private final Host host;
    private final Map<Level, Path> homes;
    private final Runnable changed;

    /**
     * The changes.
     *
     * @param homes where each level keeps its packs
     * @param changed called after one
     */
    PackChanges(Host host, Map<Level, Path> homes, Runnable changed) {
        this.host = host;
        this.homes = Map.copyOf(homes);
        this.changed = changed;
    }

    @Override
    public String overload(Pack pack, Level to) {
        if (to.compareTo(pack.level()) <= 0)
            throw new IllegalArgumentException("the pack " + pack.name() + " is at the level "
                    + pack.level().word() + " already: want a lower one");
        var target = home(to).resolve(pack.name());
        if (Files.exists(target))
            throw new IllegalArgumentException(target + " is there already: edit it, or remove it first");
        var next = target.resolveSibling("." + pack.name() + ".next");
        try {
            copy(Path.of(pack.folder()), next);
            Files.move(next, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw new IllegalArgumentException(
                    "the pack cannot be copied to " + target + ": " + DataLock.reason(failed), failed);
        }
        changed.run();
        return target.toString();
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        try (Stream<Path> all = Files.walk(from)) {
            for (var each : all.toList())
                Files.copy(
                        each,
                        to.resolve(from.relativize(each).toString()),
                        StandardCopyOption.REPLACE_EXISTING,
                        StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    @Override
    public String set(Pack pack, Level level, String parameter, String typed) {
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
        var folder = home(level).resolve(pack.name()).resolve("parameters");
        var file = folder.resolve("parameters.yml");
        var text = host.files().text(file.toString()).orElse("");
        host.files().makeFolder(folder.toString(), 0755);
        var mode = declared.secret() ? 0600 : 0644;
        host.files()
                .replace(
                        file.toString(),
                        YamlEdit.set(text, parameter, value(declared, typed)).getBytes(StandardCharsets.UTF_8),
                        mode);
        changed.run();
        return file.toString();
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
