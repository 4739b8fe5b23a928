package org.opsbro.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opsbro.it.Patience.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/** One store on three hosts, used by a fourth: what was acknowledged stays, whatever happens to one of the three. */
class RaftHostsTest {
    private static final String SOCKET = "--unix-socket /var/lib/opsbro/opsbro.sock";

    /** Writes one key after the other as fast as it can, each as often as it takes, and notes those that were acknowledged. */
    private static final String WRITER =
            "'i=0; until [ -e /tmp/halt ]; do i=$((i+1)); until curl -sf --max-time 20 " + SOCKET
                    + " -X PUT --data-binary $i \"http://x/kv/$(hostname)/$i?request=$(hostname)-$i\" > /tmp/answer; do"
                    + " [ -e /tmp/halt ] && exit; sleep 0.1; done; echo $i >> /tmp/acknowledged; done'";

    @TempDir
    private Path folder;

    private Hosts hosts = Hosts.NONE;

    /** The first three have the store. */
    private void machines(int count) throws Exception {
        hosts = new Hosts(folder, count);
        hosts.shareKey();
        hosts.join();
        hosts.host(1).does("kv-store put before alone");
        for (var host : servers()) host.does("agent parameters add groups raft-member");
        within(30, () -> hosts.host(1).does("agent info --json").contains("raft-member"));
        hosts.host(1).does("raft found");
        within(90, () -> voters(hosts.host(1)).size() == 3);
    }

    @AfterEach
    void end() throws Exception {
        hosts.close();
    }

    private List<Hosts.Box> servers() {
        return hosts.all().subList(0, 3);
    }

    private static Value.Fields state(Hosts.Box host) throws Exception {
        return Json.readObject(host.get("/raft"));
    }

    private static Set<String> voters(Hosts.Box host) throws Exception {
        var names = new TreeSet<String>();
        if (state(host).get("members") instanceof Value.Items members)
            for (var each : members.all())
                if (each instanceof Value.Fields member && member.get("votes").equals(Value.TRUE))
                    names.add(member.get("name").display());
        return names;
    }

