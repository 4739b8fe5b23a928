package org.opsbro.it;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.opsbro.it.Patience.secondsUntil;
import static org.opsbro.it.Patience.within;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/**
 * A service on two hosts, seen from a third one by those who use it: dig, dnsmasq and HAProxy of Debian, and what Prometheus, Consul's clients and
 * Ansible read.
 */
class ViewsHostsTest {
    private static final String DIG = "dig @127.0.0.1 -p 5300 +time=2 +tries=1 ";
    private static final String RESOLVER =
            "/usr/sbin/dnsmasq --conf-file=/dev/null --no-resolv --no-hosts --bind-interfaces --listen-address=127.0.0.1 --port=5300"
                    + " --pid-file= --user=root --server=/opsbro/127.0.0.1#6766";
    private static final String BALANCER = """
            global
                stats socket /tmp/haproxy.sock mode 600 level admin
            defaults
                mode http
                timeout connect 1s
                timeout client 5s
                timeout server 5s
                retries 0
            resolvers names
                nameserver local 127.0.0.1:5300
                accepted_payload_size 8192
                timeout resolve 200ms
                timeout retry 200ms
                hold valid 100ms
                hold obsolete 300ms
            frontend in
                bind 127.0.0.1:8000
                default_backend shop
            backend shop
                balance roundrobin
                server-template shop 3 _shop._tcp.opsbro resolvers names init-addr none
            """;

    @TempDir
    private Path folder;

    private Hosts hosts = Hosts.NONE;

    @BeforeEach
    void machines() throws Exception {
        hosts = new Hosts(folder, 3);
        hosts.host(1).write("/etc/opsbro/agent.yml", "groups: [dns-listener]");
        for (var host : hosts.all().subList(1, 3)) shop(host);
        hosts.join();
        hosts.host(1).shell(RESOLVER);
        hosts.host(1).write("/tmp/haproxy.cfg", BALANCER);
        hosts.host(1).shell("/usr/sbin/haproxy -D -f /tmp/haproxy.cfg > /tmp/haproxy.log 2>&1");
    }

    /** A web server that says the name of its host, and a service that stands on a file. */
    private static void shop(Hosts.Box host) throws Exception {
        var pack = "/var/lib/opsbro/local-configuration/packs/shop/";
        host.write("/etc/opsbro/agent.yml", "groups: [web]");
        host.write(pack + "package.yml", "name: shop");
        host.write(
                pack + "monitoring/open.yml",
                "check:\n  if_group: web\n  interval: 1s\n  script: /bin/ls /run/shop-open");
        host.write(
                pack + "monitoring/shop.yml",
                "service:\n  if_group: web\n  port: 8080\n  tags: [v2]\n  checks: [open]");
        open(host);
        host.write("/tmp/web/index.html", host.name());
        host.shell("setsid python3 -m http.server 8080 -d /tmp/web > /dev/null 2>&1 < /dev/null &");
    }

    private static void open(Hosts.Box host) throws Exception {
        host.shell("touch /run/shop-open");
    }

    @AfterEach
    void end() throws Exception {
        hosts.close();
    }

    private Set<String> dig(String question) throws Exception {
        return hosts.host(1).shell(DIG + "+short " + question).out().lines().collect(toCollection(TreeSet::new));
    }

    /** Who answers four calls in a row. */
    private Set<String> served() throws Exception {
        var calls = "for i in 1 2 3 4; do curl -s -m 3 -f http://127.0.0.1:8000/ || echo nobody; done";
        return hosts.host(1)
                .shell(calls)
                .out()
                .lines()
                .filter(line -> !line.isBlank())
                .collect(toCollection(TreeSet::new));
    }

    private Set<String> texts(String path, String... keys) throws Exception {
        var found = new TreeSet<String>();
        for (var item : ((Value.Items) Json.read(hosts.host(1).get(path))).all()) {
            Value value = item;
            for (var key : keys) value = ((Value.Fields) value).get(key);
            found.add(value.display());
        }
        return found;
    }

    private Set<String> passing() throws Exception {
        return texts("/v1/health/service/shop?passing", "Node", "Node");
    }

    @Test
    void names_and_views_follow_the_service_and_the_hosts_within_seconds() throws Exception {
        within(20, () -> dig("shop.service.opsbro").equals(Set.of("10.99.0.2", "10.99.0.3")));
        within(20, () -> served().equals(Set.of("h2", "h3")));
        assertThat(dig("_shop._tcp.opsbro SRV"))
                .containsExactly("1 1 8080 h2.node.opsbro.", "1 1 8080 h3.node.opsbro.");
        assertThat(dig("v2.shop.service.opsbro")).isEmpty();
        assertThat(passing()).containsExactly("h2", "h3");

        hosts.host(2).shell("rm /run/shop-open");
        var critical = secondsUntil(10, () -> dig("shop.service.opsbro").equals(Set.of("10.99.0.3")));
        within(5, () -> served().equals(Set.of("h3")));
        assertThat(passing()).containsExactly("h3");
        assertThat(texts("/v1/health/service/shop", "Node", "Node")).containsExactly("h2", "h3");
        assertThat(texts("/http_sd?service=shop", "labels", "__meta_opsbro_service_state"))
                .containsExactly("critical", "ok");
        assertThat(dig("h2.node.opsbro")).containsExactly("10.99.0.2");

        open(hosts.host(2));
        within(10, () -> dig("shop.service.opsbro").size() == 2);
        hosts.host(3).kill();
        var dead = secondsUntil(10, () -> dig("shop.service.opsbro").equals(Set.of("10.99.0.2")));
        within(5, () -> served().equals(Set.of("h2")));
        assertThat(dig("web.group.opsbro")).containsExactly("10.99.0.2");
        assertThat(dig("h3.node.opsbro")).isEmpty();
        assertThat(dig("h3.node.opsbro TXT").toString()).contains("state=dead");
        assertThat(passing()).containsExactly("h2");
        assertThat(texts("/v1/health/state/critical", "Node")).contains("h3");
        assertThat(texts("/http_sd", "labels", "__meta_opsbro_node")).containsExactly("h1", "h2", "h3");
        assertThat(texts("/http_sd?state=dead", "labels", "__meta_opsbro_node")).containsExactly("h3");
        assertThat(hosts.host(1).does("inventory --list")).contains("\"h2\"").doesNotContain("\"h3\"");

        hosts.host(3).does("agent start --daemon");
        var back = secondsUntil(15, () -> dig("shop.service.opsbro").size() == 2);
        within(5, () -> served().equals(Set.of("h2", "h3")));
        System.out.printf(
                "names: critical gone after %.1f s, dead after %.1f s, back after %.1f s%n", critical, dead, back);
    }
}
