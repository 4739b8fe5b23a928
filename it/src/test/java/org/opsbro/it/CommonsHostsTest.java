package org.opsbro.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opsbro.it.Patience.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/** What four hosts do for one another where three of them have the store of their zone. */
class CommonsHostsTest {
    private static final String PACK = "/var/lib/opsbro/local-configuration/packs/shop/";

    private static final String TROUBLES = "/kv?values&prefix=opsbro/troubles/";

    @TempDir
    private Path folder;

    private Hosts hosts = Hosts.NONE;

    @AfterEach
    void end() throws Exception {
        hosts.close();
    }

    private void machines() throws Exception {
        hosts = new Hosts(folder, 4);
        for (var host : hosts.all()) {
            host.shell("touch /run/open");
            host.write(PACK + "package.yml", "name: shop");
            // without checks that turn CRITICAL because this machine is busy
            host.write("/var/lib/opsbro/local-configuration/packs/linux/package.yml", "name: linux");
            host.write(
                    PACK + "monitoring/answers.yml", "check: {if_group: '*', interval: 1s, script: /bin/ls /run/open}");
            host.write(
                    PACK + "monitoring/lead.yml",
                    "check: {if_group: zone-leader, interval: 1s, critical_if: 'False', ok_output: \"'OK'\"}");
            host.write(PACK + "compliance/conf.yml", """
                    compliance:
                      verify_if: "{{kv.shop.text||''}} != ''"
                      mode: enforcing
                      max_parallel: 1
                      soak: 12s
                      rule:
                        name: text
                        type: file-content
                        parameters: {file: /etc/shop.conf, text: "{{kv.shop.text||''}}"}
                    """);
        }
        hosts.shareKey();
        hosts.join();
        for (var host : hosts.all().subList(0, 3)) host.does("agent parameters add groups raft-member");
        within(30, () -> hosts.host(1).does("agent info --json").contains("raft-member"));
        hosts.host(1).does("raft found");
        within(90, () -> hosts.host(4).get("/raft").split("\"votes\":true", -1).length == 4);
    }

    private static Value.Fields json(Hosts.Box host, String words) throws Exception {
        return Json.readObject(host.does(words + " --json"));
    }

    @Test
    void any_node_tells_of_all_and_they_take_turns() throws Exception {
        machines();
        seriesOfAll();
        onePlaceForWhatIsSent();
        checksOfOthers();
        resultsOfCommands();
        oneAfterTheOther();
        duties();
    }

    /** Names of the nodes whose load is rendered, with values. */
    private static List<String> loads(Hosts.Box asked) throws Exception {
        return asked.get("/render?format=raw&from=-5min&target=*.loadaverage.load1")
                .lines()
                .filter(line -> line.matches(".*[|,][0-9.]+(,.*|$)") && line.contains("|"))
                .map(line -> line.substring(0, line.indexOf('.')))
                .toList();
    }

    private void seriesOfAll() throws Exception {
        for (var host : hosts.all())
            host.does("ts put " + host.name() + ".shop.orders " + host.name().substring(1));

        within(60, () -> loads(hosts.host(1)).equals(List.of("h1", "h2", "h3", "h4")));
        assertThat(hosts.host(1).does("ts render 'sumSeries(*.loadaverage.load1)'"))
                .contains("sumSeries(*.loadaverage.load1)", "greatest");
        assertThat(hosts.host(3).get("/render?format=raw&from=-5min&target=integral(sumSeries(*.shop.orders))"))
                .contains("10.0");
        assertThat(hosts.host(1).does("ts render --local '*.shop.orders' --csv"))
                .contains("h1.")
                .doesNotContain("h4.");
        assertThat(hosts.host(1).does("ts show h4.shop.orders")).contains("last 4");
        assertThat(hosts.host(2).does("ts list '*.shop.orders'"))
                .contains("h1.shop.orders", "h2.shop.orders", "h3.shop.orders", "h4.shop.orders");
        assertThat(hosts.host(2).does("ts list p.orders")).contains("h1.shop.orders", "h4.shop.orders");
        assertThat(hosts.host(2).does("ts list p.orders --local"))
                .contains("h2.")
                .doesNotContain("h4.");
        hosts.host(4).does("ts put 'h4.shop.queue;of=mail' 7");
        assertThat(hosts.host(1).get("/tags/of")).contains("mail");
        assertThat(hosts.host(1).get("/render?format=raw&from=-5min&target=seriesByTag(%22of=mail%22)"))
                .contains("h4.shop.queue;of=mail", "7.0");
        assertThat(hosts.host(2).get("/metrics/find?query=*")).contains("\"h1\"", "\"h4\"");
        assertThat(hosts.host(2).get("/metrics/expand?query=h4.shop.*")).contains("h4.shop.orders");
    }

