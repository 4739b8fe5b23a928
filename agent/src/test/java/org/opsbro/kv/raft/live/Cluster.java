package org.opsbro.kv.raft.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.opsbro.kv.raft.live.Consensus.Applied;
import org.opsbro.kv.raft.live.Consensus.Role;
import org.opsbro.model.NodeId;
import org.opsbro.wire.HeldKeys;
import org.opsbro.wire.KeyRing;
import org.opsbro.wire.Keys;
import org.opsbro.wire.Stream;
import org.opsbro.wire.StreamClient;
import org.opsbro.wire.StreamLimits;
import org.opsbro.wire.StreamServer;
import org.opsbro.wire.WireCounters;
import org.opsbro.wire.ZoneKey;

/** Servers of a consensus in one process, over sealed streams of the loopback whose faults a test chooses. */
final class Cluster implements AutoCloseable {
    static final Duration LONG = Duration.ofSeconds(30);
    private static final String ZONE = "lan";
    private static final String PURPOSE = "consensus";

    final Map<String, Member> members = new TreeMap<>();
    final Faults faults = new Faults();
    /** Of the servers that are started next. */
    String group = "test";

    /** Of the servers that are started next; where a test says that a leader stays, a second is too short on a busy machine. */
    Duration election = Duration.ofSeconds(1);

    private final Path folder;
    private final SecureRandom random = new SecureRandom();
    private final HeldKeys keys = HeldKeys.of(ZONE, KeyRing.of(ZoneKey.generate(random, Instant.EPOCH)));
    private final Map<NodeId, InetSocketAddress> addresses = new ConcurrentHashMap<>();

    Cluster(Path folder) {
        this.folder = folder;
    }

    /** A server, its state machine, and what it said was fatal. */
    final class Member implements AutoCloseable {
        final NodeId id;
        final Sample machine;
        final List<String> fatal = new CopyOnWriteArrayList<>();
        private final StreamServer listener;
        private final StreamClient client;
        private Optional<Consensus> consensus = Optional.empty();

        Member(String name, boolean founds, Sample machine) throws IOException {
            id = new NodeId(name);
            this.machine = machine;
            client = new StreamClient(new Keys(keys), id, random, new WireCounters(() -> Instant.EPOCH));
            listener = new StreamServer(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    new Keys(keys),
                    id,
                    Map.of(PURPOSE, stream -> serve(stream)),
                    StreamLimits.USUAL,
                    random,
                    new WireCounters(() -> Instant.EPOCH));
            addresses.put(id, listener.address());
            consensus = Optional.of(Raft.start(
                    settings(name, founds),
                    machine,
                    this::dial,
                    (what, cause) -> fatal.add(what + ": " + cause.getMessage()),
                    changed -> {}));
        }

        private void serve(Stream stream) throws IOException {
            // a stream may come while it starts
            await().atMost(LONG).until(() -> consensus.isPresent());
            consensus.get().serve(faults.around(stream.peer().id(), id, stream));
        }

        private Stream dial(NodeId to, Duration patience) throws IOException {
            faults.connect(id, to);
            var address = addresses.get(to);
            if (address == null) throw new IOException(to + " is nowhere");
            return faults.around(to, id, client.open(address, ZONE, PURPOSE, patience));
        }

        Consensus raft() {
            return consensus.orElseThrow();
        }

        Applied put(String key, String value) {
            return raft().propose((key + "=" + value).getBytes(UTF_8))
                    .orTimeout(LONG.toSeconds(), TimeUnit.SECONDS)
                    .join();
        }

        boolean leads() {
            return raft().standing().role() == Role.LEADER;
        }

        @Override
        public void close() {
            addresses.remove(id);
            listener.close();
            raft().close();
            client.close();
            members.remove(id.uuid());
        }
    }

    Settings settings(String name, boolean founds) {
        return new Settings(group, new NodeId(name), folder.resolve(name), founds, election, 64 * 1024, LONG);
    }

    Member start(String name, boolean founds, Sample machine) throws IOException {
        var member = new Member(name, founds, machine);
        members.put(name, member);
        return member;
    }

    /** The first server. */
    Member found(String name) throws IOException {
        return start(name, true, new Sample());
    }

    /** Another server, with a vote. */
    Member join(String name) throws IOException {
        var member = start(name, false, new Sample());
        done(() -> leader().raft().addLearner(member.id));
        done(() -> leader().raft().promote(member.id));
        return member;
    }

    /** A server, and another, and so on. */
    void grow(String... names) throws IOException {
        for (var name : names) {
            if (members.isEmpty()) found(name);
            else join(name);
        }
    }

    interface Asked {
        CompletableFuture<Void> ask();
    }

    /** Asks until it is done: whoever leads may change meanwhile. */
    static void done(Asked asked) {
        await().atMost(LONG)
                .ignoreExceptions()
                .untilAsserted(() -> asked.ask().get(LONG.toSeconds(), TimeUnit.SECONDS));
    }

    /** Waits for one that leads, and says so with a read of its own. */
    Member leader() {
        return await().atMost(LONG)
                .ignoreExceptions()
                .until(
                        () -> members.values().stream().filter(Member::leads).findFirst(),
                        found -> found.isPresent() && readable(found.get()))
                .orElseThrow();
    }

    private static boolean readable(Member member) {
        member.raft().readBarrier().orTimeout(5, TimeUnit.SECONDS).join();
        return member.leads();
    }

    List<Member> others(Member one) {
        var others = new ArrayList<>(members.values());
        others.remove(one);
        return others;
    }

    Member get(String name) {
        return Objects.requireNonNull(members.get(name));
    }

    /** Waits until all have the same. */
    void settle() {
        await().atMost(LONG)
                .until(() -> members.values().stream()
                                .map(member -> member.machine.items)
                                .distinct()
                                .count()
                        == 1);
    }

    @Override
    public void close() {
        faults.heal();
        List.copyOf(members.values()).forEach(Member::close);
    }
}
