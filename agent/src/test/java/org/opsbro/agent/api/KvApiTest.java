package org.opsbro.agent.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.kv.Limits;
import org.opsbro.kv.live.KvKeeper;
import org.opsbro.model.Json;
import org.opsbro.model.Value;
import org.opsbro.wire.HttpServer;
import org.opsbro.wire.Route;

/** The calls of the store over real HTTP. */
class KvApiTest {
    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private KvKeeper keeper;
    private HttpServer server;
    private int port;

    @BeforeEach
    void start() throws Exception {
        keeper = new KvKeeper(
                folder.resolve("kv"),
                "node-1",
                InstantSource.system(),
                System::nanoTime,
                () -> Limits.STORE_BYTES,
                changes -> {});
        List<Route> routes = new ArrayList<>();
        routes.addAll(new KvApi(keeper).routes());
        var meta = new KvMetaApi(keeper, "node-1", () -> KvMetaApi.state(keeper.state()), keeper::restore);
        routes.addAll(meta.routes());
        routes.addAll(meta.own());
        routes.addAll(new ConsulKvApi(keeper, "node-1").routes());
        server = new HttpServer(routes, "secret");
        port = server.listen("127.0.0.1", 0);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
        keeper.close();
    }

    private HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target))
                .header("Authorization", "Bearer secret");
    }

    private HttpResponse<byte[]> call(String method, String target, byte[] body) throws Exception {
        return client.send(
                request(target).method(method, BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofByteArray());
    }

    /** The status, then the body. */
    private String told(String method, String target, String body) throws Exception {
        var response = call(method, target, body.getBytes(UTF_8));
        return response.statusCode() + " " + new String(response.body(), UTF_8);
    }

    private String get(String target) throws Exception {
        return told("GET", target, "");
    }

    private String put(String target, String body) throws Exception {
        return told("PUT", target, body);
    }

    private Value.Fields object(String method, String target, String body) throws Exception {
        var told = told(method, target, body);
        assertThat(told).startsWith("200 ");
        return Json.readObject(told.substring(4));
    }

    @Test
    void a_value_comes_back_as_it_was_put_byte_for_byte() throws Exception {
        var binary = new byte[256];
        for (var i = 0; i < 256; i++) binary[i] = (byte) i;

        assertThat(call("PUT", "/kv/a/b%20c%2Fd", binary).statusCode()).isEqualTo(200);

        var found = call("GET", "/kv/a/b%20c%2Fd", new byte[0]);
        assertThat(found.body()).isEqualTo(binary);
        assertThat(found.headers().firstValue("X-Opsbro-Revision")).hasValue("2");
        assertThat(get("/kv?prefix=a/")).contains("\"a/b c/d\"");
        assertThat(object("GET", "/kv/a/b%20c%2Fd?meta", "").get("value_base64").display())
                .startsWith("AAECAwQ");
        assertThat(call("GET", "/kv/nothing", new byte[0]).statusCode()).isEqualTo(404);
        assertThat(put("/kv/empty", "")).startsWith("200");
        assertThat(get("/kv/empty")).isEqualTo("200 ");
    }

    @Test
    void cas_ttl_and_requests_do_what_they_say() throws Exception {
        assertThat(put("/kv/a?cas=0", "1")).isEqualTo("200 {\"key\":\"a\",\"revision\":2}");
        assertThat(put("/kv/a?cas=0", "2"))
                .startsWith("409 ")
                .contains("a is at revision 2, want none", "\"revision\":2", "\"reason\":\"mismatch\"");
        assertThat(put("/kv/a?cas=2&request=r1", "2")).contains("\"revision\":3");
        assertThat(put("/kv/a?cas=2&request=r1", "2")).contains("200", "\"revision\":3");
        assertThat(told("DELETE", "/kv/a?cas=2", "")).startsWith("409");
        assertThat(put("/kv/a?ttl=1h", "3")).startsWith("200");
        assertThat(object("GET", "/kv/a?meta", "").get("ttl")).isEqualTo(Value.of(3600.0));
        assertThat(put("/kv/a?ttl=soon", "3")).contains("400", "want a duration such as 30s");
        assertThat(put("/kv/a?ttl=10ms", "3")).contains("400", "want 1 second");
        assertThat(told("DELETE", "/kv/a", "")).isEqualTo("200 {\"deleted\":1,\"revision\":5}");
    }

    @Test
    void the_keys_of_the_agents_are_read_by_everybody_and_written_by_nobody_else() throws Exception {
        keeper.tell(org.opsbro.kv.Command.Put.of("opsbro/levels/zone", new byte[] {'x'}), "");

        for (var refused : List.of(
                put("/kv/opsbro/levels/zone", "y"),
                put("/kv/opsbro/new?acquire=s", "y"),
                told("DELETE", "/kv/opsbro/levels/zone", ""),
                told("DELETE", "/kv/o?recurse", ""),
                told("DELETE", "/kv/opsbro/levels/zone/?recurse", ""),
                put("/v1/kv/opsbro/levels/zone", "y"),
                told("DELETE", "/v1/kv/?recurse", ""),
                told("POST", "/kv-meta/transaction", "{\"else\": [{\"put\": \"opsbro/x\", \"value\": \"y\"}]}"),
                told("POST", "/kv-meta/transaction", "{\"then\": [{\"delete_prefix\": \"\"}]}")))
            assertThat(refused).startsWith("400").contains("are the agents' own");
        assertThat(put("/kv-own/opsbro/x", "y")).startsWith("404");
        assertThat(get("/kv/opsbro/levels/zone")).isEqualTo("200 x");
        assertThat(put("/kv/opsbros/own", "y")).startsWith("200");
        assertThat(told("DELETE", "/kv/opsbros?recurse", "")).startsWith("200");
    }

    @Test
    void what_is_too_large_or_no_key_is_refused_with_the_reason() throws Exception {
        assertThat(put("/kv/a", "x".repeat(512 * 1024 + 1))).contains("413", "want at most 524288 (512 KiB)");
        assertThat(put("/kv/" + "k".repeat(513), "x")).contains("400", "513 bytes, want at most 512");
        assertThat(put("/kv/", "x")).contains("400", "the key is empty");
        assertThat(put("/kv/a%0Ab", "x")).contains("400", "control character");
        assertThat(put("/kv/a%FFb", "x")).contains("400", "no UTF-8");
        assertThat(get("/kv/a%00b")).contains("400", "control character");
        assertThat(put("/kv/a?cas=-1", "x")).contains("400");
    }

    @Test
    void without_the_token_nothing_is_read_and_nothing_changes() throws Exception {
        put("/kv/a", "1");
        for (var target : List.of("/kv/a", "/kv", "/kv-meta/changes", "/v1/kv/a", "/v1/session/list"))
            assertThat(client.send(
                                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode())
                    .as(target)
                    .isEqualTo(401);
        assertThat(told("POST", "/kv-meta/restore", "{\"path\": \"/x\"}")).startsWith("403");
    }

    @Test
    void lists_come_in_pages_of_names_folders_or_values() throws Exception {
        for (var key : List.of("web/1/a", "web/1/b", "web/2", "x")) put("/kv/" + key, "v-" + key);

        assertThat(get("/kv?limit=2"))
                .isEqualTo(
                        "200 {\"revision\":5,\"keys\":[\"web/1/a\",\"web/1/b\"],\"more\":true,\"next\":\"web/1/b\"}");
        assertThat(get("/kv?limit=2&after=web/1/b")).contains("[\"web/2\",\"x\"]", "\"more\":false");
        assertThat(get("/kv?prefix=web/&separator=/")).contains("[\"web/1/\",\"web/2\"]");
        assertThat(get("/kv/web/1/?recurse&limit=1")).contains("\"value\":\"v-web/1/a\"", "\"more\":true");
        assertThat(told("DELETE", "/kv/web/?recurse", "")).contains("\"deleted\":3");
        assertThat(get("/kv")).contains("[\"x\"]");
    }

    @Test
    void a_call_waits_for_its_own_keys_only() throws Exception {
        put("/kv/a/1", "old");
        var waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return get("/kv?prefix=a/&values&index=2&wait=60s");
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        });
        Awaitility.await().until(() -> get("/kv-meta/state").contains("\"watches\":1"));
        put("/kv/b", "x");
        Thread.sleep(100);
        assertThat(waiting).isNotDone();
        put("/kv/a/1", "new");

        assertThat(waiting.get(30, TimeUnit.SECONDS)).contains("\"value\":\"new\"", "\"revision\":4");
        assertThat(get("/kv/a/1?index=2&wait=60s")).isEqualTo("200 new");
        assertThat(get("/kv/a/1?index=4&wait=1s")).isEqualTo("200 new");
    }

    @Test
    void an_index_of_a_future_or_of_a_forgotten_past_is_gone() throws Exception {
        put("/kv/a", "1");
        assertThat(get("/kv/a?index=99"))
                .startsWith("410 ")
                .contains("an older copy was put in its place", "\"revision\":2");
        var backup = folder.resolve("backup");
        keeper.backup(backup);
        keeper.restore(backup);

        assertThat(get("/kv-meta/changes?index=1")).startsWith("410 ").contains("read all of it");
        assertThat(get("/v1/kv/a?index=99&wait=60s")).startsWith("200 ");
    }

    @Test
    void what_changed_since_a_time_or_a_revision_is_told() throws Exception {
        put("/kv/a", "1");
        put("/kv/b", "1");
        told("DELETE", "/kv/a", "");

        assertThat(get("/kv-meta/changed/0"))
                .contains(
                        "{\"key\":\"b\",\"revision\":3,\"deleted\":false}",
                        "{\"key\":\"a\",\"revision\":4,\"deleted\":true}");
        assertThat(get("/kv-meta/changed/9999999999")).contains("\"changes\":[]");
        assertThat(get("/kv-meta/changed/2026-01-01T00:00:00Z?prefix=b"))
                .contains("\"b\"")
                .doesNotContain("\"a\"");
        assertThat(get("/kv-meta/changed/yesterday")).contains("400", "seconds since 1970");
        assertThat(get("/kv-meta/changes?index=3")).contains("\"a\"").doesNotContain("\"b\"");
        assertThat(get("/kv-meta/changes?key=b")).contains("\"b\"").doesNotContain("\"a\"");
    }

    @Test
    void events_of_a_watch_come_as_they_happen() throws Exception {
        put("/kv/a/1", "old");
        var response = client.sendAsync(
                        request("/kv-meta/watch?prefix=a/&index=1").build(), BodyHandlers.ofInputStream())
                .get(30, TimeUnit.SECONDS);
        try (var reader = new BufferedReader(new InputStreamReader(response.body(), UTF_8))) {
            assertThat(reader.readLine()).isEqualTo(": revision 1");
            assertThat(reader.readLine()).isEmpty();
            assertThat(event(reader))
                    .startsWith("id: 2|event: put|data: {\"key\":\"a/1\"")
                    .contains("\"value\":\"old\"");
            put("/kv/b", "nothing to us");
            told("DELETE", "/kv/a/1", "");
            assertThat(event(reader)).isEqualTo("id: 4|event: delete|data: {\"key\":\"a/1\",\"revision\":4}");
        }
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> get("/kv-meta/state").contains("\"watches\":0"));
    }

    private static String event(BufferedReader reader) throws Exception {
        List<String> lines = new ArrayList<>();
        for (var line = reader.readLine(); !line.isEmpty(); line = reader.readLine()) lines.add(line);
        return String.join("|", lines);
    }

    @Test
    void transactions_do_one_branch_whole() throws Exception {
        put("/kv/a", "1");
        var body = "{\"if\": [{\"key\": \"a\", \"is\": \"=\", \"value\": \"1\"}, {\"key\": \"b\", \"revision\": 0}],"
                + " \"then\": [{\"put\": \"b\", \"value_base64\": \"AAE=\", \"ttl\": \"1h\"}, {\"delete\": \"a\"}],"
                + " \"else\": [{\"put\": \"c\", \"value\": \"no\"}]}";

        assertThat(told("POST", "/kv-meta/transaction", body))
                .contains("\"held\":true", "\"deleted\":1", "\"revision\":3");
        assertThat(told("POST", "/kv-meta/transaction", body)).contains("\"held\":false");
        assertThat(get("/kv/c")).isEqualTo("200 no");
        assertThat(call("GET", "/kv/b", new byte[0]).body()).isEqualTo(new byte[] {0, 1});
        assertThat(told("POST", "/kv-meta/transaction", "{\"then\": [{\"push\": \"b\"}]}"))
                .contains("400", "want one of put");
        assertThat(told("POST", "/kv-meta/transaction", "{\"when\": []}")).contains("400", "want if, then and else");
        assertThat(told("POST", "/kv-meta/transaction", "{\"if\": [{\"key\": \"a\"}]}"))
                .contains("400", "want one of revision");
    }

    @Test
    void a_lock_is_held_by_one_session_and_gives_growing_tokens() throws Exception {
        var one = object("POST", "/kv-meta/sessions", "{\"ttl\": \"1h\", \"lock_delay\": 0}")
                .get("id")
                .display();
        var other = object("POST", "/kv-meta/sessions", "").get("id").display();

        var first = (Value.Int) object("PUT", "/kv/lock?acquire=" + one, "one").get("token");
        assertThat(put("/kv/lock?acquire=" + other, "other"))
                .startsWith("409")
                .contains("is held by the session " + one);
        assertThat(put("/kv/lock?acquire=nobody", "x")).startsWith("404").contains("there is no session nobody");
        assertThat(put("/kv/lock?release=" + other, "")).startsWith("409");
        assertThat(told("DELETE", "/kv-meta/sessions/" + one, "")).startsWith("200");
        var second =
                (Value.Int) object("PUT", "/kv/lock?acquire=" + other, "other").get("token");
        assertThat(second.number()).isGreaterThan(first.number());
        assertThat(get("/kv-meta/sessions"))
                .contains(other, "\"node\":\"node-1\"")
                .doesNotContain(one);
        assertThat(put("/kv-meta/sessions/" + one, "")).startsWith("404");
        assertThat(put("/kv/lock?acquire=" + other + "&ttl=1h", "x")).contains("400", "its session has a ttl");
    }

    @Test
    void a_store_that_is_damaged_says_so_in_every_answer() throws Exception {
        put("/kv/a", "1");
        server.close();
        keeper.close();
        Files.writeString(folder.resolve("kv/store.sqlite"), "no database".repeat(1000));
        start();

        assertThat(put("/kv/a", "1")).startsWith("503 ").contains("the store is damaged", "kv-store restore");
        assertThat(get("/kv/a")).startsWith("503 ");
        assertThat(get("/kv-meta/state")).contains("\"state\":\"broken\"");
    }

    @Test
    void consuls_calls_have_the_shapes_of_consul() throws Exception {
        assertThat(put("/v1/kv/web/a?flags=42", "hello")).isEqualTo("200 true");
        assertThat(get("/v1/kv/web/a"))
                .isEqualTo("200 [{\"LockIndex\":0,\"Key\":\"web/a\",\"Flags\":42,\"Value\":\"aGVsbG8=\","
                        + "\"CreateIndex\":2,\"ModifyIndex\":2}]");
        assertThat(get("/v1/kv/web/a?raw")).isEqualTo("200 hello");
        assertThat(get("/v1/kv/nothing")).isEqualTo("404 ");
        assertThat(get("/v1/kv/?keys&separator=/")).isEqualTo("200 [\"web/\"]");
        assertThat(get("/v1/kv/web?recurse")).contains("\"Key\":\"web/a\"");
        assertThat(put("/v1/kv/web/a?cas=1", "no")).isEqualTo("200 false");
        assertThat(put("/v1/kv/web/a?cas=2", "yes")).isEqualTo("200 true");
        assertThat(told("DELETE", "/v1/kv/web?recurse", "")).isEqualTo("200 true");
        assertThat(get("/v1/kv/web?keys")).isEqualTo("404 ");
        assertThat(call("GET", "/v1/kv/web", new byte[0]).headers().firstValue("X-Consul-Index"))
                .hasValue("4");
        assertThat(call("GET", "/v1/kv/web?index=3&wait=1s", new byte[0])
                        .headers()
                        .firstValue("X-Consul-Index"))
                .hasValue("3");
    }

    @Test
    void consuls_sessions_have_the_shapes_of_consul() throws Exception {
        var id = object("PUT", "/v1/session/create", "{\"name\": \"n\", \"ttl\": \"10s\", \"LockDelay\": 1}")
                .get("ID")
                .display();

        assertThat(get("/v1/session/info/" + id))
                .contains(
                        "\"TTL\":\"10s\"",
                        "\"LockDelay\":1000000000",
                        "\"Behavior\":\"release\"",
                        "\"Node\":\"node-1\"");
        assertThat(put("/v1/kv/lock?acquire=" + id, "me")).isEqualTo("200 true");
        assertThat(get("/v1/kv/lock")).contains("\"Session\":\"" + id + "\"", "\"LockIndex\":1");
        assertThat(put("/v1/kv/lock?acquire=nobody", "me")).startsWith("500 invalid session");
        assertThat(put("/v1/kv/lock?release=" + id, "")).isEqualTo("200 true");
        assertThat(put("/v1/session/renew/" + id, "")).contains(id);
        assertThat(get("/v1/session/node/node-1")).contains(id);
        assertThat(put("/v1/session/destroy/" + id, "")).isEqualTo("200 true");
        assertThat(get("/v1/session/list")).isEqualTo("200 []");
        assertThat(put("/v1/session/renew/" + id, "")).startsWith("404");
        assertThat(put("/v1/session/create", "{\"Checks\": [\"web\"]}")).contains("400", "ends by its TTL");
    }
}
