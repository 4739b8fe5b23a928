package org.opsbro.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.opsbro.it.Patience.eventually;
import static org.opsbro.it.Patience.freePorts;
import static org.opsbro.it.Patience.within;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kiwiproject.consul.Consul;
import org.kiwiproject.consul.model.session.ImmutableSession;
import org.kiwiproject.consul.option.ImmutablePutOptions;
import org.kiwiproject.consul.option.QueryOptions;
import org.opsbro.model.Json;

/** The store of one real agent: what it acknowledged stays, whatever happens to it, and others' clients work with it. */
class KvTest {
    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private Server server = new Server(Path.of("."));
    private int port;
    private String token = "";

    @BeforeEach
    void begin() throws Exception {
        port = freePorts(2);
        server = new Server(folder);
        start();
    }

    private void start() throws Exception {
        server.start(port);
        token = server.token();
    }

    @AfterEach
    void end() throws Exception {
        server.close();
        client.close();
    }

    private String call(String method, String target, byte[] body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target))
                .header("Authorization", "Bearer " + token)
                .timeout(Duration.ofSeconds(60))
                .method(method, BodyPublishers.ofByteArray(body))
                .build();
        var response = client.send(request, BodyHandlers.ofString());
        return response.statusCode() + " " + response.body();
    }

    private String get(String target) throws IOException, InterruptedException {
        return call("GET", target, new byte[0]);
    }

    private String put(String target, String body) throws IOException, InterruptedException {
        return call("PUT", target, body.getBytes(UTF_8));
    }

    private String maps() throws IOException {
        return Files.readString(Path.of("/proc/" + server.pid() + "/maps"));
    }

    @Test
    void nothing_of_the_store_is_loaded_before_somebody_uses_it() throws Exception {
        assertThat(maps()).doesNotContain("sqlite");
        assertThat(server.data().resolve("kv")).doesNotExist();
        assertThat(get("/kv-meta/state")).isEqualTo("200 {\"state\":\"empty\"}");

        assertThat(put("/kv/a", "1")).startsWith("200");

        assertThat(maps()).contains("sqlite");
        server.kill();
        start();
        within(20, () -> get("/kv-meta/state").contains("\"keys\":1"));
        try (var files = Files.list(server.data().resolve("kv"))) {
            assertThat(files.filter(file -> file.toString().contains(".so"))).hasSize(1);
        }
    }

    /** One writer: each key once, and after the kill each answered key must be there. */
    private void write(int writer, int round, Map<String, String> answered) {
        try {
            for (var i = 0; ; i++) {
                var key = "w" + writer + "/" + round + "/" + i;
                var value = "value of " + key;
                if (put("/kv/" + key, value).startsWith("200")) answered.put(key, value);
            }
        } catch (IOException killed) {
            // the one that is on its way may be there or not
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void what_was_answered_is_there_after_kill_9_each_time() throws Exception {
        Map<String, String> answered = new ConcurrentHashMap<>();
        for (var round = 1; round <= 4; round++) {
            List<Thread> writers = new ArrayList<>();
            for (var writer = 0; writer < 8; writer++) {
                var number = writer;
                var now = round;
                writers.add(Thread.ofVirtual().start(() -> write(number, now, answered)));
            }
            var before = answered.size();
            eventually(() -> answered.size() > before + 200);
            server.kill();
            for (var writer : writers) writer.join();
            start();

            var found = new ConcurrentHashMap<String, String>();
            var after = "";
            for (var more = true; more; ) {
                var page = Json.readObject(
                        get("/kv?prefix=w&values&limit=1000&after=" + after).substring(4));
                for (var each : ((org.opsbro.model.Value.Items) page.get("keys")).all())
                    if (each instanceof org.opsbro.model.Value.Fields item)
                        found.put(item.get("key").display(), item.get("value").display());
                more = page.get("more").equals(org.opsbro.model.Value.TRUE);
                after = page.get("next").display();
            }
            assertThat(found).as("round %d", round).containsAllEntriesOf(answered);
        }
        assertThat(answered.size()).isGreaterThan(800);
        assertThat(get("/kv-meta/state")).contains("\"state\":\"ok\"");
    }

    @Test
    void a_hundred_thousand_keys_below_one_prefix_are_listed_deleted_and_told() throws Exception {
        for (var from = 0; from < 100_000; from += 100) {
            var writes = IntStream.range(from, from + 100)
                    .mapToObj(i -> "{\"put\":\"many/%06d\",\"value\":\"%d\"}".formatted(i, i))
                    .collect(Collectors.joining(",", "{\"then\":[", "]}"));
            assertThat(call("POST", "/kv-meta/transaction", writes.getBytes(UTF_8)))
                    .startsWith("200");
        }

        var first = Json.readObject(get("/kv?prefix=many/&limit=10000").substring(4));
        assertThat(((org.opsbro.model.Value.Items) first.get("keys")).all()).hasSize(10_000);
        assertThat(first.get("next").display()).isEqualTo("many/009999");
        var names = get("/v1/kv/many?keys");
        assertThat(names).startsWith("200").contains("\"many/000000\"", "\"many/099999\"");
        assertThat(get("/v1/kv/many?recurse")).startsWith("413").contains("page by page");
        assertThat(get("/kv?separator=/")).contains("[\"many/\"]");
        assertThat(call("DELETE", "/kv/many/?recurse", new byte[0])).contains("\"deleted\":100000");
        assertThat(get("/kv-meta/state")).contains("\"keys\":0", "\"bytes\":0");
        assertThat(get("/kv-meta/changes?index=2")).startsWith("410").contains("forgotten");
    }

    @Test
    void who_never_reads_its_watch_costs_nothing() throws Exception {
        put("/kv/big", "x");
        try (var lazy = new Socket(InetAddress.getLoopbackAddress(), port)) {
            lazy.getOutputStream()
                    .write(("GET /kv-meta/watch?key=big&index=1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token
                                    + "\r\n\r\n")
                            .getBytes(UTF_8));
            eventually(() -> get("/kv-meta/state").contains("\"watches\":1"));
            var value = "x".repeat(400_000);
            for (var i = 0; i < 400; i++) assertThat(put("/kv/big", value + i)).startsWith("200");

            // 160 MB went by
            assertThat(resident()).isLessThan(200_000);
            assertThat(get("/kv-meta/state")).contains("\"state\":\"ok\"");
        }
    }

    private long resident() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + server.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void many_large_values_at_once_are_taken_or_refused_and_the_agent_lives() throws Exception {
        var value = new byte[512 * 1024];
        var calls = IntStream.range(0, 40)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return call("PUT", "/kv/large/" + i, value);
                            } catch (IOException | InterruptedException cut) {
                                return "cut";
                            }
                        },
                        task -> Thread.ofVirtual().start(task)))
                .toList();
        var answers = calls.stream().map(CompletableFuture::join).toList();

        assertThat(answers.stream().filter(each -> each.startsWith("200"))).hasSizeGreaterThan(10);
        assertThat(get("/kv?prefix=large/")).startsWith("200");
        assertThat(server.does("agent", "info")).contains("Store");
    }

    @Test
    void a_damaged_database_is_told_and_the_agent_lives_until_a_backup_is_put_back() throws Exception {
        for (var i = 0; i < 300; i++) put("/kv/k" + i, "x".repeat(200));
        var backup = folder.resolve("backup");
        assertThat(server.does("kv-store", "backup", backup.toString())).contains("300 keys");
        server.does("agent", "stop");
        try (var raw =
                new RandomAccessFile(server.data().resolve("kv/store.sqlite").toFile(), "rw")) {
            for (var page = 1; page < raw.length() / 4096; page++) {
                raw.seek(page * 4096L);
                raw.write(new byte[4096]);
            }
        }
        start();

        within(20, () -> get("/kv/k1").startsWith("503 "));
        assertThat(get("/agent/info")).contains("\"state\":\"broken\"");
        assertThat(server.opsbro("agent", "doctor").out()).contains("the store is damaged");
        assertThat(server.does("monitoring", "state")).isNotBlank();
        var torn = Files.readAllBytes(backup);
        torn[torn.length / 2] ^= 1;
        var broken = Files.write(folder.resolve("broken"), torn);
        assertThat(server.opsbro("kv-store", "restore", broken.toString()).error())
                .contains("checksum");
        assertThat(server.does("kv-store", "restore", backup.toString())).contains("300 keys");
        assertThat(get("/kv/k299")).isEqualTo("200 " + "x".repeat(200));
        assertThat(put("/kv/more", "1")).startsWith("200");
    }

    @Test
    void a_full_disk_refuses_writes_keeps_what_it_has_and_goes_on_when_there_is_space() throws Exception {
        server.does("agent", "stop");
        var disk = Files.createDirectories(server.data().resolve("kv"));
        assertThat(Programs.said("mount", "-t", "tmpfs", "-o", "size=6m,mode=700", "none", disk.toString()))
                .isEmpty();
        try {
            start();
            var taken = 0;
            var value = "x".repeat(100_000);
            var answer = put("/kv/n" + taken, value);
            for (; answer.startsWith("200") && taken < 100; answer = put("/kv/n" + taken, value)) taken++;

            assertThat(answer).startsWith("507 ").contains("no space is left");
            assertThat(taken).isGreaterThan(5);
            for (var i = 0; i < taken; i++) assertThat(get("/kv/n" + i)).isEqualTo("200 " + value);
            Programs.said("mount", "-o", "remount,size=64m", disk.toString());
            assertThat(put("/kv/n" + taken, value)).startsWith("200");
            server.kill();
            start();
            for (var i = 0; i <= taken; i++) assertThat(get("/kv/n" + i)).isEqualTo("200 " + value);
            server.does("agent", "stop");
        } finally {
            server.close();
            Programs.said("umount", disk.toString());
        }
    }

    private Consul consul() {
        return Consul.builder()
                .withUrl("http://127.0.0.1:" + port)
                .withAclToken(token)
                .withReadTimeoutMillis(60_000)
                .build();
    }

    @Test
    void a_java_client_of_consul_keeps_values_waits_and_locks() throws Exception {
        var consul = consul();
        var keys = consul.keyValueClient();

        assertThat(keys.putValue("web/a", "héllo", 7)).isTrue();
        assertThat(keys.getValueAsString("web/a")).hasValue("héllo");
        var value = keys.getValue("web/a").orElseThrow();
        assertThat(value.getFlags()).isEqualTo(7);
        assertThat(keys.putValue(
                        "web/a", "no", 0, ImmutablePutOptions.builder().cas(1).build()))
                .isFalse();
        assertThat(keys.putValue(
                        "web/a",
                        "yes",
                        0,
                        ImmutablePutOptions.builder()
                                .cas(value.getModifyIndex())
                                .build()))
                .isTrue();
        assertThat(keys.getKeys("web")).containsExactly("web/a");
        assertThat(keys.getValues("web")).hasSize(1);
        assertThat(keys.getValue("nothing")).isEmpty();

        var read = keys.getConsulResponseWithValue("web/a").orElseThrow();
        var woken = CompletableFuture.supplyAsync(() -> keys.getConsulResponseWithValue(
                "web/a", QueryOptions.blockSeconds(30, read.getIndex()).build()));
        keys.putValue("other", "x");
        keys.putValue("web/a", "new");
        var later = woken.get(20, TimeUnit.SECONDS).orElseThrow();
        assertThat(later.getResponse().getValueAsString()).hasValue("new");
        assertThat(later.getIndex()).isGreaterThan(read.getIndex());

        var sessions = consul.sessionClient();
        var one = sessions.createSession(ImmutableSession.builder()
                        .name("one")
                        .ttl("10s")
                        .lockDelay("1s")
                        .build())
                .getId();
        var two = sessions.createSession(ImmutableSession.builder().name("two").build())
                .getId();
        assertThat(keys.acquireLock("lock", "one", one)).isTrue();
        assertThat(keys.acquireLock("lock", "two", two)).isFalse();
        assertThat(keys.getSession("lock")).hasValue(one);
        assertThat(sessions.renewSession(one)).isPresent();
        assertThat(sessions.getSessionInfo(one)).isPresent();
        assertThat(sessions.listSessions()).hasSize(2);
        sessions.destroySession(one);
        within(20, () -> keys.acquireLock("lock", "two", two));
        assertThat(keys.releaseLock("lock", two)).isTrue();
        keys.deleteKeys("web");
        assertThat(keys.getKeys("web")).isEmpty();
    }

    @Test
    void a_python_client_of_consul_keeps_values_waits_and_locks() throws Exception {
        var script = folder.resolve("client.py");
        Files.writeString(script, """
            import consul, sys, threading, time
            c = consul.Consul(port=int(sys.argv[1]), token=sys.argv[2])
            assert c.kv.put("web/a", b"\\x00\\xff binary", flags=3)
            index, found = c.kv.get("web/a")
            assert found["Value"] == b"\\x00\\xff binary", found
            assert found["Flags"] == 3, found
            assert not c.kv.put("web/a", "no", cas=1)
            assert c.kv.put("web/a", "yes", cas=found["ModifyIndex"])
            index, found = c.kv.get("web/a")
            threading.Timer(0.5, lambda: c.kv.put("web/a", "new")).start()
            later, found = c.kv.get("web/a", index=index, wait="20s")
            assert found["Value"] == b"new" and int(later) > int(index), (found, later, index)
            c.kv.put("web/b/c", "1")
            assert c.kv.get("web/", keys=True)[1] == ["web/a", "web/b/c"]
            assert c.kv.get("web/", keys=True, separator="/")[1] == ["web/a", "web/b/"]
            assert len(c.kv.get("web", recurse=True)[1]) == 2
            assert c.kv.get("nothing")[1] is None
            one = c.session.create(name="one", ttl=10, lock_delay=1)
            two = c.session.create(name="two", behavior="delete")
            assert c.kv.put("lock", "one", acquire=one)
            assert not c.kv.put("lock", "two", acquire=two)
            assert c.kv.get("lock")[1]["Session"] == one
            assert c.session.renew(one)["ID"] == one
            assert len(c.session.list()[1]) == 2
            assert c.session.info(one)[1]["TTL"] == "10s"
            assert c.session.destroy(one)
            for i in range(100):
                if c.kv.put("lock", "two", acquire=two): break
                time.sleep(0.2)
            assert c.kv.get("lock")[1]["Session"] == two
            assert c.session.destroy(two)
            assert c.kv.get("lock")[1] is None
            assert c.kv.delete("web", recurse=True)
            assert c.kv.get("web", recurse=True)[1] is None
            print("fine")
            """);

        assertThat(Programs.said("/usr/bin/python3", script.toString(), "" + port, token))
                .isEqualTo("fine\n");
    }

    @Test
    void a_file_and_a_check_follow_the_keys_they_read() throws Exception {
        var file = folder.resolve("made.conf");
        var pack = server.data().resolve("local-configuration/packs/mine");
        Files.createDirectories(pack.resolve("generators/templates"));
        Files.createDirectories(pack.resolve("monitoring"));
        Files.writeString(pack.resolve("package.yml"), "name: mine\ntopics: [configuration automation]\n");
        Files.writeString(
                pack.resolve("generators/made.yml"),
                "generator:\n  generate_if: \"True\"\n  path: " + file + "\n  template: made.j2\n");
        Files.writeString(
                pack.resolve("generators/templates/made.j2"),
                "port {{ kv.web.port }}{% for name in kv.web.servers %} {{ name }}={{ kv.web.servers[name] }}{% endfor"
                        + " %}\n");
        Files.writeString(pack.resolve("monitoring/open.yml"), """
            check:
              interval: 1h
              if_group: "*"
              critical_if: "{{kv.web.port||'80'}} == '0'"
            """);
        server.does("kv-store", "put", "web/port", "80");
        server.does("kv-store", "put", "web/servers/a", "10.0.0.1");
        server.does("agent", "reload");

        within(20, () -> Files.exists(file) && Files.readString(file).equals("port 80 a=10.0.0.1"));
        server.does("monitoring", "wait-ok", "mine/open");
        assertThat(put("/kv/web/servers/b", "10.0.0.2")).startsWith("200");
        within(10, () -> Files.readString(file).equals("port 80 a=10.0.0.1 b=10.0.0.2"));
        assertThat(put("/kv/web/port", "0")).startsWith("200");
        within(10, () -> Files.readString(file).startsWith("port 0 "));
        within(10, () -> server.does("monitoring", "state", "--json").contains("critical"));
        assertThat(server.does("evaluator", "eval", "{{kv.web.port}} == '0'")).contains("True");

        server.kill();
        start();
        within(20, () -> server.does("generators", "state", "--json").contains("\"COMPLIANT\""));
        assertThat(Files.readString(file)).isEqualTo("port 0 a=10.0.0.1 b=10.0.0.2");
    }

    @Test
    void a_session_that_is_not_renewed_ends_and_its_lock_is_free_after_the_delay() throws Exception {
        var id = Json.readObject(
                        call("POST", "/kv-meta/sessions", "{\"ttl\":\"1s\",\"lock_delay\":\"1s\"}".getBytes(UTF_8))
                                .substring(4))
                .get("id")
                .display();
        var other = Json.readObject(
                        call("POST", "/kv-meta/sessions", new byte[0]).substring(4))
                .get("id")
                .display();
        assertThat(put("/kv/lock?acquire=" + id, "one")).startsWith("200");
        assertThat(put("/kv/lock?acquire=" + other, "two")).startsWith("409");

        within(30, () -> put("/kv/lock?acquire=" + other, "two").startsWith("200"));
        assertThat(put("/kv-meta/sessions/" + id, "")).startsWith("404");
    }
}