    private static double sum(Hosts.Box asked) throws Exception {
        return asked.get("/render?format=raw&from=-10min&target=stats_counts.orders")
                .lines()
                .filter(line -> line.startsWith("stats_counts.orders"))
                .flatMap(line -> List.of(line.substring(line.indexOf('|') + 1).split(",")).stream())
                .filter(value -> !value.equals("None"))
                .mapToDouble(Double::parseDouble)
                .sum();
    }

    private void count(int from) throws Exception {
        for (var host : hosts.all().subList(from, 4)) host.shell("printf 'orders:5|c' > /dev/udp/127.0.0.1/8125");
    }

    private void onePlaceForWhatIsSent() throws Exception {
        for (var host : hosts.all()) host.does("agent parameters add groups statsd");
        for (var host : hosts.all().subList(1, 3)) host.does("agent parameters add groups ts");
        for (var host : hosts.all())
            within(60, () -> {
                var modules = host.does("agent modules state");
                return modules.contains("kept by h2, h3") && modules.contains("port 8125");
            });

        count(0);
        within(60, () -> sum(hosts.host(1)) == 20);
        assertThat(sum(hosts.host(4))).isEqualTo(20);
        assertThat(hosts.host(4).does("ts show stats_counts.orders")).contains("greatest");
        var owners = new ArrayList<String>();
        for (var host : hosts.all())
            if (host.shell("./opsbro ts show stats_counts.orders --local").code() == 0) owners.add(host.name());
        assertThat(owners).singleElement().isIn("h2", "h3");
        var owner = hosts.all().stream()
                .filter(host -> host.name().equals(owners.getFirst()))
                .findFirst()
                .orElseThrow();

        owner.kill();
        within(60, () -> hosts.host(1).sees(owner).equals("dead"));
        count(3);
        within(60, () -> sum(hosts.host(1)) == 5);
        owner.does("agent start --daemon");
        for (var host : hosts.all()) within(60, () -> host.sees(owner).equals("alive"));
        within(60, () -> sum(hosts.host(4)) == 25);
    }

    private void checksOfOthers() throws Exception {
        var sick = hosts.host(4);
        sick.shell("rm /run/open");

        within(30, () -> hosts.host(1).does("monitoring state h4 --problems").contains("/run/open"));
        within(30, () -> hosts.host(2).does("monitoring state --all --problems").contains("shop/answers"));
        assertThat(hosts.host(1).does("monitoring state shop/answers --node h4"))
                .contains("Checks of h4", "CRITICAL");
        assertThat(hosts.host(1).does("monitoring history --node h4")).contains("shop/answers");
        assertThat(hosts.host(1).does("compliance state --node h4")).contains("shop");
        assertThat(hosts.host(1).does("top --once --node h4 --interval 500ms"))
                .startsWith("h4  zone ")
                .contains("── processes", "shop/answers");
        assertThat(json(hosts.host(1), "agent info --node h4").get("name").display())
                .isEqualTo("h4");
        assertThat(hosts.host(1).shell("./opsbro monitoring state h9").code()).isEqualTo(5);
        within(90, () -> hosts.host(2).get(TROUBLES).contains("shop/answers"));

        sick.kill();
        within(60, () -> hosts.host(1).sees(sick).equals("dead"));
        assertThat(loads(hosts.host(1))).containsExactly("h1", "h2", "h3");
        assertThat(hosts.host(1).does("monitoring state h4"))
                .contains("h4 does not answer", "told the store", "answers", "/run/open");
        assertThat(hosts.host(3).does("monitoring state --group '*'"))
                .contains("h1", "/run/open", "1 node does not answer");

        sick.shell("touch /run/open");
        sick.does("agent start --daemon");
        for (var host : hosts.all()) within(60, () -> host.sees(sick).equals("alive"));
        within(180, () -> !hosts.host(2).get(TROUBLES).contains("shop/answers"));
    }

