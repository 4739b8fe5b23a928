package org.opsbro.agent.shared;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.opsbro.metrology.zone.live.Neighbours;
import org.opsbro.metrology.zone.live.Onward;
import org.opsbro.model.Node;
import org.opsbro.model.Turn;
import org.opsbro.model.World;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Streams;

/** What the agents of a zone have in common: they answer for one another, and keep things in the store of the zone, if there is one. */
public final class Commons {
    /** Of the streams on which samples go to who keeps them. */
    private static final String ONWARD = "series";

    private final NodeCalls calls;
    private final LastTroubles last;
    private final ClusterChecks checks;
    private final SeriesElsewhere series;
    private final ExecResults results;
    private final Rollouts rollouts;
    private final Duties duties;
    private final Supplier<World> world;
    private final Caller onward;

    /**
     * What hangs together.
     *
     * @param storeCalls what is answered by whoever has the store, wherever that is
     * @param data the folder for what a restart must not forget
     * @throws IOException if what is there cannot be read
     */
    public Commons(
            Sharing sharing,
            List<Route> storeCalls,
            Streams streams,
            Supplier<World> world,
            Path data,
            InstantSource clock)
            throws IOException {
        this.world = world;
        onward = new Caller(streams, ONWARD, true, 1);
        var store = new ZoneStore(sharing::isShared, storeCalls);
        calls = new NodeCalls(streams, world);
        last = new LastTroubles(store, new SplittableRandom());
        checks = new ClusterChecks(world, calls, last);
        series = new SeriesElsewhere(world, calls);
        results = new ExecResults(store, world);
        rollouts = new Rollouts(store, world, data, clock);
        duties = new Duties(
                sharing::hasDuties,
                store,
                world,
                clock,
                List.of(
                        new Duties.Duty("exec-results", Duration.ofMinutes(10), now -> results.prune()),
                        new Duties.Duty("monitoring-last", Duration.ofHours(1), last::forget)));
    }

    /** All that people may call: what nodes tell of themselves, of any node of the zone. */
    public List<Route> routes(List<Route> told) {
        var all = new ArrayList<>(series.found(checks.remembering(calls.anywhere(told))));
        all.addAll(checks.own());
        all.addAll(checks.routes());
        all.addAll(duties.routes());
        return all;
    }

    /**
     * What other nodes may ask this one.
     *
     * @param told what only reads
     * @param keeping what takes samples for series of this node, on sealed streams only
     */
    public Map<String, Streams.Service> services(List<Route> told, List<Route> keeping) {
        var all = new ArrayList<>(told);
        all.addAll(checks.own());
        return Map.of(NodeCalls.PURPOSE, calls.service(all), ONWARD, CallService.sealed(world, keeping));
    }

    /** Sends other nodes what they keep. */
    public Onward.Delivery delivery() {
        return new Onward.Delivery() {
            @Override
            public Reply call(Node to, Request request) throws IOException {
                return onward.call(to, request);
            }

            @Override
            public void tidy() {
                onward.tidy();
            }
        };
    }

    /** Asks the other nodes of the zone. */
    public Neighbours neighbours() {
        return calls;
    }

    public List<Turn> turns() {
        return List.of(last, rollouts, duties);
    }

    public ExecResults results() {
        return results;
    }

    public Rollouts rollouts() {
        return rollouts;
    }
}
