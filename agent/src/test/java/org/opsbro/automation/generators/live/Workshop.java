package org.opsbro.automation.generators.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.opsbro.automation.generators.GeneratorScope;
import org.opsbro.automation.generators.Page;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.Expression.Dependency;
import org.opsbro.evaluator.FunctionLibrary;
import org.opsbro.host.Host;
import org.opsbro.host.linux.LinuxHost;
import org.opsbro.model.Event;
import org.opsbro.model.GeneratorStatus;
import org.opsbro.model.KeyTree;
import org.opsbro.model.Level;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Problem;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.pack.PackLoader;
import org.opsbro.pack.Packs;
import org.opsbro.pack.PaperFiles;
import org.opsbro.store.AtomicFile;
import org.opsbro.store.Debts;

/** Generators on real files in a folder and with real commands, in a cluster on paper and with a clock moved by hand. */
final class Workshop {
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Evaluator EVALUATOR = new Evaluator(ServiceLoader.load(FunctionLibrary.class));

    final Path folder;
    final List<Event> told = Collections.synchronizedList(new ArrayList<>());
    final Host host = new LinuxHost();
    boolean enabled = true;
    boolean settled = true;
    private final Map<String, Function<GeneratorScope, String>> pages = new HashMap<>();
    private final Set<String> readsNodes = new HashSet<>();
    private final Set<String> readsKeys = new HashSet<>();
    private final PaperFiles files = new PaperFiles();
    private final PackLoader loader = new PackLoader(files, List.of(new PackLoader.Place(Level.LOCAL, "/packs")));
    private Debts debts;
    private GeneratorTurn turn;
    private Instant now = NOON;
    private int renderings;
    private volatile World world;

    Workshop(Path folder) throws IOException {
        this.folder = folder;
        world = World.of(node(0, "ourselves"), NOON);
        files.put("/packs/p/package.yml", "name: p\n");
        page("servers", Workshop::servers);
        readsNodes.add("servers");
        debts = debts();
        turn = turn(true);
    }

    /** A line for each living node of the group apache. */
    private static String servers(GeneratorScope scope) {
        var lines = scope.world().nodes().values().stream()
                .filter(node -> node.living() && node.isIn("apache"))
                .map(node -> "server " + node.name() + " " + node.address() + "\n")
                .sorted()
                .toList();
        scope.counted(lines.size());
        return String.join("", lines);
    }

    private Debts debts() throws IOException {
        return new Debts(new AtomicFile(folder.resolve("debts.json")));
    }

    private GeneratorTurn turn(boolean hands) {
        return new GeneratorTurn(
                EVALUATOR,
                pack -> new Book(),
                host,
                () -> now,
                new SplittableRandom(1),
                debts,
                new GeneratorTurn.Circumstances(
                        () -> enabled,
                        hands,
                        () -> settled,
                        () -> world,
                        this::hear,
                        folder.resolve("data").toString()));
    }

    private final class Book implements Pages.Book {
        @Override
        public Page page(String name) {
            return Workshop.this.page(name);
        }

        @Override
        public List<Problem> problems() {
            return List.of();
        }
    }

    void hear(List<Event> events) {
        synchronized (told) {
            for (var event : events) {
                told.add(event);
                world = world.after(event);
            }
        }
    }

    /** The agent starts again: all that is not on the disk is forgotten. */
    Workshop restart() throws IOException {
        turn.close();
        debts = debts();
        turn = turn(true);
        turn.packs(packs());
        return this;
    }

    /** An agent that is there for one command only. */
    Workshop withoutHands() {
        turn = turn(false);
        turn.packs(packs());
        return this;
    }

    void page(String name, Function<GeneratorScope, String> text) {
        pages.put(name, text);
    }

    private Page page(String name) {
        return new Page() {
            @Override
            public Rendered render(GeneratorScope scope) {
                renderings++;
                try {
                    return new Rendered.Text(
                            Objects.requireNonNull(pages.get(name)).apply(scope));
                } catch (EvaluationException failed) {
                    return new Rendered.Failed("generators/templates/" + name + ":3:7", failed.reason());
                }
            }

            @Override
            public Set<Dependency> reads() {
                if (readsKeys.contains(name)) return Set.of(new Dependency("kv", List.of("web", "port")));
                return readsNodes.contains(name) ? Set.of(new Dependency("nodes", List.of())) : Set.of();
            }
        };
    }