    private void resultsOfCommands() throws Exception {
        hosts.host(1).does("gossip zone authority generate");
        var key = hosts.host(1)
                .shell("cat /etc/opsbro/zone_keys/internet.public.key")
                .out()
                .strip();
        for (var host : hosts.all().subList(1, 4)) host.does("gossip zone authority import '" + key + "'");

        var id = run("executors exec '*' --json -- hostname");
        var secret = run("executors exec '*' --no-store --json -- hostname");

        within(30, () -> hosts.host(3).shell("./opsbro executors results " + id).code() == 0);
        assertThat(hosts.host(3).does("executors results " + id).lines())
                .contains("h1 | h1", "h2 | h2", "h3 | h3", "h4 | h4");
        assertThat(hosts.host(4).does("executors results --json")).contains(id).doesNotContain(secret);
        assertThat(hosts.host(1).does("executors results " + secret)).contains("h4 | h4");
        hosts.host(1).kill();
        assertThat(hosts.host(4).does("executors results " + id)).contains("h2 | h2");
        hosts.host(1).does("agent start --daemon");
        within(60, () -> hosts.host(1).shell("./opsbro executors results " + id).code() == 0);
        assertThat(hosts.host(1).shell("./opsbro executors results " + secret).code())
                .isEqualTo(5);
    }

    private String run(String words) throws Exception {
        return Json.readObject(hosts.host(1).does(words)).get("id").display();
    }

    private List<Hosts.Box> changed() throws Exception {
        List<Hosts.Box> all = new ArrayList<>();
        for (var host : hosts.all()) if (host.shell("test -e /etc/shop.conf").code() == 0) all.add(host);
        return all;
    }

    private Hosts.Box unchanged() throws Exception {
        var changed = changed();
        return hosts.all().stream()
                .filter(host -> !changed.contains(host))
                .findFirst()
                .orElseThrow();
    }

    private void oneAfterTheOther() throws Exception {
        hosts.host(4).does("kv-store put shop/text one");
        within(60, () -> !changed().isEmpty());
        assertThat(changed()).hasSize(1);
        var canary = changed().getFirst();
        canary.shell("rm /run/open");

        var waiting = unchanged();
        within(
                60,
                () -> waiting.does("compliance state shop")
                        .contains("STOPPED by " + canary.name() + ": the check shop/answers turned CRITICAL"));
        assertThat(changed()).containsExactly(canary);
        assertThat(waiting.does("compliance plan shop")).contains("/etc/shop.conf");

        canary.shell("touch /run/open");
        waiting.does("compliance launch shop/conf --resume");
        assertThat(changed()).hasSize(2);
        waiting.kill();
        waiting.does("agent start --daemon");
        within(120, () -> changed().size() == 4);
        assertThat(Json.readObject(hosts.host(4).get("/kv?prefix=opsbro/compliance/stopped/"))
                        .get("keys"))
                .isEqualTo(Value.Items.EMPTY);
    }

    /** Those that look at what is for one node only. */
    private List<String> leading() throws Exception {
        List<String> all = new ArrayList<>();
        for (var host : hosts.all()) if (host.get("/monitoring/state").contains("\"shop/lead\"")) all.add(host.name());
        return all;
    }

    private String leader() throws Exception {
        return Json.readObject(hosts.host(4).get("/raft")).get("leader").display();
    }

    private void duties() throws Exception {
        within(60, () -> !leader().isEmpty() && leading().equals(List.of(leader())));
        var first = leader();
        assertThat(hosts.host(4).does("raft state")).contains("duties of the zone: " + first, "exec-results");
        assertThat(hosts.host(4).does("agent info --json").replaceAll("\\s", ""))
                .contains("\"zone_leader\":[\"" + first + "\"]");

        var box = hosts.all().stream()
                .filter(host -> host.name().equals(first))
                .findFirst()
                .orElseThrow();
        box.kill();
        within(60, () -> !leader().isEmpty() && !leader().equals(first));
        box.does("agent start --daemon");
        within(60, () -> !leader().isEmpty() && leading().equals(List.of(leader())));
    }
}
