package org.opsbro.kv.raft.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.kv.raft.live.Linearizability.Deed;
import org.opsbro.kv.raft.live.Linearizability.Read;
import org.opsbro.kv.raft.live.Linearizability.Swap;
import org.opsbro.kv.raft.live.Linearizability.Swap.Swapped;
import org.opsbro.kv.raft.live.Linearizability.Write;
import org.opsbro.kv.raft.live.ProcessCluster.Answer;

/** Three servers that are processes, killed and stopped while clients write and read: what the clients saw has an order, and nothing is lost. */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class ConsensusProcessesTest {
    /** How long the clients work under faults; more is asked for by hand: {@code -Dconsensus.seconds=600}. */
    private static final int SECONDS = Integer.getInteger("consensus.seconds", 12);

    private static final Path KEPT = Path.of("target", "histories", "consensus.txt");

    @TempDir
    Path folder;

    private ProcessCluster cluster;
    private final Map<String, Queue<Deed>> histories = new ConcurrentHashMap<>();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean stop = new AtomicBoolean();

    @BeforeEach
    void begin() throws Exception {
        cluster = new ProcessCluster(folder, 64 * 1024);
        cluster.begin();
    }

    @AfterEach
    void end() {
        stop.set(true);
        cluster.close();
    }

    /** A client that writes, swaps and reads a few keys on any server, and remembers what it saw. */
    private final class Worker {
        private final int number;
        private final Random random;
        private int deeds;

        Worker(int number) {
            this.number = number;
            random = new Random(number);
        }

        void run() {
            var clients = cluster.names().stream()
                    .map(name -> cluster.new Client(name))
                    .toList();
            var chosen = clients.get(number % clients.size());
            while (!stop.get()) {
                // histories of one key stay short, so that they can be searched
                var key = "k" + random.nextInt(3) + "-" + deeds / 60;
                if (!deed(chosen, key) || random.nextInt(20) == 0) chosen = clients.get(random.nextInt(clients.size()));
                var own = "w" + number + "-" + deeds++;
                if (chosen.ask("put " + own + " 1").ok()) acknowledged.add(own);
            }
            clients.forEach(ProcessCluster.Client::close);
        }

        private boolean deed(ProcessCluster.Client client, String key) {
            var value = number + "." + deeds;
            var start = System.nanoTime();
            return switch (random.nextInt(4)) {
                case 0 -> {
                    var answer = client.ask("put " + key + " " + value);
                    if (answer.outcome() != Answer.Outcome.NO) remember(key, new Write(start, end(answer), value));
                    yield answer.ok();
                }
                case 1 -> {
                    var old = client.ask("local " + key).text();
                    var again = System.nanoTime();
                    var answer = client.ask("swap " + key + " " + old + " " + value);
                    if (answer.outcome() != Answer.Outcome.NO)
                        remember(key, new Swap(again, end(answer), old, value, swapped(answer)));
                    yield answer.ok();
                }
                default -> {
                    var answer = client.ask("get " + key);
                    if (answer.ok()) remember(key, new Read(start, System.nanoTime(), answer.text()));
                    yield answer.ok();
                }
            };
        }

        private static long end(Answer answer) {
            return answer.ok() ? System.nanoTime() : Linearizability.NEVER;
        }

        private static Swapped swapped(Answer answer) {
            if (!answer.ok()) return Swapped.UNKNOWN;
            return answer.text().equals("yes") ? Swapped.YES : Swapped.NO;
        }
    }

    private void remember(String key, Deed deed) {
        histories.computeIfAbsent(key, first -> new ConcurrentLinkedQueue<>()).add(deed);
    }

    /** Keys whose history has no order; where there are some, all that was seen is kept, a line for each deed. */
    private List<String> inexplicable() throws Exception {
        var lines = new ArrayList<String>();
        var keys = new ArrayList<String>();
        histories.forEach((key, history) -> {
            if (!Linearizability.holds(List.copyOf(history))) keys.add(key);
            history.forEach(deed -> lines.add(key + " " + deed));
        });
        if (keys.isEmpty()) return keys;
        Files.createDirectories(KEPT.toAbsolutePath().getParent());
        Files.write(KEPT, lines);
        return keys;
    }

    private interface Fault {
        void happen() throws Exception;
    }

    private void kill(String name) throws Exception {
        cluster.kill(name);
        Thread.sleep(200);
        cluster.start(name, "join");
    }

    private void pause(String name) throws Exception {
        cluster.stop(name);
        Thread.sleep(1800);
        cluster.goOn(name);
    }

    @Test
    void what_clients_see_while_servers_are_killed_and_stopped_has_an_order_and_nothing_is_lost() throws Exception {
        var workers = new ArrayList<CompletableFuture<Void>>();
        for (var number = 0; number < 6; number++) {
            var worker = new Worker(number);
            workers.add(CompletableFuture.runAsync(worker::run, Thread.ofVirtual()::start));
        }
        var random = new Random(1);
        List<Fault> faults = List.of(
                () -> kill(cluster.leader()),
                () -> pause(cluster.leader()),
                () -> kill(cluster.names().get(random.nextInt(3))),
                () -> pause(cluster.names().get(random.nextInt(3))));
        var until = System.nanoTime() + SECONDS * 1_000_000_000L;
        for (var turn = 0; turn < faults.size() || System.nanoTime() < until; turn++) {
            faults.get(turn % faults.size()).happen();
            Thread.sleep(500);
        }
        Thread.sleep(1000);
        stop.set(true);
        for (var worker : workers) worker.join();

        for (var name : cluster.names()) {
            await().atMost(ProcessCluster.LONG)
                    .until(() -> cluster.ask(name, "keys").ok());
            var keys = Arrays.stream(cluster.ask(name, "keys").text().split(" ", -1))
                    .collect(Collectors.toSet());
            assertThat(keys).as("what %s has", name).containsAll(acknowledged);
            assertThat(cluster.alive(name)).isTrue();
        }
        assertThat(acknowledged).hasSizeGreaterThan(100);
        var deeds = histories.values().stream().mapToInt(Queue::size).sum();
        assertThat(deeds).isGreaterThan(100);
        assertThat(inexplicable())
                .as("keys whose history has no order, see %s", KEPT.toAbsolutePath())
                .isEmpty();
    }

    /** A leader is stopped, another one is elected and writes, and the first is asked just as it wakes up. */
    private List<Deed> pausedReads(String how) throws Exception {
        var deeds = new ArrayList<Deed>();
        for (var round = 0; round < 3; round++) {
            var old = cluster.leader();
            var before = "before" + round;
            var after = "after" + round;
            write(deeds, old, before);
            try (var waiting = cluster.new Client(old)) {
                waiting.ask("local x");
                cluster.stop(old);
                var next = await().atMost(ProcessCluster.LONG)
                        .until(
                                () -> cluster.names().stream()
                                        .filter(name -> !name.equals(old) && cluster.leads(name))
                                        .findFirst(),
                                Optional::isPresent)
                        .orElseThrow();
                write(deeds, next, after);
                var start = System.nanoTime();
                var asked = CompletableFuture.supplyAsync(() -> waiting.ask(how + " x"));
                Thread.sleep(50);
                cluster.goOn(old);
                var answer = asked.join();
                if (answer.ok()) deeds.add(new Read(start, System.nanoTime(), answer.text()));
            }
        }
        return deeds;
    }

    private void write(List<Deed> deeds, String server, String value) {
        var start = System.nanoTime();
        assertThat(cluster.ask(server, "put x " + value).ok()).isTrue();
        deeds.add(new Write(start, System.nanoTime(), value));
    }

    @Test
    void a_leader_that_was_stopped_reads_nothing_stale_when_it_wakes_up() throws Exception {
        var deeds = pausedReads("get");

        assertThat(Linearizability.holds(deeds)).as("%s", deeds).isTrue();
        assertThat(deeds).hasSizeGreaterThan(6);
    }

    /** The same without asking a majority: so the test above can fail. */
    @Test
    void a_read_that_asks_nobody_is_stale_and_that_is_found() throws Exception {
        var deeds = pausedReads("local");

        assertThat(Linearizability.holds(deeds)).as("%s", deeds).isFalse();
    }

    @Test
    void a_signal_that_the_engine_listens_to_by_itself_does_nothing() throws Exception {
        var before = files();

        cluster.signal("USR2", "a");
        Thread.sleep(300);

        assertThat(cluster.ask("a", "standing").ok()).isTrue();
        assertThat(files()).isEqualTo(before);
    }

    private static Set<Path> files() throws Exception {
        try (var here = Files.list(Path.of("."))) {
            return here.collect(Collectors.toSet());
        }
    }
}
