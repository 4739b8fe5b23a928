package org.opsbro.monitoring.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.FunctionLibrary;
import org.opsbro.model.CheckState;
import org.opsbro.model.Event;
import org.opsbro.model.Json;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.NodeService;
import org.opsbro.model.Status;
import org.opsbro.model.World;
import org.opsbro.monitoring.RegistrationReader;

class RegistryTest {
    private static final String WEB =
            "{\"ID\": \"web-1\", \"Name\": \"web\", \"Port\": 80, \"Check\": {\"TTL\": \"15s\"}}";

    private final Path data;

    private final Evaluator evaluator = new Evaluator(ServiceLoader.load(FunctionLibrary.class));
    private final MovedHost host = new MovedHost();
    private Instant now = Instant.parse("2026-01-01T12:00:00Z");
    private World world = World.of(
            Node.named(new NodeId("aa"), "n", "internet").withDetectedGroups(new TreeSet<>(List.of("linux"))), now);
    private final List<Event> slow = new ArrayList<>();

    private CheckTurn checks = checks(Map.of());
    private ServiceTurn services = services();
    private Registry registry;

    RegistryTest(@TempDir Path data) {
        this.data = data;
        this.registry = registry(Map.of());
    }

    private CheckTurn checks(Map<String, Status> kept) {
        return new CheckTurn(evaluator, host, () -> now, new SplittableRandom(1), () -> true, this::later, kept);
    }

    private synchronized void later(List<Event> events) {
        slow.addAll(events);
    }

    private ServiceTurn services() {
        return new ServiceTurn(evaluator, host, () -> now, new SplittableRandom(1), () -> true);
    }

    private Registry registry(Map<String, Status> kept) {
        return new Registry(data, evaluator, host, () -> now, checks, services, kept);
    }

    private void restart() {
        var kept = world.checks();
        checks = checks(kept);
        services = services();
        registry = registry(kept);
        world = World.of(world.node().with(world.node().profile().withServices(Map.of())), now)
                .after(new Event.ChecksRun(now, List.copyOf(kept.values())));
    }

    private synchronized void look() {
        fold(List.copyOf(slow));
        slow.clear();
        fold(checks.take(world));
        fold(services.take(world));
    }

    private void fold(List<Event> events) {
        for (var event : events) world = world.after(event);
    }

    private void pass(int seconds) {
        for (var i = 0; i < seconds; i++) {
            now = now.plusSeconds(1);
            host.pass(Duration.ofSeconds(1));
            look();
        }
    }

    private void register(String json) {
        registry.register(RegistrationReader.service(Json.readObject(json), address -> true));
        look();
    }

    private NodeService offered(String id) {
        return Objects.requireNonNull(world.node().services().get(id));
    }

    @Test
    void a_service_with_a_ttl_passes_while_its_program_says_so() {
        register(WEB);
        assertThat(offered("web-1"))
                .isEqualTo(new NodeService("web-1", "web", 80, CheckState.CRITICAL, new TreeSet<>()));
        assertThat(registry.tell("service:web-1", CheckState.OK, "fine")).isTrue();
        look();
        assertThat(offered("web-1").state()).isEqualTo(CheckState.OK);
        assertThat(world.checks().get("registered/service:web-1"))
                .satisfies(status -> assertThat(status.output()).isEqualTo("fine"));
        pass(14);
        assertThat(offered("web-1").state()).isEqualTo(CheckState.OK);
        pass(3);
        assertThat(offered("web-1").state()).isEqualTo(CheckState.CRITICAL);
        assertThat(registry.tell("nothing", CheckState.OK, "")).isFalse();
    }

    @Test
    void what_was_registered_and_said_outlives_a_restart() {
        register(WEB);
        assertThat(registry.tell("service:web-1", CheckState.WARNING, "slow")).isTrue();
        look();
        restart();
        look();
        assertThat(offered("web-1").state()).isEqualTo(CheckState.WARNING);
        pass(17);
        assertThat(offered("web-1").state()).isEqualTo(CheckState.CRITICAL);
    }

