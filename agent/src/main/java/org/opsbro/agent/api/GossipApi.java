package org.opsbro.agent.api;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.opsbro.model.ClusterEvent;
import org.opsbro.model.GroupName;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;

/** The cluster: its members, and what is told through it. */
public final class GossipApi {
    private static final int MOST_SECONDS = 60;
    private final Supplier<World> world;
    private final IntFunction<List<Value.Fields>> history;
    private final Cluster cluster;

    /** What the gossip does when it is asked. Each may block, and throws IOException with the reason where it does not succeed. */
    public interface Cluster {
        /** Joins the cluster of an agent at {@code host[:port]}: keys address, name, zone, nodes. */
        Value.Fields join(String address) throws IOException;

        /** Leaves in good order, and stops to gossip. */
        void leave() throws IOException;

        /** Tells the zone that a node that cannot speak for itself is gone for good. */
        void dismiss(Node node) throws IOException;

        /** Says that a node is a relay of our zone: keys node, zone, until. */
        Value.Fields certify(Node node, Duration valid) throws IOException;

        /** Asks a node for a sign of life: keys reached, way (itself, direct, tcp, relayed by …), round_trip in seconds, tcp, clock_offset; reason. */
        Value.Fields ping(Node node) throws IOException;

        /** The agents that answer to a call in the local networks. */
        List<Node> detect(Duration patience) throws IOException;

        /** Tells the whole zone; the zones below it too where that is wanted. */
        ClusterEvent tell(String type, String payload, boolean subZones) throws IOException;

        /** Whether a node comes and goes too often to tell each time. */
        boolean flaps(NodeId id);

        /** How gossip is doing: state, local_health, counters, links, problems. */
        Value.Fields state();
    }

    public GossipApi(Supplier<World> world, IntFunction<List<Value.Fields>> history, Cluster cluster) {
        this.world = world;
        this.history = history;
        this.cluster = cluster;
    }

    public List<Route> routes() {
        return List.of(
                new Route(
                        "GET",
                        "/agent/members",
                        "Nodes by id; ?group=, ?zone= and ?state= choose",
                        Access.OPEN,
                        this::members),
                new Route(
                        "GET",
                        "/agent/members/history",
                        "Nodes that came, went or changed; ?limit=N",
                        Access.OPEN,
                        request -> Reply.json(Bodies.history(history.apply(Bodies.limit(request))))),
                new Route(
                        "GET",
                        "/agent/query/guess/{name}",
                        "The node of an id, a name, a display name or an address",
                        Access.OPEN,
                        request -> withNode(request.variable("name"), this::told)),
                new Route(
                        "GET",
                        "/gossip/state",
                        "How gossip is doing: health, links, counters, unknown keys",
                        Access.OPEN,
                        request -> Reply.json(cluster.state())),
                new Route(
                        "POST",
                        "/agent/join",
                        "Joins the cluster of an agent: {\"address\": \"host[:port]\"}",
                        Access.TOKEN,
                        this::join),
                new Route(
                        "POST",
                        "/agent/leave",
                        "Leaves the cluster; with {\"node\": …} tells that another node is gone for good",
                        Access.TOKEN,
                        this::leave),
                new Route(
                        "POST",
                        "/agent/ping",
                        "Asks a node for a sign of life: {\"node\": …}",
                        Access.TOKEN,
                        this::ping),
                new Route(
                        "POST",
                        "/agent/authorities/certify",
                        "Certifies a relay of our zone: {\"node\": …, \"days\": 365}",
                        Access.LOCAL,
                        this::certify),
                new Route(
                        "POST",
                        "/agent/detect",
                        "Calls agents in the local networks: {\"timeout\": seconds}",
                        Access.TOKEN,
                        this::detect),
                new Route(
                        "GET",
                        "/agent/events",
                        "Events of the cluster of the last minutes; ?type= and ?zone= choose",
                        Access.OPEN,
                        this::events),
                new Route(
                        "POST",
                        "/agent/event",
                        "Tells the whole zone: {\"type\": …, \"payload\": …, \"sub_zones\": false}",
                        Access.TOKEN,
                        this::tell));
    }

