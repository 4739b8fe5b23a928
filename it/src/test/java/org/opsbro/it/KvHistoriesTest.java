package org.opsbro.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opsbro.it.Patience.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.it.SocketCalls.Answer;
import org.opsbro.kv.raft.live.Linearizability;
import org.opsbro.kv.raft.live.Linearizability.Deed;
import org.opsbro.kv.raft.live.Linearizability.Read;
import org.opsbro.kv.raft.live.Linearizability.Swap;
import org.opsbro.kv.raft.live.Linearizability.Swap.Swapped;
import org.opsbro.kv.raft.live.Linearizability.Write;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/** What clients see over HTTP of the store of three agents that are killed, stopped and cut off has an order, and a lock has one holder. */
class KvHistoriesTest {
    /** How long they are at work; longer is asked for by hand: {@code -Dkv.seconds=600}. */
    private static final int SECONDS = Integer.getInteger("kv.seconds", 16);

    private static final Path KEPT = Path.of("target", "histories", "kv.txt");

    @TempDir
    private Path folder;

    private Trio trio;
    private final Map<String, Queue<Deed>> histories = new ConcurrentHashMap<>();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Map<Long, Set<String>> holders = new ConcurrentHashMap<>();
    private final Queue<Guarded> guarded = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean stop = new AtomicBoolean();

    /** A write under a lock that was taken. */
    private record Guarded(long revision, long token) {}

    @BeforeEach
    void begin() throws Exception {
        trio = new Trio(folder);
        trio.begin();
    }

    @AfterEach
    void end() throws Exception {
        stop.set(true);
        trio.close();
    }

    /** Writes, swaps and reads a few keys by any agent, and remembers what it saw. */
    private final class Worker {
        private final int number;
        private final Random random;
        private int deeds;

        Worker(int number) {
            this.number = number;
            random = new Random(number);
        }

        void run() {
            var all = IntStream.range(0, 3).mapToObj(trio::calls).toList();
            var chosen = all.get(number % 3);
            while (!stop.get()) {
                // histories of one key stay short, so that they can be searched
                var key = "k" + random.nextInt(3) + "-" + deeds / 40;
                if (!deed(chosen, key) || random.nextInt(20) == 0) chosen = all.get(random.nextInt(3));
                var own = "w" + number + "-" + deeds++;
                if (put(chosen, own, "1", "") == Outcome.OK) acknowledged.add(own);
            }
            all.forEach(SocketCalls::close);
        }

        private boolean deed(SocketCalls calls, String key) {
            var value = number + "." + deeds;
            var start = System.nanoTime();
            return switch (random.nextInt(4)) {
                case 0 -> {
                    var outcome = put(calls, key, value, "");
                    if (outcome != Outcome.UNDONE) remember(key, new Write(start, end(outcome), value));
                    yield outcome == Outcome.OK;
                }
                case 1 -> swap(calls, key, value);
                default -> {
                    try {
                        var answer = calls.call("GET", "/kv/" + key + "?consistent", "");
                        var seen = answer.status() == 404 ? "" : answer.body();
                        var known = answer.status() == 200 || answer.status() == 404;
                        if (known) remember(key, new Read(start, System.nanoTime(), seen));
                        yield known;
                    } catch (IOException none) {
                        yield false;
                    }
                }
            };
        }

        /** What is read here may be old: then it is refused. */
        private boolean swap(SocketCalls calls, String key, String value) {
            try {
                var read = calls.call("GET", "/kv/" + key + "?stale", "");
                if (read.status() != 200 && read.status() != 404) return false;
                var old = read.status() == 404 ? "" : read.body();
                var revision = read.headers().getOrDefault("x-opsbro-revision", "0");
                var start = System.nanoTime();
                var outcome = put(calls, key, value, "?cas=" + revision);
                if (outcome != Outcome.UNDONE)
                    remember(key, new Swap(start, end(outcome), old, value, swapped(outcome)));
                return outcome == Outcome.OK;
            } catch (IOException none) {
                return false;
            }
        }

        private static Swapped swapped(Outcome outcome) {
            return switch (outcome) {
                case OK -> Swapped.YES;
                case REFUSED -> Swapped.NO;
                case UNDONE, UNSURE -> Swapped.UNKNOWN;
            };
        }
    }

    private enum Outcome {
        OK,
        /** By the store: its condition did not hold. */
        REFUSED,
        /** Nothing was done. */
        UNDONE,
        UNSURE
    }

    private static long end(Outcome outcome) {
        return outcome == Outcome.UNSURE ? Linearizability.NEVER : System.nanoTime();
    }

    private static Outcome put(SocketCalls calls, String key, String value, String query) {
        try {
            return outcome(calls.call("PUT", "/kv/" + key + query, value));
        } catch (SocketCalls.Unheard down) {
            return Outcome.UNDONE;
        } catch (IOException broke) {
            return Outcome.UNSURE;
        }
    }

    private static Outcome outcome(Answer answer) {
        if (answer.status() == 200) return Outcome.OK;
        if (answer.status() == 409) return Outcome.REFUSED;
        return answer.undone() ? Outcome.UNDONE : Outcome.UNSURE;
    }

    private void remember(String key, Deed deed) {
        histories.computeIfAbsent(key, first -> new ConcurrentLinkedQueue<>()).add(deed);
    }

