package org.opsbro.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.opsbro.it.Patience.eventually;
import static org.opsbro.it.Patience.freePort;
import static org.opsbro.it.Patience.within;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kiwiproject.consul.Consul;
import org.kiwiproject.consul.ConsulException;
import org.kiwiproject.consul.model.State;
import org.kiwiproject.consul.model.agent.ImmutableRegistration;
import org.kiwiproject.consul.model.agent.Registration;
import org.kiwiproject.consul.option.QueryOptions;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/**
 * The views of three agents as the programs use them that they are for: Prometheus and promtool of Debian, two clients of Consul (Java's
 * consul-client and Debian's python3-consul2), and Ansible.
 */
class PeersTest {
    @TempDir
    private static Path agents;

    private static Neighbours neighbours;

    @TempDir
    private Path folder;

    private final Programs programs = new Programs();

    @BeforeAll
    static void cluster() throws Exception {
        neighbours = new Neighbours(agents, 3, "groups: [web]\n");
        neighbours.start();
    }

    @AfterAll
    static void gone() throws Exception {
        neighbours.close();
    }

    @AfterEach
    void end() {
        programs.close();
    }

    private static String get(String url) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                    .body();
        }
    }

    /** What Prometheus answers to a query: values by the label node, or by nothing. */
    private static Map<String, String> asked(int port, String query) throws Exception {
        var answer = Json.readObject(get("http://127.0.0.1:" + port + "/api/v1/query?query="
                + URLEncoder.encode(query, StandardCharsets.UTF_8)));
        var found = new TreeMap<String, String>();
        var results = (Value.Items) ((Value.Fields) answer.get("data")).get("result");
        for (var each : results.all()) {
            var sample = (Value.Fields) each;
            var labels = (Value.Fields) sample.get("metric");
            var value = ((Value.Items) sample.get("value")).all().get(1).display();
            found.put(labels.get("node").display(), value);
        }
        return found;
    }

    private int prometheus() throws Exception {
        var job = """
                  - job_name: %s
                    http_sd_configs:
                      - url: http://127.0.0.1:%d/http_sd?%s
                        refresh_interval: 1s
                    relabel_configs:
                      - source_labels: [__meta_opsbro_display_name]
                        target_label: node
                """;
        var seed = neighbours.get(1).port();
        var configuration = folder.resolve("prometheus.yml");
        Files.writeString(
                configuration,
                "global: {scrape_interval: 500ms, scrape_timeout: 400ms}\nscrape_configs:\n"
                        + job.formatted("opsbro", seed, "group=web")
                        + job.formatted("dead", seed, "state=dead")
                        + job.formatted("wrong", seed, "group=((web"));
        assertThat(Programs.said("/usr/bin/promtool", "check", "config", configuration.toString()))
                .contains("SUCCESS");
        var port = freePort();
        programs.start(
                folder,
                "/usr/bin/prometheus",
                "--config.file=" + configuration,
                "--storage.tsdb.path=" + folder.resolve("tsdb"),
                "--web.listen-address=127.0.0.1:" + port);
        return port;
    }

    @Test
    void prometheus_finds_all_agents_scrapes_them_and_keeps_the_dead_one_as_down() throws Exception {
        var port = prometheus();
        eventually(() -> {
            try {
                return asked(port, "up{job='opsbro'}").equals(Map.of("n1", "1", "n2", "1", "n3", "1"));
            } catch (java.net.ConnectException starting) {
                return false;
            }
        });

        within(
                10,
                () -> asked(port, "opsbro_nodes{job='opsbro',state='alive'}")
                        .equals(Map.of("n1", "3", "n2", "3", "n3", "3")));
        assertThat(asked(port, "opsbro_ready == 1")).hasSize(3);
        assertThat(asked(port, "process_resident_memory_bytes > 1e7")).hasSize(3);
        within(
                20,
                () -> asked(port, "opsbro_collector_value{collector='loadaverage',key='load1'}")
                                .size()
                        == 3);
        assertThat(asked(port, "scrape_samples_scraped > 100")).hasSize(3);
        assertThat(get("http://127.0.0.1:" + port + "/metrics"))
                .contains("prometheus_target_scrapes_sample_duplicate_timestamp_total 0\n");
        assertThat(asked(port, "up{job='dead'}")).isEmpty();
        assertThat(asked(port, "up{job='wrong'}")).isEmpty();
        assertThat(get("http://127.0.0.1:" + port + "/metrics"))
                .containsPattern("prometheus_sd_http_failures_total [1-9]");

        neighbours.get(3).server().kill();
        within(15, () -> asked(port, "up{job='opsbro'}").equals(Map.of("n1", "1", "n2", "1", "n3", "0")));
        within(15, () -> asked(port, "up{job='dead'}").equals(Map.of("n3", "0")));
        within(10, () -> asked(port, "opsbro_nodes{job='opsbro',state='dead'}").equals(Map.of("n1", "1", "n2", "1")));

        neighbours.get(3).start();
        within(20, () -> asked(port, "up{job='opsbro'}").equals(Map.of("n1", "1", "n2", "1", "n3", "1")));
        within(20, () -> neighbours.get(1).count("alive") == 3);
    }

    @Test
    void promtool_finds_nothing_wrong_in_the_metrics() throws Exception {
        var url = "http://127.0.0.1:" + neighbours.get(1).port() + "/metrics";

        eventually(() -> get(url).contains("opsbro_collector_value{collector=\"loadaverage\",key=\"load1\"}"));
        assertThat(get(url)).contains("# TYPE opsbro_nodes gauge", "opsbro_check_state{check=");
        assertThat(Programs.said("curl", "-sf", "-H", "Accept: application/openmetrics-text", url))
                .contains("\nprocess_cpu_seconds_total ")
                .endsWith("\n# EOF\n");
        assertThat(Programs.said("bash", "-c", "curl -sf " + url + " | /usr/bin/promtool check metrics && echo fine"))
                .isEqualTo("fine\n");
    }

    private static Consul consul(Neighbours.One agent, String token) {
        return Consul.builder()
                .withUrl("http://127.0.0.1:" + agent.port())
                .withAclToken(token)
                .withReadTimeoutMillis(60_000)
                .build();
    }

    private static Consul consul(int number) throws Exception {
        return consul(neighbours.get(number), neighbours.get(number).server().token());
    }

    private static ImmutableRegistration registration(String id, String name) {
        return ImmutableRegistration.builder()
                .id(id)
                .name(name)
                .port(8080)
                .addTags("v2")
                .check(Registration.RegCheck.ttl(30))
                .build();
    }

    @Test
    void a_java_client_of_consul_sees_the_nodes_and_their_health() throws Exception {
        var consul = consul(1);

        assertThat(consul.catalogClient().getDatacenters()).containsExactly("internet");
        assertThat(consul.catalogClient().getNodes().getResponse())
                .hasSize(3)
                .allSatisfy(node -> assertThat(node.getAddress()).isEqualTo("127.0.0.1"));
        assertThat(consul.agentClient().getAgent().getConfig().getDatacenter()).isEqualTo("internet");
        assertThat(consul.agentClient().getMembers()).hasSize(3);
        assertThat(consul.statusClient().getLeader())
                .contains("127.0.0.1:" + neighbours.get(1).port());
        assertThat(consul.catalogClient().getServices().getResponse().get("opsbro"))
                .contains("web");
        var agentsFound = consul.catalogClient().getService("opsbro").getResponse();
        assertThat(agentsFound.stream().map(each -> each.getServicePort()).sorted())
                .isEqualTo(neighbours.all().stream().map(each -> each.port()).toList());
        var node = agentsFound.getFirst().getNode();
        assertThat(consul.healthClient().getNodeChecks(node).getResponse())
                .anySatisfy(check -> assertThat(check.getCheckId()).isEqualTo("serfHealth"));
        assertThat(consul.healthClient().getChecksByState(State.PASS).getResponse())
                .hasSizeGreaterThanOrEqualTo(3);
        assertThat(consul.catalogClient().getNode(node).getResponse().getServices())
                .containsKey("opsbro");
    }

    @Test
    void a_java_client_registers_a_service_and_another_elsewhere_wakes_up() throws Exception {
        var here = consul(1).healthClient();
        var there = consul(2).agentClient();
        var nobody = here.getHealthyServiceInstances("shop");
        assertThat(nobody.getResponse()).isEmpty();

        var woken = CompletableFuture.supplyAsync(() -> here.getHealthyServiceInstances(
                "shop", QueryOptions.blockSeconds(30, nobody.getIndex()).build()));
        there.register(registration("shop-1", "shop"));
        assertThat(there.isRegistered("shop-1")).isTrue();
        there.pass("shop-1", "works");

        var seen = woken.get(10, TimeUnit.SECONDS);
        assertThat(seen.getIndex()).isGreaterThan(nobody.getIndex());
        assertThat(seen.getResponse()).singleElement().satisfies(instance -> {
            assertThat(instance.getService().getPort()).isEqualTo(8080);
            assertThat(instance.getService().getTags()).contains("v2", "web");
            assertThat(instance.getNode().getAddress()).isEqualTo("127.0.0.1");
        });

        var failing = CompletableFuture.supplyAsync(() -> here.getHealthyServiceInstances(
                "shop", QueryOptions.blockSeconds(30, seen.getIndex()).build()));
        there.fail("shop-1", "broken");
        assertThat(failing.get(10, TimeUnit.SECONDS).getResponse()).isEmpty();
        assertThat(here.getAllServiceInstances("shop").getResponse()).hasSize(1);
        assertThat(here.getServiceChecks("shop").getResponse())
                .anySatisfy(check -> assertThat(check.getStatus()).isEqualTo("critical"));

        there.deregister("shop-1");
        within(10, () -> here.getAllServiceInstances("shop").getResponse().isEmpty());
        assertThat(there.getServices()).doesNotContainKey("shop-1");
    }

    @Test
    void a_blocking_query_that_nothing_changes_returns_the_same_after_its_time() throws Exception {
        var here = consul(1).catalogClient();
        var first = here.getService("never-there");

        var start = System.nanoTime();
        var second = here.getService(
                "never-there", QueryOptions.blockSeconds(1, first.getIndex()).build());

        assertThat(second.getIndex()).isEqualTo(first.getIndex());
        assertThat(System.nanoTime() - start)
                .isBetween(TimeUnit.MILLISECONDS.toNanos(900), TimeUnit.SECONDS.toNanos(5));
    }

    @Test
    void a_client_of_consul_without_the_right_token_or_with_a_wrong_wish_is_told_so() throws Exception {
        var stranger = consul(neighbours.get(1), "wrong");
        assertThat(stranger.catalogClient().getNodes().getResponse()).hasSize(3);
        assertThatThrownBy(() -> stranger.agentClient().register(registration("shop-2", "shop")))
                .isInstanceOf(ConsulException.class)
                .hasMessageContaining("401");
        assertThat(stranger.agentClient().isRegistered("shop-2")).isFalse();

        var known = consul(1);
        assertThatThrownBy(() -> known.agentClient()
                        .register(ImmutableRegistration.builder()
                                .from(registration("shop-2", "shop"))
                                .check(Registration.RegCheck.args(List.of("/bin/true"), 10))
                                .build()))
                .isInstanceOf(ConsulException.class)
                .hasMessageContaining("400");
        assertThat(known.keyValueClient().putValue("key", "value")).isTrue();
        assertThatThrownBy(() -> known.agentClient().pass("never-there")).isInstanceOf(Exception.class);
    }

    @Test
    void a_python_client_of_consul_registers_blocks_and_fires() throws Exception {
        var script = folder.resolve("client.py");
        Files.writeString(script, """
                import consul, sys, threading
                here = consul.Consul(port=int(sys.argv[1]), token=sys.argv[2])
                there = consul.Consul(port=int(sys.argv[3]), token=sys.argv[4])
                index, nodes = here.catalog.nodes()
                assert len(nodes) == 3, nodes
                assert here.status.leader(), "a leader"
                assert here.agent.self()["Config"]["Datacenter"] == "internet"
                index, nobody = here.health.service("cache", passing=True)
                assert nobody == [], nobody
                def register():
                    assert there.agent.service.register("cache", service_id="cache-1", port=6379, tags=["v1"], check=consul.Check.ttl("20s"))
                    assert there.agent.check.ttl_pass("service:cache-1", "works")
                threading.Timer(0.5, register).start()
                later, found = here.health.service("cache", passing=True, index=index, wait="20s")
                assert int(later) > int(index), (later, index)
                assert [each["Service"]["Port"] for each in found] == [6379], found
                assert "cache" in here.catalog.services()[1]
                assert there.agent.service.deregister("cache-1")
                assert there.event.fire("deployed", "release 42")
                print("fine")
                """);

        assertThat(Programs.said(
                        "/usr/bin/python3",
                        script.toString(),
                        "" + neighbours.get(1).port(),
                        neighbours.get(1).server().token(),
                        "" + neighbours.get(2).port(),
                        neighbours.get(2).server().token()))
                .isEqualTo("fine\n");
        within(10, () -> neighbours.get(3).get("/v1/event/list?name=deployed").contains("cmVsZWFzZSA0Mg=="));
    }

    private String ansible(String program, Server server, String... words) throws Exception {
        var script = server.script("inventory");
        var line = new ArrayList<>(List.of(
                "env",
                "ANSIBLE_HOME=" + folder.resolve("ansible"),
                "ANSIBLE_LOCAL_TEMP=" + folder.resolve("tmp"),
                "ANSIBLE_REMOTE_TEMP=" + folder.resolve("remote"),
                "ANSIBLE_NOCOLOR=1",
                "ANSIBLE_PYTHON_INTERPRETER=/usr/bin/python3",
                "ANSIBLE_INVENTORY_UNPARSED_FAILED=1",
                "LC_ALL=C.UTF-8",
                "/usr/bin/" + program,
                "-i",
                script.toString()));
        line.addAll(List.of(words));
        return Programs.said(line.toArray(String[]::new));
    }

    @Test
    void ansible_reads_the_inventory_and_runs_on_the_nodes_of_a_group() throws Exception {
        var server = neighbours.get(1).server();

        var list = Json.readObject(ansible("ansible-inventory", server, "--list"));
        var hosts = (Value.Fields) ((Value.Fields) list.get("_meta")).get("hostvars");
        assertThat(hosts.keys()).hasSize(3);
        assertThat(((Value.Items) ((Value.Fields) list.get("web")).get("hosts")).all())
                .hasSize(3);
        assertThat(ansible("ansible-inventory", server, "--graph"))
                .contains("@web:", "@zone_internet:", "@state_alive:", "@linux:");

        var ran = ansible(
                "ansible",
                server,
                "web:&state_alive",
                "-c",
                "local",
                "-m",
                "command",
                "-a",
                "echo is {{ opsbro_display_name }}");
        assertThat(ran).contains("is n1", "is n2", "is n3").doesNotContain("FAILED", "WARNING");
    }

    @Test
    void ansible_is_told_when_there_is_no_agent_instead_of_finding_nobody() throws Exception {
        var nobody = new Server(folder.resolve("nobody"));
        Files.createDirectories(folder.resolve("nobody"));

        assertThat(ansible("ansible-inventory", nobody, "--list")).contains("ERROR");
    }
}
