package org.opsbro.bench;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.FunctionLibrary;
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
import org.opsbro.template.Inputs;
import org.opsbro.template.Template;

/**
 * Templates over 50 nodes, for {@code bench/templates-beside-jinja2}, which renders the same with Debian's python3-jinja2.
 *
 * <p>{@code TemplateBench FOLDER TEMPLATE…}: writes {@code inputs.json} and, for each template, what it becomes as {@code NAME.ours}; prints a line for
 * each: its name, microseconds of the processor of a rendering once warm with inputs of its own, bytes it allocates, microseconds of reading it once warm, and of reading
 * and rendering it the first time.
 */
public final class TemplateBench {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int NODES = 50;
    private static final int WARM = 20_000;
    private static final int ROUNDS = 20_000;
    private static final Value.Fields PARAMETERS = Json.readObject("""
            {"domain": "example.org", "port": 80, "backend_port": 80, "backend_group": "apache", "check_url": "/"}""");

    private TemplateBench() {}

    public static void main(String[] words) throws IOException {
        var folder = Path.of(words[0]);
        var evaluator = new Evaluator(ServiceLoader.load(FunctionLibrary.class));
        var scope = new Facts(world());
        for (var file : List.of(words).subList(1, words.length)) {
            var path = Path.of(file);
            var text = Files.readString(path);
            var start = THREADS.getCurrentThreadCpuTime();
            var template = Template.parse(file, text, evaluator);
            var made = template.render(scope);
            var first = THREADS.getCurrentThreadCpuTime() - start;
            Files.writeString(folder.resolve(path.getFileName() + ".ours"), made);
            Files.writeString(folder.resolve("inputs.json"), Json.write(inputs(evaluator, scope)));
            print(path.getFileName().toString(), measured(template, scope), parsing(file, text, evaluator), first);
        }
    }

    private record Cost(double nanos, double bytes) {}

    private static void print(String name, Cost rendering, double parsing, long first) {
        System.out.printf(
                "%s %.1f %.0f %.1f %d%n",
                name, rendering.nanos() / 1000, rendering.bytes(), parsing / 1000, first / 1000);
    }

    private static Cost measured(Template template, Scope scope) {
        var kept = 0;
        for (var round = 0; round < WARM; round++)
            kept += template.render(Inputs.of(scope)).length();
        var bytes = THREADS.getCurrentThreadAllocatedBytes();
        var start = THREADS.getCurrentThreadCpuTime();
        for (var round = 0; round < ROUNDS; round++)
            kept += template.render(Inputs.of(scope)).length();
        var nanos = THREADS.getCurrentThreadCpuTime() - start;
        bytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
        if (kept == 42) System.out.println("a result nobody expects");
        return new Cost((double) nanos / ROUNDS, (double) bytes / ROUNDS);
    }

    private static double parsing(String file, String text, Evaluator evaluator) {
        var kept = 0;
        for (var round = 0; round < WARM / 10; round++)
            kept += Template.parse(file, text, evaluator).name().length();
        var start = THREADS.getCurrentThreadCpuTime();
        for (var round = 0; round < ROUNDS / 10; round++)
            kept += Template.parse(file, text, evaluator).name().length();
        var nanos = THREADS.getCurrentThreadCpuTime() - start;
        if (kept == 42) System.out.println("a result nobody expects");
        return (double) nanos / (ROUNDS / 10);
    }

    /** As the oracle of the tests wants them. */
    private static Value.Fields inputs(Evaluator evaluator, Scope scope) {
        var nodes = Template.parse("inputs", "{{ nodes.values()|list|to_json }}", evaluator)
                .render(scope);
        return Value.object()
                .with("self", scope.world().node().id().uuid())
                .with("nodes", Json.read(nodes))
                .with("parameters", PARAMETERS)
                .end();
    }

    private static World world() {
        var nodes = IntStream.range(0, NODES).mapToObj(TemplateBench::node).toList();
        return World.of(nodes.getFirst(), Instant.EPOCH)
                .after(new Event.NodesChanged(
                        Instant.EPOCH,
                        nodes.stream()
                                .map(node -> new Event.NodeChange(Optional.empty(), node, ""))
                                .toList()));
    }

    private static Node node(int number) {
        var id = new NodeId("%08x-0000-4000-8000-000000000000".formatted(number));
        var zone = number % 2 == 0 ? "paris" : "lyon";
        var shop = new NodeService("shop", 8080 + number % 3, CheckState.OK, new TreeSet<>());
        var profile = Profile.named("web-" + (NODES - number), zone)
                .at("10.1.0." + (number + 1), 6768)
                .withGroups(new TreeSet<>(List.of("apache", "linux")), new TreeSet<>(List.of("debian", "debian-12")))
                .withServices(Map.of("shop", shop));
        return new Node(id, profile, Node.State.ALIVE, 1, Instant.EPOCH, false);
    }

    private record Facts(World world) implements Scope {
        @Override
        public Value.Fields root(String name) {
            return name.equals("parameters") ? PARAMETERS : Value.Fields.EMPTY;
        }

        @Override
        public Host host() {
            throw new IllegalStateException("no machine in this benchmark");
        }

        @Override
        public RandomGenerator random() {
            return new SplittableRandom(1);
        }
    }
}