    /** Takes a lock, writes under its token, and gives it back, ends its session, or is lost and writes on as if it had it. */
    private final class Holder {
        private final Random random;

        Holder(int number) {
            random = new Random(100 + number);
        }

        void run() {
            while (!stop.get()) {
                try (var calls = trio.calls(random.nextInt(3))) {
                    hold(calls);
                } catch (IOException | Json.NotJson lost) {
                    // it begins again, elsewhere
                }
            }
        }

        private void hold(SocketCalls calls) throws IOException, Json.NotJson {
            var begun = calls.call("POST", "/kv-meta/sessions", "{\"ttl\":\"1s\",\"lock_delay\":\"0s\"}");
            if (begun.status() != 200) return;
            var session = Json.readObject(begun.body()).get("id").display();
            var taken = calls.call("PUT", "/kv/lock?acquire=" + session, "");
            for (var tries = 0; taken.status() == 409 && tries < 20 && !stop.get(); tries++)
                taken = calls.call("PUT", "/kv/lock?acquire=" + session, "");
            if (taken.status() == 200) {
                var token = number(taken.body(), "token");
                holders.computeIfAbsent(token, first -> ConcurrentHashMap.newKeySet())
                        .add(session);
                for (var writes = random.nextInt(8); writes > 0; writes--) write(calls, token);
                if (random.nextInt(3) == 0) {
                    // lost: another one has it soon, and this one does not know
                    for (var writes = 0; writes < 30; writes++) write(calls, token);
                    return;
                }
            }
            calls.call("DELETE", "/kv-meta/sessions/" + session, "");
        }

        private void write(SocketCalls calls, long token) throws IOException, Json.NotJson {
            var answer = calls.call(
                    "POST",
                    "/kv-meta/transaction",
                    "{\"if\":[{\"key\":\"lock\",\"token\":" + token + "}],\"then\":[{\"put\":\"guarded\",\"value\":\""
                            + token + "\"}]}");
            if (answer.status() == 200 && answer.body().contains("\"held\":true"))
                guarded.add(new Guarded(number(answer.body(), "revision"), token));
        }
    }

    private static long number(String json, String name) throws Json.NotJson {
        return Json.readObject(json).get(name) instanceof Value.Int number ? number.number() : -1;
    }

    private interface Fault {
        void happen() throws Exception;
    }

    private void kill(int number) throws Exception {
        trio.server(number).kill();
        Thread.sleep(300);
        trio.start(number);
    }

    private void pause(int number) throws Exception {
        trio.signal("STOP", number);
        Thread.sleep(2500);
        trio.signal("CONT", number);
    }

    private void cut(int number) throws Exception {
        trio.cut(number);
        Thread.sleep(2500);
        trio.heal(number);
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

    @Test
    void what_clients_see_has_an_order_nothing_is_lost_and_a_lock_has_one_holder() throws Exception {
        var running = new ArrayList<CompletableFuture<Void>>();
        for (var number = 0; number < 6; number++)
            running.add(CompletableFuture.runAsync(new Worker(number)::run, Thread.ofVirtual()::start));
        for (var number = 0; number < 3; number++)
            running.add(CompletableFuture.runAsync(new Holder(number)::run, Thread.ofVirtual()::start));
        var random = new Random(1);
        List<Fault> faults = List.of(
                () -> kill(trio.leader()),
                () -> pause(trio.leader()),
                () -> cut(trio.leader()),
                () -> kill(random.nextInt(3)),
                () -> pause(random.nextInt(3)));
        var until = System.nanoTime() + SECONDS * 1_000_000_000L;
        for (var turn = 0; turn < 3 || System.nanoTime() < until; turn++) {
            faults.get(turn % faults.size()).happen();
            Thread.sleep(700);
        }
        Thread.sleep(1000);
        stop.set(true);
        for (var each : running) each.join();

        for (var number = 0; number < 3; number++) {
            var server = number;
            within(60, () -> names(server).containsAll(acknowledged));
        }
        assertThat(acknowledged).hasSizeGreaterThan(100);
        assertThat(histories.values().stream().mapToInt(Queue::size).sum()).isGreaterThan(100);
        assertThat(inexplicable())
                .as("keys whose history has no order, see %s", KEPT.toAbsolutePath())
                .isEmpty();
        assertThat(holders).hasSizeGreaterThan(5);
        assertThat(holders.values()).as("who was given each token").allMatch(each -> each.size() == 1);
        assertThat(guarded.stream()
                        .sorted(Comparator.comparingLong(Guarded::revision))
                        .map(Guarded::token))
                .as("the tokens of writes, in their order")
                .isSorted()
                .hasSizeGreaterThan(5);
    }

    private Set<String> names(int number) throws Exception {
        Set<String> all = ConcurrentHashMap.newKeySet();
        var after = "";
        try (var calls = trio.calls(number)) {
            do {
                var answer = calls.call("GET", "/kv?consistent&limit=10000&prefix=w&after=" + after, "");
                if (answer.status() != 200) return Set.of();
                var page = Json.readObject(answer.body());
                if (page.get("keys") instanceof Value.Items keys) for (var key : keys.all()) all.add(key.display());
                after = page.get("more").equals(Value.TRUE) ? page.get("next").display() : "";
            } while (!after.isEmpty());
        }
        return all;
    }
}
