package org.opsbro.template;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.Scope;
import org.opsbro.host.Host;
import org.opsbro.model.CheckState;
import org.opsbro.model.Event;
import org.opsbro.model.Json;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.NodeService;
import org.opsbro.model.Profile;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.packs.core.BasicFunctions;

/** The templates of {@code resources/template/golden}, their inputs, and what jinja2 made of them. */
final class Golden {
    static final Evaluator EVALUATOR = new Evaluator(List.of(new BasicFunctions()));
    static final Path FOLDER = resource("golden");
    static final Path ORACLE = resource("jinja_oracle.py");

    private Golden() {}

    static Path resource(String name) {
        try {
            return Path.of(Objects.requireNonNull(Golden.class.getResource("/template/" + name), name)
                    .toURI());
        } catch (URISyntaxException wrong) {
            throw new IllegalStateException(wrong);
        }
    }

    /** The names of all templates but those that others include, without their ending. */
    static Stream<String> names() {
        return files(".j2").stream()
                .filter(name -> !name.startsWith("parts/"))
                .map(name -> name.substring(0, name.length() - 3));
    }

    static List<String> files(String ending) {
        try (var all = Files.walk(FOLDER)) {
            return all.map(path -> FOLDER.relativize(path).toString())
                    .filter(name -> name.endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    static String text(String name) {
        try {
            return Files.readString(FOLDER.resolve(name));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    static Templates pack() {
        Map<String, String> texts = new HashMap<>();
        for (var name : files(".j2")) texts.put(name, text(name));
        return Templates.of(texts, EVALUATOR);
    }

    static Inputs inputs() {
        var raw = Json.readObject(text("inputs.json"));
        Map<String, Value> others = new TreeMap<>();
        raw.forEach((key, value) -> {
            if (!List.of("nodes", "self").contains(key)) others.put(key, value);
        });
        return Inputs.of(new Fixed(world(raw)), others);
    }

    private static World world(Value.Fields raw) {
        var nodes = ((Value.Items) raw.get("nodes"))
                .all().stream().map(each -> node((Value.Fields) each)).toList();
        var self = nodes.stream()
                .filter(node -> node.id().uuid().equals(raw.get("self").display()))
                .findFirst()
                .orElseThrow();
        return World.of(self, Instant.EPOCH)
                .after(new Event.NodesChanged(
                        Instant.EPOCH,
                        nodes.stream()
                                .map(node -> new Event.NodeChange(Optional.empty(), node, ""))
                                .toList()));
    }

    private static Node node(Value.Fields raw) {
        Map<String, NodeService> services = new HashMap<>();
        ((Value.Fields) raw.get("services"))
                .forEach((id, each) -> services.put(
                        id,
                        new NodeService(
                                id,
                                (int) whole(((Value.Fields) each).get("port")),
                                CheckState.OK,
                                new TreeSet<>(List.of("v1")))));
        var groups = new TreeSet<String>();
        ((Value.Items) raw.get("groups")).all().forEach(group -> groups.add(group.display()));
        var zone = raw.get("zone").display();
        var profile = Profile.named(raw.get("name").display(), zone)
                .at(raw.get("addr").display(), (int) whole(raw.get("port")))
                .in(zone, raw.get("is_proxy").equals(Value.TRUE))
                .withGroups(groups, new TreeSet<>())
                .withServices(services);
        return new Node(
                new NodeId(raw.get("uuid").display()),
                profile,
                Node.State.named(raw.get("state").display()).orElseThrow(),
                whole(raw.get("incarnation")),
                Instant.EPOCH,
                false);
    }

    private static long whole(Value value) {
        return ((Value.Int) value).number();
    }

    private record Fixed(World world) implements Scope {
        @Override
        public Value.Fields root(String name) {
            return Value.Fields.EMPTY;
        }

        @Override
        public Host host() {
            throw new EvaluationException("no machine in this test");
        }

        @Override
        public RandomGenerator random() {
            return new SplittableRandom(1);
        }
    }
}
