package org.opsbro.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opsbro.it.Patience.within;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/** A pack on four hosts with one store: what is promoted on one runs on all, one that was off catches up, and the last good one is used without the store. */
class LevelsHostsTest {
    private static final String LOCAL = "/var/lib/opsbro/local-configuration/packs/shop/";
    private static final String ZONE = "/var/lib/opsbro/zone-configuration/packs/shop/";

    @TempDir
    private Path folder;

    private Hosts hosts = Hosts.NONE;

    @AfterEach
    void end() throws Exception {
        hosts.close();
    }

    /** One store on the first three, an authority that all know and that speaks on the first. */
    private void zone() throws Exception {
        hosts = new Hosts(folder, 4);
        hosts.shareKey();
        hosts.shareAuthority();
        hosts.join();
        for (var host : servers()) host.does("agent parameters add groups raft-member");
        hosts.host(1).does("raft found");
        within(
                90,
                () -> Json.readObject(hosts.host(1).get("/raft")).get("members") instanceof Value.Items members
                        && members.all().stream()
                                        .filter(each -> each.toString().contains("true"))
                                        .count()
                                == 3);
    }

    private List<Hosts.Box> servers() {
        return hosts.all().subList(0, 3);
    }

    private static void pack(Hosts.Box host) throws Exception {
        host.write(
                LOCAL + "package.yml",
                "name: shop\ndescription: Our shop\nparameters:\n  limit: {type: int, default: 5, doc: Jobs that may wait}");
        host.write(LOCAL + "libexec/check_queue", "#!/bin/sh\necho \"3 jobs wait, $1 may\"");
        host.shell("chmod 755 " + LOCAL + "libexec/check_queue");
        host.write(
                LOCAL + "monitoring/queue.yml",
                "check:\n  if_group: '*'\n  interval: 1s\n  script: libexec/check_queue {{parameters.limit}}");
        host.does("agent reload");
    }

    private static String check(Hosts.Box host) throws Exception {
        return host.shell("./opsbro monitoring state --json").out();
    }

    private static boolean says(Hosts.Box host, String output) throws Exception {
        return check(host).contains(output);
    }

    private static String level(Hosts.Box host, String key) throws Exception {
        var levels = (Value.Items) Json.read(host.get("/levels"));
        return levels.all().stream()
                .map(Value.Fields.class::cast)
                .filter(each -> each.get("level").display().equals("zone"))
                .findFirst()
                .orElseThrow()
                .get(key)
                .display();
    }

    @Test
    void what_one_publishes_all_use_also_those_that_were_off_and_without_the_store() throws Exception {
        zone();
        var one = hosts.host(1);
        var late = hosts.host(4);
        pack(one);
        within(20, () -> says(one, "3 jobs wait, 5 may"));

        assertThat(one.does("packs promote local.shop --to-zone")).contains("on all nodes of it (version 1)");
        for (var host : hosts.all()) within(20, () -> says(host, "3 jobs wait, 5 may"));
        assertThat(one.shell("ls " + LOCAL).code()).isNotZero();
        assertThat(hosts.host(2).shell("./opsbro packs delete zone.shop").error())
                .contains("private key is not on this node");
        assertThat(hosts.host(2)
                        .shell("./opsbro kv-store put opsbro/levels/zone x")
                        .error())
                .contains("are the agents' own");
        assertThat(hosts.host(2).shell("./opsbro kv-store delete o --prefix").error())
                .contains("are the agents' own");

        hosts.host(2).write(LOCAL.replace("shop", "mine") + "package.yml", "name: mine\ndescription: Only here");
        hosts.host(2).write(LOCAL.replace("shop", "mine") + "parameters/parameters.yml", "password: secret");
        hosts.host(2).does("agent reload");
        one.does("packs copy local.mine of-h2 --from h2");
        assertThat(one.shell("cd " + LOCAL.replace("shop", "of-h2") + "; cat package.yml; ls")
                        .out())
                .contains("name: of-h2", "Only here")
                .doesNotContain("parameters");
        assertThat(hosts.host(3)
                        .shell("./opsbro packs copy local.mine x --from h2")
                        .error())
                .contains("private key is not on this node");

        late.does("agent stop");
        one.does("packs parameters set zone.shop.limit 7");
        one.shell("sed -i 's/jobs wait/orders wait/' " + ZONE + "libexec/check_queue");
        assertThat(level(one, "state")).isEqualTo("edited");
        assertThat(one.does("packs publish zone")).contains("~ shop/libexec/check_queue", "version 3");
        for (var host : servers()) within(20, () -> says(host, "3 orders wait, 7 may"));
        hosts.host(2).shell("echo 'description: mine' >> " + ZONE + "package.yml");
        assertThat(hosts.host(2).does("packs levels")).contains("edited", "~ shop/package.yml");
        late.does("agent start --daemon");
        within(60, () -> says(late, "3 orders wait, 7 may"));

        one.does("packs parameters set zone.shop.limit 8");
        for (var host : hosts.all()) within(30, () -> says(host, "3 orders wait, 8 may"));
        assertThat(hosts.host(2)
                        .shell("cat " + level(hosts.host(2), "kept").replaceAll("[\\[\\]\"]", "") + "/shop/package.yml")
                        .out())
                .contains("description: mine");

        for (var host : servers()) host.kill();
        late.does("agent stop");
        late.does("agent start --daemon");
        within(60, () -> level(late, "state").equals("unreachable"));
        within(20, () -> says(late, "3 orders wait, 8 may"));
        for (var host : servers()) host.does("agent start --daemon");
        within(90, () -> level(late, "state").equals("ok"));
        one.does("packs delete zone.shop");
        for (var host : hosts.all()) within(30, () -> !check(host).contains("shop/queue"));
    }

    @Test
    void what_the_zone_at_the_top_publishes_for_all_comes_down_through_the_relays() throws Exception {
        hosts = new Hosts(folder, 2);
        var top = hosts.host(1);
        var below = hosts.host(2);
        for (var host : hosts.all()) {
            host.write("/etc/opsbro/zones/europe.yml", "zone:\n  name: europe\n  sub-zones: [paris]");
            host.write(
                    "/etc/opsbro/agent.yml",
                    "node-zone: " + (host == top ? "europe" : "paris\nparent_seeds: [10.99.0.1]")
                            + "\nproxy-node: true");
        }
        var key = Json.readObject(below.does("gossip zone key generate --zone paris --json"))
                .get("key")
                .display();
        top.shell("echo " + key + " | ./opsbro gossip zone key import --zone paris");
        var authority = Json.readObject(top.does("gossip zone authority generate --zone europe --json"))
                .get("public_key")
                .display();
        below.does("gossip zone authority import " + authority + " --zone europe");
        hosts.start();
        pack(top);

        assertThat(top.does("packs promote local.shop --to-global")).contains("version 1");
        within(60, () -> says(below, "3 jobs wait, 5 may"));
        top.does("packs parameters set global.shop.limit 6");
        within(30, () -> says(below, "3 jobs wait, 6 may"));
        assertThat(below.shell("./opsbro packs delete global.shop").error()).contains("comes down through the relays");
    }
}
