package org.opsbro.packs.core;

import static org.opsbro.evaluator.Function.Purity.WORLD;
import static org.opsbro.evaluator.Function.Type.TEXT;
import static org.opsbro.evaluator.Function.impure;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Optional;
import org.opsbro.evaluator.Arguments;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Function;
import org.opsbro.evaluator.Function.Argument;
import org.opsbro.evaluator.FunctionLibrary;
import org.opsbro.evaluator.Scope;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;

/** The nodes of the cluster and their groups. What asks for them is asked again as soon as they change. */
@AutoService(FunctionLibrary.class)
public final class GossipFunctions implements FunctionLibrary {
    private static final String GROUP = "gossip";
    private static final Argument[] CHOICE = {
        Argument.of("group", TEXT, Value.of("")),
        Argument.of("state", TEXT, Value.of("")),
        Argument.of("zone", TEXT, Value.of("")),
        Argument.of("service", TEXT, Value.of(""))
    };

    private final Census census = new Census();

    @Override
    public List<Function> functions() {
        return List.of(
                impure(
                        WORLD,
                        GROUP,
                        "is_in_group",
                        "Whether this node is in the group, defined or detected.",
                        "is_in_group('no-such-group') → False",
                        (a, scope) -> Value.of(scope.world().node().isIn(Arguments.text(a, 0))),
                        Argument.of("group", TEXT)),
                impure(
                        WORLD,
                        GROUP,
                        "is_in_defined_group",
                        "Whether the group is written in the configuration of this node.",
                        "is_in_defined_group('no-such-group') → False",
                        GossipFunctions::isDefined,
                        Argument.of("group", TEXT)),
                impure(
                        WORLD,
                        GROUP,
                        "is_in_static_group",
                        "The older name of is_in_defined_group.",
                        "is_in_static_group('no-such-group') → False",
                        GossipFunctions::isDefined,
                        Argument.of("group", TEXT)),
                impure(
                        WORLD,
                        GROUP,
                        "gossip_get_zone",
                        "The zone of a node, of this one without an argument.",
                        "gossip_get_zone() == gossip_get_zone('') → True",
                        GossipFunctions::zone,
                        Argument.of("node_uuid", TEXT, Value.of(""))),
                impure(
                        WORLD,
                        GROUP,
                        "gossip_count_nodes",
                        "How many nodes there are: of a group, in a state (alive suspect dead leave, or living for the first two), of a zone, "
                                + "that offer a service which passes, where these are given.",
                        "gossip_count_nodes(group='no-such-group') → 0",
                        (a, scope) -> census.count(choice(a), scope.world()),
                        CHOICE),
                impure(
                        WORLD,
                        GROUP,
                        "gossip_list_nodes",
                        "The names of the nodes that gossip_count_nodes counts, in order.",
                        "gossip_list_nodes(group='no-such-group') → []",
                        (a, scope) -> census.names(choice(a), scope.world()),
                        CHOICE),
                impure(
                        WORLD,
                        GROUP,
                        "gossip_have_event_type",
                        "Whether an event of this type was heard in the last five minutes.",
                        "gossip_have_event_type('no-such-event') → False",
                        GossipFunctions::heard,
                        Argument.of("type", TEXT)));
    }

    private static Value isDefined(List<Value> arguments, Scope scope) {
        return Value.of(scope.world().node().definedGroups().contains(Arguments.text(arguments, 0)));
    }

    private static Value zone(List<Value> arguments, Scope scope) {
        var uuid = Arguments.text(arguments, 0);
        var node = uuid.isEmpty()
                ? Optional.of(scope.world().node())
                : Optional.ofNullable(scope.world().nodes().get(new NodeId(uuid)));
        return Value.of(node.orElseThrow(() -> new EvaluationException("there is no node " + uuid))
                .zone());
    }

    private static Census.Choice choice(List<Value> arguments) {
        var state = Arguments.text(arguments, 1);
        if (!state.isEmpty()
                && !state.equals(Census.LIVING)
                && Node.State.named(state).isEmpty())
            throw new EvaluationException(
                    "found the state '" + state + "', want alive, suspect, dead, leave or living");
        return new Census.Choice(
                Arguments.text(arguments, 0), state, Arguments.text(arguments, 2), Arguments.text(arguments, 3));
    }

    private static Value heard(List<Value> arguments, Scope scope) {
        var type = Arguments.text(arguments, 0);
        return Value.of(
                scope.world().heard().stream().anyMatch(event -> event.type().equals(type)));
    }
}