    private Reply members(Request request) {
        var group = request.query("group");
        var zone = request.query("zone");
        var state = request.query("state");
        Map<String, Value> members = new TreeMap<>();
        for (var node : world.get().nodes().values()) {
            if (group.isPresent() && !node.isIn(group.get())) continue;
            if (zone.isPresent() && !node.zone().equals(zone.get())) continue;
            if (state.isPresent() && !node.state().word().equals(state.get())) continue;
            members.put(node.id().uuid(), told(node));
        }
        return Reply.json(Value.fields(members));
    }

    /** A node, and whether it flaps. */
    private Value.Fields told(Node node) {
        var all = Value.object();
        node.toValue().forEach(all::with);
        return all.with("flapping", cluster.flaps(node.id())).end();
    }

    private Reply join(Request request) {
        var address = Bodies.text(Bodies.fields(request), "address");
        return attempt(() -> cluster.join(address));
    }

    private Reply leave(Request request) {
        var wanted = Bodies.find(Bodies.fields(request), "node")
                .orElse(world.get().self().uuid());
        return withNode(wanted, node -> {
            if (node.id().equals(world.get().self())) cluster.leave();
            else cluster.dismiss(node);
            return Value.object().with("left", node.id().uuid()).end();
        });
    }

    private Reply ping(Request request) {
        return withNode(Bodies.text(Bodies.fields(request), "node"), cluster::ping);
    }

    private Reply certify(Request request) {
        var body = Bodies.fields(request);
        var days = Bodies.find(body, "days").orElse("365");
        if (!days.matches("[0-9]{1,4}") || Integer.parseInt(days) < 1)
            throw new IllegalArgumentException("want days from 1 to 9999, found " + days);
        return withNode(
                Bodies.text(body, "node"), node -> cluster.certify(node, Duration.ofDays(Integer.parseInt(days))));
    }

    private Reply detect(Request request) {
        var seconds = Bodies.find(Bodies.fields(request), "timeout").orElse("2");
        if (!seconds.matches("[0-9]{1,2}(\\.[0-9]{1,3})?") || Double.parseDouble(seconds) > MOST_SECONDS)
            throw new IllegalArgumentException(
                    "want a timeout in seconds up to " + MOST_SECONDS + ", found " + seconds);
        var patience = Duration.ofMillis((long) (Double.parseDouble(seconds) * 1000));
        return attempt(() -> Value.object()
                .with(
                        "nodes",
                        new Value.Items(cluster.detect(patience).stream()
                                .<Value>map(Node::toValue)
                                .toList()))
                .end());
    }

    private Reply events(Request request) {
        var type = request.query("type");
        var zone = request.query("zone");
        return Reply.json(new Value.Items(world.get().heard().stream()
                .filter(event -> type.isEmpty() || event.type().equals(type.get()))
                .filter(event -> zone.isEmpty() || event.zone().equals(zone.get()))
                .<Value>map(ClusterEvent::toValue)
                .toList()));
    }

    private Reply tell(Request request) {
        var body = Bodies.fields(request);
        var type = Bodies.text(body, "type");
        if (!GroupName.isOne(type))
            throw new IllegalArgumentException("found the type \"" + type
                    + "\", want letters, digits and _ - . : only, at most " + ClusterEvent.MAX_TYPE);
        var payload = Bodies.find(body, "payload").orElse("");
        var subZones = Bodies.isTrue(body, "sub_zones");
        return attempt(() -> cluster.tell(type, payload, subZones).toValue());
    }

    private interface Deed {
        Value.Fields done() throws IOException;
    }

    private interface NodeDeed {
        Value.Fields done(Node node) throws IOException;
    }

    /** What the network refuses is no bug of the agent: 502 with the reason. */
    private static Reply attempt(Deed deed) {
        try {
            return Reply.json(deed.done());
        } catch (IOException failed) {
            return Reply.error(502, String.valueOf(failed.getMessage()));
        }
    }

    private Reply withNode(String wanted, NodeDeed deed) {
        return OneNode.called(world.get(), wanted, node -> attempt(() -> deed.done(node)));
    }
}
