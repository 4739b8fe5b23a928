package org.opsbro.bench;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.opsbro.discovery.dns.DnsSettings;
import org.opsbro.discovery.dns.DnsTable;
import org.opsbro.discovery.dns.live.DnsListener;
import org.opsbro.model.CheckState;
import org.opsbro.model.Level;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.NodeService;
import org.opsbro.model.Profile;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.pack.Packs;
import org.opsbro.pack.Parameters;

/**
 * The DNS listener over made nodes, for {@code bench/dns-beside-dnsmasq}, which asks it and dnsmasq the same with dnsperf.
 *
 * <p>{@code DnsBench PORT FOLDER}: writes {@code queries} for dnsperf and {@code dnsmasq.conf} with the same records, then listens until its input ends.
 * {@code DnsBench tables}: prints what it costs to make the table of 100, 1,000 and 10,000 nodes.
 */
public final class DnsBench {
    private static final int NODES = 200;
    private static final int IN_A_GROUP = 4;
    private static final int QUERIES = 10_000;
    private static final int ROUNDS = 20;

    private DnsBench() {}

    public static void main(String[] words) throws IOException {
        if (words[0].equals("tables")) {
            for (var count : List.of(100, 1_000, 10_000)) tables(count);
            return;
        }
        var nodes = nodes(NODES, NODES / IN_A_GROUP);
        write(Path.of(words[1]), nodes);
        try (var listener = listener(nodes, Integer.parseInt(words[0]))) {
            System.out.println(listener.report().log());
            while (System.in.read() >= 0) {} // until whoever started it goes
            System.out.println(listener.report().counters());
        }
    }

    private static List<Node> nodes(int count, int groups) {
        return IntStream.range(0, count).mapToObj(i -> node(i, groups)).toList();
    }

    private static Node node(int number, int groups) {
        var id = new NodeId("%08x-0000-4000-8000-000000000000".formatted(number));
        var name = "web-" + number;
        var group = "group-" + number % groups;
        var service = new NodeService("http-" + number % groups, 8080, CheckState.OK, new TreeSet<>());
        var detected =
                new TreeSet<>(IntStream.range(0, 19).mapToObj(i -> "fact-" + i).toList());
        var profile = Profile.named(name, "paris")
                .at(address(number), 6768)
                .withGroups(new TreeSet<>(List.of(group)), detected)
                .withServices(new TreeMap<>(Map.of(service.name(), service)));
        return new Node(id, profile, Node.State.ALIVE, 1, Instant.EPOCH, false);
    }

    private static String address(int number) {
        return "10.1." + number / 250 + "." + number % 250;
    }

    private static DnsListener listener(List<Node> nodes, int port) {
        Map<NodeId, Node> all = new HashMap<>();
        nodes.forEach(node -> all.put(node.id(), node));
        var world = new World(Instant.now(), nodes.getFirst().id(), all, Map.of(), Map.of(), List.of(), List.of());
        var listener = new DnsListener(() -> world, () -> true, new SplittableRandom());
        listener.packs(new Packs(List.of(pack(port)), List.of()));
        listener.take(world);
        return listener;
    }

    private static Packs.Pack pack(int port) {
        return new Packs.Pack(
                DnsListener.PACK,
                Level.GLOBAL,
                "",
                "",
                "",
                List.of(),
                List.of(),
                Value.Fields.EMPTY,
                List.of(),
                new Parameters(Value.object().with("port", port).end()),
                Map.of(),
                List.of(),
                List.of(),
                Optional.empty());
    }

    /** The records of dnsmasq, and queries for both: of ten, five for nodes, two for groups, two for services, one for nobody. */
    private static void write(Path folder, List<Node> nodes) throws IOException {
        List<String> records = new ArrayList<>();
        for (var node : nodes) {
            var name = node.name() + ".node.opsbro";
            records.add("host-record=" + name + "," + node.address());
            for (var group : node.definedGroups())
                records.add("host-record=" + group + ".group.opsbro," + node.address());
            node.services()
                    .forEach((service, ignored) ->
                            records.add("srv-host=_" + service + "._tcp.opsbro," + name + ",8080,1,1"));
        }
        Files.write(folder.resolve("dnsmasq.conf"), records);
        var random = new SplittableRandom(42);
        Files.write(
                folder.resolve("queries"),
                IntStream.range(0, QUERIES).mapToObj(i -> query(random, i % 10)).toList());
    }

    private static String query(SplittableRandom random, int kind) {
        var group = random.nextInt(NODES / IN_A_GROUP);
        if (kind < 5) return "web-" + random.nextInt(NODES) + ".node.opsbro A";
        if (kind < 7) return "group-" + group + ".group.opsbro A";
        return kind < 9 ? "_http-" + group + "._tcp.opsbro SRV" : "nobody-" + random.nextInt(NODES) + ".node.opsbro A";
    }

    private static void tables(int count) {
        var nodes = nodes(count, count / IN_A_GROUP);
        var best = Long.MAX_VALUE;
        for (var round = 0; round < ROUNDS; round++) {
            var start = System.nanoTime();
            table(nodes);
            best = Math.min(best, System.nanoTime() - start);
        }
        System.out.printf("%,7d nodes of 20 groups: %8.2f ms, %,8d KiB%n", count, best / 1e6, bytes(nodes) / 1024);
    }

    private static long bytes(List<Node> nodes) {
        var without = used();
        var table = table(nodes);
        try {
            return used() - without;
        } finally {
            Reference.reachabilityFence(table);
        }
    }

    private static DnsTable table(List<Node> nodes) {
        return DnsTable.of(DnsSettings.standard(), nodes, nodes.getFirst().id(), 1);
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