    /** Whom the fourth takes for the leader, by asking one that is there. */
    private Hosts.Box leader() throws Exception {
        within(60, () -> {
            var name = state(hosts.host(4)).get("leader").display();
            return hosts.all().stream().anyMatch(host -> host.name().equals(name));
        });
        var name = state(hosts.host(4)).get("leader").display();
        return servers().stream()
                .filter(host -> host.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static boolean has(Hosts.Box host, String key, String value) throws Exception {
        var got = host.shell("curl -sf --max-time 20 " + SOCKET + " 'http://x/kv/" + key + "?consistent'");
        return got.code() == 0 && got.out().equals(value);
    }

    private static long acknowledged(Hosts.Box host) throws Exception {
        return host.shell("cat /tmp/acknowledged 2> /dev/null").out().lines().count();
    }

    /** Something happened: the writers go on. */
    private static void goesOn(List<Hosts.Box> writers) throws Exception {
        for (var writer : writers) {
            var before = acknowledged(writer);
            within(60, () -> acknowledged(writer) > before + 20);
        }
    }

    @Test
    void what_is_acknowledged_stays_while_leaders_are_killed_cut_off_and_started_anew() throws Exception {
        machines(4);
        for (var host : hosts.all()) within(20, () -> has(host, "before", "alone"));
        var writers = List.of(hosts.host(4), hosts.host(2));
        var running = new ArrayList<Hosts.Running>();
        for (var writer : writers) running.add(writer.begins("bash -c " + WRITER));
        goesOn(writers);

        for (var round = 0; round < 2; round++) {
            var killed = leader();
            killed.kill();
            within(60, () -> {
                var name = state(hosts.host(4)).get("leader").display();
                return !name.isEmpty() && !name.equals(killed.name());
            });
            goesOn(List.of(hosts.host(4)));
            killed.does("agent start --daemon");
            goesOn(writers);
        }
        var cut = leader();
        for (var other : servers()) if (other != cut) hosts.cut(number(cut), number(other));
        goesOn(List.of(hosts.host(4)));
        for (var other : servers()) if (other != cut) hosts.heal(number(cut), number(other));
        goesOn(writers);

        for (var writer : writers) writer.shell("touch /tmp/halt");
        for (var each : running) each.ends(60);
        for (var writer : writers) {
            var keys = writer.shell("cat /tmp/acknowledged").out().lines().toList();
            assertThat(keys).hasSizeGreaterThan(100);
            for (var host : hosts.all()) {
                within(30, () -> has(host, writer.name() + "/" + keys.getLast(), keys.getLast()));
                assertThat(names(host, writer.name() + "/"))
                        .as("what %s reads of what %s wrote", host.name(), writer.name())
                        .containsAll(keys.stream()
                                .map(key -> writer.name() + "/" + key)
                                .toList());
            }
        }
        assertThat(voters(hosts.host(4))).containsExactly("h1", "h2", "h3");
    }

    @Test
    void three_become_five_and_three_again_while_somebody_writes() throws Exception {
        machines(6);
        var writer = hosts.host(6);
        var running = writer.begins("bash -c " + WRITER);
        goesOn(List.of(writer));

        for (var host : hosts.all().subList(3, 5)) host.does("agent parameters add groups raft-member");
        within(120, () -> voters(hosts.host(1)).size() == 5);
        goesOn(List.of(writer));
        leader().does("raft leave");
        within(60, () -> voters(writer).size() == 4);
        goesOn(List.of(writer));
        var five = new ArrayList<>(voters(writer));
        var next = hosts.all().stream()
                .filter(host -> host.name().equals(five.getLast()))
                .findFirst()
                .orElseThrow();
        next.does("raft leave");
        within(60, () -> voters(writer).size() == 3);
        goesOn(List.of(writer));

        writer.shell("touch /tmp/halt");
        running.ends(60);
        var keys = writer.shell("cat /tmp/acknowledged").out().lines().toList();
        for (var host : hosts.all())
            assertThat(names(host, writer.name() + "/"))
                    .as("what %s reads", host.name())
                    .containsAll(
                            keys.stream().map(key -> writer.name() + "/" + key).toList());
    }

    /** A service manager: what ends is started again. */
    private static final String SERVICE =
            "'until [ -e /tmp/enough ]; do ./opsbro agent start > /tmp/agent.out 2>&1; echo $? >> /tmp/exits; sleep 1; done'";

    /** All of the disk of its store but so many MiB is somebody else's. */
    private static void fill(Hosts.Box host, int left) throws Exception {
        var filled =
                host.shell("rm -f /var/lib/opsbro/kv/other; dd if=/dev/zero of=/var/lib/opsbro/kv/other bs=1M count=$(("
                        + "$(df --output=avail -m /var/lib/opsbro/kv | tail -1) - " + left + ")) 2> /dev/null");
        assertThat(filled.code()).as(filled.error()).isZero();
    }

    @Test
    void a_disk_that_is_full_stops_nobody_else_and_its_node_comes_back_by_itself() throws Exception {
        hosts = new Hosts(folder, 4);
        hosts.shareKey();
        var full = hosts.host(3);
        full.shell(
                "mkdir -p -m 700 /var/lib/opsbro/kv && mount -t tmpfs -o size=160m,mode=700 none /var/lib/opsbro/kv");
        hosts.join();
        for (var host : servers()) host.does("agent parameters add groups raft-member");
        within(30, () -> hosts.host(1).does("agent info --json").contains("raft-member"));
        hosts.host(1).does("raft found");
        within(90, () -> voters(hosts.host(1)).size() == 3);
        full.does("agent stop");
        var service = full.begins("bash -c " + SERVICE);
        within(60, () -> full.shell("./opsbro raft wait-leader").code() == 0);
        var writer = hosts.host(4);
        var running = writer.begins("bash -c " + WRITER);
        goesOn(List.of(writer));

        fill(full, 30);
        goesOn(List.of(writer));
        within(30, () -> state(full).get("trouble").display().contains("make room"));
        assertThat(leader().name()).isNotEqualTo("h3");
        var had = state(full).get("last");
        goesOn(List.of(writer));
        assertThat(state(full).get("last")).isEqualTo(had);
        assertThat(full.get("/kv-meta/state")).contains("\"state\":\"ok\"");

        full.shell("rm /var/lib/opsbro/kv/other; yes > /var/lib/opsbro/kv/other");
        var killed = leader();
        killed.kill(); // where a vote cannot be written the agent ends
        killed.does("agent start --daemon");
        goesOn(List.of(writer));
        full.shell("rm /var/lib/opsbro/kv/other");
        within(90, () -> has(full, "h4/1", "1"));
        within(60, () -> voters(full).size() == 3 && !state(full).has("trouble"));

        writer.shell("touch /tmp/halt");
        running.ends(60);
        var keys = writer.shell("cat /tmp/acknowledged").out().lines().toList();
        for (var host : hosts.all())
            assertThat(names(host, "h4/"))
                    .as("what %s reads", host.name())
                    .containsAll(keys.stream().map(key -> "h4/" + key).toList());
        full.shell("touch /tmp/enough; ./opsbro agent stop");
        service.ends(60);
        full.shell("umount /var/lib/opsbro/kv");
    }

    private static int number(Hosts.Box host) {
        return Integer.parseInt(host.name().substring(1));
    }

    private static Set<String> names(Hosts.Box host, String prefix) throws Exception {
        var all = new TreeSet<String>();
        var after = "";
        do {
            var page = Json.readObject(host.get("/kv?consistent&limit=10000&prefix=" + prefix + "&after=" + after));
            if (page.get("keys") instanceof Value.Items keys) for (var key : keys.all()) all.add(key.display());
            after = page.get("more").equals(Value.TRUE) ? page.get("next").display() : "";
        } while (!after.isEmpty());
        return all;
    }

    @Test
    void a_lock_is_free_when_its_node_is_lost_and_a_node_that_leaves_uses_the_store_of_the_others() throws Exception {
        machines(4);
        var holding = hosts.host(4).begins("./opsbro kv-store lock jobs/one -- sleep 600");
        within(30, () -> hosts.host(1).get("/kv/jobs/one?meta").contains("\"session\""));
        assertThat(hosts.host(1)
                        .shell("./opsbro kv-store lock jobs/one --timeout 1s -- true")
                        .code())
                .isEqualTo(2);

        hosts.host(4).shell("kill -9 $(pgrep -f 'kv-store lock'); kill -9 $(cat /var/lib/opsbro/agent.lock)");

        assertThat(hosts.host(1)
                        .shell("./opsbro kv-store lock jobs/one --timeout 90s -- echo mine")
                        .out())
                .contains("mine");
        assertThat(holding.ends(20).code()).isNotZero();

        hosts.host(3).does("raft leave");
        within(30, () -> voters(hosts.host(1)).size() == 2);
        hosts.host(3).does("kv-store put after left");
        assertThat(has(hosts.host(1), "after", "left")).isTrue();
        assertThat(state(hosts.host(3)).get("shape").display()).isEqualTo("server"); // another one answers
        assertThat(hosts.host(3).does("kv-store state")).contains("other nodes have it: h1, h2");
        hosts.host(3).does("raft join --discard");
        within(90, () -> voters(hosts.host(1)).size() == 3);
        within(20, () -> has(hosts.host(3), "after", "left"));

        hosts.host(2).does("kv-store backup /tmp/backup");
        // by one that leads and by one that follows, whichever is which
        hosts.host(3).does("kv-store backup /tmp/backup");
        for (var host : List.of(hosts.host(2), hosts.host(3))) {
            hosts.host(4).does("kv-store put after " + host.name());
            host.does("kv-store restore /tmp/backup");
            for (var each : hosts.all()) {
                within(20, () -> has(each, "after", "left"));
                assertThat(each.shell("./opsbro kv-store get more").code()).isEqualTo(5);
            }
            hosts.host(4).does("kv-store put more " + host.name());
        }
        assertThat(hosts.host(4).shell("./opsbro kv-store restore /tmp/backup").error())
                .contains("put it back on one of them: h1, h2, h3");
        assertThat(hosts.host(4).get("/kv-meta/changes?index=3")).contains("forgotten");
    }

    @Test
    void a_folder_that_is_an_older_copy_is_found_out_and_never_believed() throws Exception {
        machines(4);
        var old = servers().stream()
                .filter(host -> {
                    try {
                        return host != leader();
                    } catch (Exception failed) {
                        throw new IllegalStateException(failed);
                    }
                })
                .findFirst()
                .orElseThrow();
        old.does("agent stop");
        old.shell("cp -a /var/lib/opsbro/kv /tmp/copy");
        old.does("agent start --daemon");
        hosts.host(4).does("kv-store put later 1");
        within(60, () -> has(old, "later", "1"));
        old.does("agent stop");
        old.shell("rm -rf /var/lib/opsbro/kv; cp -a /tmp/copy /var/lib/opsbro/kv");

        old.does("agent start --daemon");

        within(60, () -> old.get("/raft").contains("older copy"));
        assertThat(old.shell("./opsbro raft state").code()).isEqualTo(1);
        hosts.host(4).does("kv-store put later 2");
        old.does("raft join --discard");
        within(90, () -> voters(hosts.host(4)).size() == 3 && has(old, "later", "2"));
        old.does("agent stop");
        old.does("agent start --daemon");
        within(60, () -> has(old, "later", "2"));
    }
}
