package org.opsbro.agent.shared;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.opsbro.agent.api.KvCalls;
import org.opsbro.kv.raft.live.Consensus;
import org.opsbro.kv.raft.live.Consensus.Standing;
import org.opsbro.kv.raft.live.ConsensusException;
import org.opsbro.model.FieldsBuilder;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.wire.Reply;

/**
 * Who has a vote about the store. Servers come as learners; they are given votes so that there are 1, 3 or 5, because an even number endures no more losses
 * than the odd one below it. On the leader.
 */
final class Voters {
    private static final int MOST_VOTERS = 5;
    private static final int MOST_SERVERS = 9;
    private static final long SECONDS = 15;
    /** Entries that a learner may be behind when it is given a vote. */
    private static final long NEARLY = 1000;

    private static final long HEARD_MILLIS = 5000;
    private static final Duration REST = Duration.ofMinutes(1);

    private final Supplier<World> world;
    private final Supplier<Optional<Consensus>> log;
    private long handedOver;

    Voters(Supplier<World> world, Supplier<Optional<Consensus>> log) {
        this.world = world;
        this.log = log;
    }

    /** Lets a node follow, as a learner. */
    Reply add(NodeId id) throws InterruptedException {
        var node = world.get().nodes().get(id);
        if (node == null || !node.zone().equals(world.get().node().zone()))
            return Reply.error(409, "there is no node " + id + " in this zone");
        if (!node.groups().contains(Sharing.WANTED))
            return Reply.error(409, node.name() + " is not in the group " + Sharing.WANTED);
        var standing = log.get().map(Consensus::standing);
        if (standing.isPresent()) {
            var members = standing.get().members();
            if (members.voters().contains(id) || members.learners().contains(id))
                return Reply.json(tell(standing.get(), Value.object()).end());
            if (members.voters().size() + members.learners().size() >= MOST_SERVERS)
                return Reply.error(409, "there are " + MOST_SERVERS + " servers already");
        }
        return asked(consensus -> consensus.addLearner(id));
    }

    Reply remove(NodeId id) throws InterruptedException {
        return asked(consensus -> consensus.remove(id));
    }

    private interface Asking {
        CompletableFuture<Void> of(Consensus consensus);
    }

    private Reply asked(Asking asking) throws InterruptedException {
        var consensus = log.get();
        if (consensus.isEmpty())
            return Reply.error(503, "this server is not open").with(KvCalls.AGAIN, "1");
        try {
            asking.of(consensus.get()).get(SECONDS, TimeUnit.SECONDS);
            return Reply.json(tell(consensus.get().standing(), Value.object()).end());
        } catch (TimeoutException late) {
            return Reply.error(503, "not done in " + SECONDS + " s; it may be done later");
        } catch (ExecutionException failed) {
            var why = String.valueOf(
                    failed.getCause() == null ? failed : failed.getCause().getMessage());
            return failed.getCause() instanceof ConsensusException.Refused
                    ? Reply.error(409, why)
                    : failed.getCause() instanceof ConsensusException.Unsure
                            ? Reply.error(503, why)
                            : Reply.error(503, why).with(KvCalls.AGAIN, "1");
        }
    }

    /** Gives a vote to a learner, where that makes their number odd or will. */
    void grow() throws InterruptedException {
        var consensus = log.get();
        if (consensus.isEmpty()) return;
        var standing = consensus.get().standing();
        var count = standing.members().voters().size();
        var ready = ready(standing.members().learners(), standing);
        var wanted = count % 2 == 0 ? 1 : 2;
        if (count >= MOST_VOTERS || ready.size() < wanted) return;
        asked(each -> each.promote(ready.getFirst()));
    }

    /** Lets another one lead that has what this one has, and not again for a while: the other one's disk may be as full. */
    void handOver() throws InterruptedException {
        var consensus = log.get();
        if (consensus.isEmpty() || (handedOver != 0 && System.nanoTime() - handedOver < REST.toNanos())) return;
        var standing = consensus.get().standing();
        var next = ready(standing.members().voters(), standing);
        if (next.isEmpty()) return;
        handedOver = System.nanoTime();
        asked(each -> each.transferLeadership(next.getFirst()));
    }

    private static List<NodeId> ready(Set<NodeId> members, Standing standing) {
        List<NodeId> all = new ArrayList<>();
        for (var id : members) {
            var progress = standing.others().get(id);
            if (progress != null
                    && progress.agoMillis() < HEARD_MILLIS
                    && progress.last() >= standing.committed() - NEARLY) all.add(id);
        }
        all.sort(null);
        return all;
    }

    FieldsBuilder tell(Standing standing, FieldsBuilder all) {
        all.with("role", standing.role().name().toLowerCase(java.util.Locale.ROOT))
                .with("leader", standing.leader().map(this::name).orElse(""))
                .with("term", standing.term())
                .with("committed", standing.committed())
                .with("applied", standing.applied())
                .with("first", standing.first())
                .with("last", standing.last());
        List<Value> members = new ArrayList<>();
        standing.members().voters().stream().sorted().forEach(id -> members.add(member(id, true, standing)));
        standing.members().learners().stream().sorted().forEach(id -> members.add(member(id, false, standing)));
        return all.with("members", new Value.Items(members));
    }

    private Value member(NodeId id, boolean votes, Standing standing) {
        var node = Optional.ofNullable(world.get().nodes().get(id));
        var member = Value.object()
                .with("name", name(id))
                .with("id", id.uuid())
                .with("state", node.map(each -> each.state().word()).orElse("unknown"))
                .with("votes", votes);
        var progress = standing.others().get(id);
        if (progress != null) member.with("last", progress.last()).with("heard_ms_ago", progress.agoMillis());
        else if (id.equals(world.get().self())) member.with("last", standing.last());
        return member.end();
    }

    private String name(NodeId id) {
        return Optional.ofNullable(world.get().nodes().get(id)).map(Node::name).orElse(id.uuid());
    }
}
