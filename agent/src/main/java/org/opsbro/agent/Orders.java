package org.opsbro.agent;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.opsbro.agent.api.AuthorityApi;
import org.opsbro.agent.api.ExecApi;
import org.opsbro.automation.Admission.Here;
import org.opsbro.automation.live.Audit;
import org.opsbro.automation.live.Exec;
import org.opsbro.automation.live.ExecService;
import org.opsbro.automation.live.ZoneAuthorities;
import org.opsbro.host.Commands;
import org.opsbro.model.Topic;
import org.opsbro.model.Turn;
import org.opsbro.model.World;
import org.opsbro.wire.Route;
import org.opsbro.wire.Streams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commands on other nodes, put together: who orders, who obeys, whose keys are here, and what is written down. */
final class Orders implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Orders.class);
    private final Supplier<World> world;
    private final ZoneAuthorities authorities;
    private final Audit audit;
    private final ExecService service;
    private final Exec exec;

    /**
     * @param streams to other agents
     * @param upwards a zone, then those above it, the nearest first
     * @throws StartException if the data folder cannot be used
     */
    Orders(
            Folders folders,
            Commands commands,
            Supplier<Settings> settings,
            Supplier<World> world,
            InstantSource clock,
            Streams streams,
            Function<String, List<String>> upwards) {
        this.world = world;
        this.authorities = new ZoneAuthorities(folders.configuration(), upwards);
        var folder = folders.data().resolve("exec");
        try {
            audit = new Audit(folders.history("exec"), clock);
            service = new ExecService(
                    commands,
                    () -> here(settings.get(), world.get(), upwards),
                    authorities,
                    audit,
                    folder.resolve("seen.json"),
                    clock);
            exec = new Exec(streams, service, world, authorities, audit, folder.resolve("runs"), clock);
        } catch (IOException failed) {
            throw new StartException(
                    "the journal of commands in " + folders.data() + " cannot be written: " + DataLock.reason(failed));
        }
    }

    private static Here here(Settings settings, World world, Function<String, List<String>> upwards) {
        var node = world.node();
        return new Here(node, settings.isOn(Topic.CONFIGURATION_AUTOMATION), upwards.apply(node.zone()));
    }

    /** Serves the streams of {@link ExecService#PURPOSE}. */
    Streams.Service service() {
        return service;
    }

    List<Turn> turns() {
        return List.of(exec);
    }

    List<Route> routes(ExecApi.Kept kept) {
        var all = new ArrayList<Route>(new ExecApi(exec, audit, kept).routes());
        all.addAll(new AuthorityApi(authorities, () -> world.get().node().zone()).routes());
        return all;
    }

    /** Kills what runs, here and elsewhere. */
    @Override
    public void close() {
        exec.close();
        service.close();
        try {
            audit.close();
        } catch (IOException failed) {
            LOG.error("exec: the audit journal is not whole on the disk", failed);
        }
    }
}
