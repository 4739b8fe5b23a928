package org.opsbro.agent;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.opsbro.agent.api.Answers;
import org.opsbro.agent.api.ConsulAgentApi;
import org.opsbro.agent.api.ConsulApi;
import org.opsbro.agent.api.MetricsApi;
import org.opsbro.agent.api.ViewsApi;
import org.opsbro.host.Network;
import org.opsbro.model.Event;
import org.opsbro.model.World;
import org.opsbro.pack.Module;
import org.opsbro.wire.Route;

/** What other tools read: it wakes those who wait for an answer when the nodes or the events of the cluster changed. */
final class Views implements Bulletin.Reader {
    private final Answers answers;
    private @Nullable Object nodes;
    private @Nullable Object heard;

    Views(RandomGenerator random, InstantSource clock) {
        answers = new Answers(random, clock.millis());
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // the maps of the World are shared while nothing in them changes
    public void read(Event event, World world) {
        if (world.nodes() == nodes && world.heard() == heard) return;
        nodes = world.nodes();
        heard = world.heard();
        answers.worldChanged();
    }

    /** @param look runs what is due, so that who registered something finds it at once */
    List<Route> routes(
            Supplier<World> world,
            BooleanSupplier ready,
            Rooms rooms,
            Runnable look,
            ConsulApi.Teller teller,
            Supplier<MetricsApi.Cost> process,
            Network network,
            String version) {
        List<Route> routes = new ArrayList<>();
        routes.addAll(new ViewsApi(world, ready).routes());
        routes.addAll(new MetricsApi(
                        world,
                        ready,
                        () -> rooms.modules().stream().map(Module::report).toList(),
                        process,
                        version)
                .routes());
        routes.addAll(new ConsulApi(world, ready, answers, teller).routes());
        routes.addAll(new ConsulAgentApi(
                        world, rooms.registry(), look, address -> isOwn(address, network, world.get()), version)
                .routes());
        return routes;
    }

    private static boolean isOwn(String address, Network network, World world) {
        return List.of("", "127.0.0.1", "::1", "localhost", network.hostName(), network.fullName())
                        .contains(address)
                || address.equals(world.node().address())
                || network.addresses().values().stream().anyMatch(all -> all.contains(address));
    }
}