    @Test
    void who_registers_again_keeps_what_was_said() {
        register(WEB);
        assertThat(registry.tell("service:web-1", CheckState.OK, "fine")).isTrue();
        register(WEB.replace("80", "81"));
        assertThat(offered("web-1").port()).isEqualTo(81);
        assertThat(offered("web-1").state()).isEqualTo(CheckState.OK);
        assertThat(registry.deregister("web-1")).isTrue();
        assertThat(registry.deregister("web-1")).isFalse();
        look();
        assertThat(world.node().services()).isEmpty();
        assertThat(world.checks()).isEmpty();
    }

    @Test
    void several_services_of_one_name_are_told_apart_by_their_ids() {
        register(WEB);
        register("{\"ID\": \"web-2\", \"Name\": \"web\", \"Port\": 82}");
        assertThat(world.node().services()).containsOnlyKeys("web-1", "web-2");
        assertThat(offered("web-2").state()).isEqualTo(CheckState.OK);
        assertThatThrownBy(() -> register(
                        WEB.replace("web-1", "web-3").replace("\"TTL\"", "\"CheckID\": \"service:web-1\", \"TTL\"")))
                .hasMessageContaining("belongs to something else");
    }

    @Test
    void connections_and_pages_are_looked_at_by_the_agent() {
        register(
                "{\"Name\": \"tcp\", \"Check\": {\"TCP\": \"127.0.0.1:1\", \"Interval\": \"5s\", \"Timeout\": \"1s\"}}");
        register(
                "{\"Name\": \"page\", \"Check\": {\"HTTP\": \"http://127.0.0.1:1/\", \"Interval\": \"5s\", \"Timeout\": \"1s\"}}");
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
            look();
            return offered("tcp").state() == CheckState.CRITICAL
                    && offered("page").state() == CheckState.CRITICAL;
        });
        assertThat(world.checks().get("registered/service:tcp"))
                .satisfies(status -> assertThat(status.output()).isEqualTo("no connection to 127.0.0.1:1"));
        assertThat(world.checks().get("registered/service:page"))
                .satisfies(status -> assertThat(status.output()).isEqualTo("no answer"));
    }

    @Test
    void a_check_may_come_later_or_stand_alone() {
        register("{\"Name\": \"web\"}");
        registry.register(RegistrationReader.check(
                Json.readObject("{\"Name\": \"late\", \"ServiceID\": \"web\", \"TTL\": \"10s\"}")));
        registry.register(RegistrationReader.check(Json.readObject("{\"Name\": \"alone\", \"TTL\": \"10s\"}")));
        look();
        assertThat(offered("web").state()).isEqualTo(CheckState.CRITICAL);
        assertThat(world.checks()).containsOnlyKeys("registered/late", "registered/alone");
        assertThat(registry.deregisterCheck("late")).isTrue();
        assertThat(registry.deregisterCheck("late")).isFalse();
        look();
        assertThat(offered("web").state()).isEqualTo(CheckState.OK);
        assertThatThrownBy(() -> registry.register(RegistrationReader.check(
                        Json.readObject("{\"Name\": \"x\", \"ServiceID\": \"no\", \"TTL\": \"10s\"}"))))
                .hasMessageContaining("no service is registered by the id no");
    }

    @Test
    void what_is_critical_for_too_long_is_taken_away() {
        register(WEB.replace("\"15s\"", "\"15s\", \"DeregisterCriticalServiceAfter\": \"1m\""));
        pass(50);
        assertThat(registry.take(world)).isEmpty();
        assertThat(registry.services()).hasSize(1);
        pass(20);
        assertThat(registry.take(world)).isEmpty();
        look();
        assertThat(world.node().services()).isEmpty();
    }

    @Test
    void a_damaged_file_is_told_and_the_agent_goes_on() throws Exception {
        Files.writeString(data.resolve("registered.json"), "{\"services\": [{\"Name\": \"a b\"}]}");
        restart();
        assertThat(registry.services()).isEmpty();
    }
}
