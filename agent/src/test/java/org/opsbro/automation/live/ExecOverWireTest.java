package org.opsbro.automation.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.automation.Admission.Here;
import org.opsbro.automation.NodeRun;
import org.opsbro.automation.NodeRun.State;
import org.opsbro.host.linux.LinuxHost;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.World;
import org.opsbro.wire.HeldKeys;
import org.opsbro.wire.KeyRing;
import org.opsbro.wire.Keys;
import org.opsbro.wire.StreamClient;
import org.opsbro.wire.StreamLimits;
import org.opsbro.wire.StreamServer;
import org.opsbro.wire.WireCounters;
import org.opsbro.wire.ZoneKey;

/** Two agents on the loopback: sealed TCP, signed orders, real commands. */
class ExecOverWireTest {
    private static final InstantSource CLOCK = InstantSource.system();

    @TempDir
    private Path folder;

    private final SecureRandom random = new SecureRandom();
    private final Keys keys = new Keys(HeldKeys.of("paris", KeyRing.of(ZoneKey.generate(random, Instant.EPOCH))));
    private final Node boss = node("boss", 1);
    private ZoneAuthorities authorities;
    private Audit audit;
    private ExecService service;
    private StreamServer server;
    private StreamClient client;
    private Exec exec;

    private static Node node(String name, int port) {
        var node = Node.named(new NodeId(UUID.randomUUID().toString()), name, "paris");
        return node.with(node.profile().at(InetAddress.getLoopbackAddress().getHostAddress(), port));
    }

    @BeforeEach
    void agents() throws IOException {
        authorities = new ZoneAuthorities(folder, List::of);
        authorities.generate("paris", false);
        audit = new Audit(folder.resolve("audit"), CLOCK);
        var worker = node("worker", 1);
        service = new ExecService(
                new LinuxHost().commands(),
                () -> new Here(worker, true, List.of("paris")),
                authorities,
                audit,
                folder.resolve("seen"),
                CLOCK);
        server = new StreamServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                keys,
                worker.id(),
                Map.of(ExecService.PURPOSE, service),
                StreamLimits.USUAL,
                random,
                new WireCounters(CLOCK));
        client = new StreamClient(keys, boss.id(), random, new WireCounters(CLOCK));
        var reached = worker.with(
                worker.profile().at(worker.address(), server.address().getPort() - 1));
        var world = new World(
                CLOCK.instant(),
                boss.id(),
                Map.of(
                        boss.id(),
                        boss.withDefinedGroups(new java.util.TreeSet<>(List.of("boss"))),
                        reached.id(),
                        reached),
                Map.of(),
                Map.of(),
                List.of(),
                List.of());
        exec = new Exec(client, service, () -> world, authorities, audit, folder.resolve("runs"), CLOCK);
    }

    @AfterEach
    void end() throws IOException {
        exec.close();
        service.close();
        server.close();
        client.close();
        audit.close();
    }

    private Run begin(String line) {
        var errand = Fleet.shell("!boss", line);
        return exec.begin(errand, exec.plan(errand), "alice");
    }

    @Test
    void a_command_runs_on_another_agent_and_all_it_says_comes_back() throws Exception {
        var run = Fleet.ended(begin("seq 100000; echo end >&2; exit 5"));

        assertThat(Fleet.only(run))
                .returns(State.DONE, NodeRun::state)
                .returns(588_895L + 4, NodeRun::printedBytes)
                .satisfies(node -> assertThat(node.code()).hasValue(5));
        assertThat(run.whole().display()).contains("\"err\":\"end\\n\"");
    }

    @Test
    void many_orders_one_after_the_other_lose_no_last_word() throws Exception {
        for (var i = 0; i < 30; i++)
            assertThat(Fleet.only(Fleet.ended(begin("echo x"))).succeeded()).isTrue();
    }

    @Test
    void an_agent_that_dies_loses_the_run_at_once() throws Exception {
        var run = begin("echo begun; sleep 60");
        Awaitility.await().until(() -> Fleet.only(run).state() == State.RUNNING);

        server.close();

        assertThat(Fleet.only(Fleet.ended(run)))
                .returns(State.LOST, NodeRun::state)
                .satisfies(node -> assertThat(node.reason()).contains("whether it ran to its end is not known"));
    }

    @Test
    void a_cancelled_run_ends_there() throws Exception {
        var mark = "77" + ProcessHandle.current().pid();
        var run = begin("sleep " + mark);
        Awaitility.await().until(() -> Fleet.only(run).state() == State.RUNNING);

        run.cancel();

        assertThat(Fleet.only(Fleet.ended(run)).state()).isEqualTo(State.CANCELLED);
        // a killed process takes a moment to go
        Awaitility.await()
                .until(() -> ProcessHandle.allProcesses()
                        .flatMap(process -> process.info().commandLine().stream())
                        .noneMatch(line -> line.contains("sleep " + mark)));
    }

    @Test
    void without_a_key_of_the_zone_nothing_is_said() throws Exception {
        keys.swap(HeldKeys.clear("paris"));

        assertThat(Fleet.only(Fleet.ended(begin("echo x"))))
                .returns(State.UNREACHABLE, NodeRun::state)
                .satisfies(node -> assertThat(node.reason()).contains("the stream is not encrypted"));
    }
}