    /** A generator of the file {@code name} in the folder, from the page servers. */
    Workshop generator(String name, String... more) {
        return generatorOf(name, "servers", more);
    }

    Workshop generatorOf(String name, String page, String... more) {
        var yaml = "generate_if: 'True'\npath: " + path(name) + "\ntemplate: " + page + "\n" + String.join("\n", more)
                + "\n";
        return definition(name, yaml);
    }

    Workshop definition(String name, String yaml) {
        files.put("/packs/p/generators/" + name + ".yml", "generator:\n" + yaml.indent(2));
        turn.packs(packs());
        return this;
    }

    private Packs packs() {
        return loader.load();
    }

    List<Problem> problems() {
        return loader.problems();
    }

    /** A page that reads a key. */
    Workshop pageOfKey(String name) {
        readsKeys.add(name);
        page(
                name,
                scope -> "port "
                        + ((Value.Fields) scope.root("kv").get("web"))
                                .get("port")
                                .display() + "\n");
        return this;
    }

    Workshop keys(Map<String, String> all) {
        var values = new TreeMap<String, Value>();
        all.forEach((key, value) -> values.put(key, Value.of(value)));
        hear(List.of(new Event.KeysChanged(now, KeyTree.of(values))));
        return this;
    }

    Workshop nodes(String... names) {
        List<Event.NodeChange> changes = new ArrayList<>();
        for (var at = 0; at < names.length; at++)
            changes.add(new Event.NodeChange(Optional.empty(), node(at + 1, names[at], "apache"), ""));
        hear(List.of(new Event.NodesChanged(now, changes)));
        return this;
    }

    Workshop lose(String name) {
        var lost = world.called(name).getFirst();
        hear(List.of(new Event.NodesChanged(
                now, List.of(new Event.NodeChange(Optional.of(lost), lost.withState(Node.State.DEAD, now), "")))));
        return this;
    }

    private static Node node(int number, String name, String... groups) {
        var id = new NodeId("5f0b8a5c-1f5e-4d5f-9b57-0000000000%02d".formatted(number));
        var node = Node.named(id, name, "lan");
        return node.with(node.profile()
                .at("10.0.0." + number, 6768)
                .withGroups(new TreeSet<>(List.of(groups)), new TreeSet<>()));
    }

    /** A turn of the agent. */
    Workshop take() {
        hear(turn.take(world));
        return this;
    }

    /** A turn, with all commands that it began. */
    Workshop finish() throws InterruptedException {
        turn.awaitPaid(Duration.ofSeconds(20));
        return this;
    }

    Workshop pass(Duration time) {
        now = now.plus(time);
        return this;
    }

    GeneratorTurn turn() {
        return turn;
    }

    World world() {
        return world;
    }

    int renderings() {
        return renderings;
    }

    GeneratorStatus status(String name) {
        return Objects.requireNonNull(world.generators().get("p/" + name), name);
    }

    Path path(String name) {
        return folder.resolve(name);
    }

    String text(String name) throws IOException {
        return Files.readString(path(name));
    }

    Workshop file(String name, String text) throws IOException {
        Files.write(path(name), text.getBytes(UTF_8));
        return this;
    }

    /** A program that writes a line to the file {@code NAME.ran} each time, and exits as the file {@code NAME.code} says. */
    String program(String name) throws IOException {
        var program = path(name);
        Files.writeString(program, """
            #!/bin/sh
            echo ran "$@" >> %1$s.ran
            echo "cannot reload" >&2
            exit $(cat %1$s.code 2> /dev/null || echo 0)
            """.formatted(program));
        if (!program.toFile().setExecutable(true)) throw new IOException("not executable: " + program);
        return program.toString();
    }

    Workshop exits(String name, int code) throws IOException {
        return file(name + ".code", code + "\n");
    }

    int ran(String name) throws IOException {
        var log = path(name + ".ran");
        return Files.exists(log) ? Files.readAllLines(log).size() : 0;
    }
}
