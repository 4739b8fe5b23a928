package org.opsbro.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opsbro.it.Patience.within;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/**
 * The packs of data stores beside Debian's own servers, as plain processes with folders of their own: found when they start, told what to do where they
 * want a password, measured truly, critical when they stop. On their usual ports: the process of these tests has a network of its own.
 */
class DataStoresTest {
    private static final List<String> STORES = List.of("redis", "memcached", "mysql", "postgresql", "rabbitmq");
    private static final String WRONG = "wr0ng-pa55";

    @TempDir
    private Path folder;

    private final List<Process> servers = new ArrayList<>();
    private Server agent = new Server(Path.of("."));

    @BeforeEach
    void begin() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        agent = new Server(folder.resolve("agent"));
    }

    @AfterEach
    void end() throws Exception {
        agent.close();
        stop();
    }

    private void stop() throws InterruptedException {
        for (var server : servers) {
            var all = Stream.concat(server.descendants(), Stream.of(server.toHandle()))
                    .toList();
            all.forEach(ProcessHandle::destroy);
            for (var each : all) each.onExit().orTimeout(20, TimeUnit.SECONDS).join();
        }
        servers.clear();
    }

    private Path log(String name) {
        return folder.resolve(name + ".log");
    }

    private ProcessBuilder program(String log, String... words) {
        var builder = new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
        return builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log(log).toFile()));
    }

    private void serve(ProcessBuilder program) throws IOException {
        servers.add(program.start());
    }

    private void does(ProcessBuilder program) throws Exception {
        var process = program.start();
        assertThat(process.waitFor()).as("%s: %s", program.command(), folder).isZero();
    }

    /** Says it to a port until the other side ends, or until its answer has this in it. */
    private static String said(int port, String text, String until) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            var answer = new StringBuilder();
            var piece = new byte[4096];
            for (var n = 0;
                    n >= 0 && answer.indexOf(until) < 0;
                    n = socket.getInputStream().read(piece))
                answer.append(new String(piece, 0, n, StandardCharsets.UTF_8));
            return answer.toString();
        }
    }

    private static boolean answers(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException starting) {
            return false;
        }
    }

    // ---- the servers

    private void rabbitmq() throws IOException {
        var home = Files.createDirectories(folder.resolve("rabbitmq"));
        Files.writeString(home.resolve("enabled"), "[rabbitmq_management].\n");
        Files.writeString(
                home.resolve("rabbitmq.conf"), "listeners.tcp.1 = 127.0.0.1:5672\nmanagement.tcp.ip = 127.0.0.1\n");
        serve(program("epmd", "/usr/bin/epmd", "-address", "127.0.0.1"));
        var broker = program("rabbitmq", "/usr/lib/rabbitmq/bin/rabbitmq-server");
        broker.environment().put("HOME", home.toString());
        broker.environment().put("RABBITMQ_NODENAME", "test@localhost");
        broker.environment().put("RABBITMQ_MNESIA_BASE", home.resolve("mnesia").toString());
        broker.environment().put("RABBITMQ_LOG_BASE", home.resolve("log").toString());
        broker.environment()
                .put("RABBITMQ_CONFIG_FILE", home.resolve("rabbitmq.conf").toString());
        broker.environment()
                .put("RABBITMQ_ENABLED_PLUGINS_FILE", home.resolve("enabled").toString());
        broker.environment().put("RABBITMQ_CONF_ENV_FILE", "/dev/null");
        serve(broker);
    }

    private void redis() throws IOException {
        serve(program("redis", "redis-server", "--bind", "127.0.0.1", "--save", "", "--requirepass", "pass \"word\""));
    }

    private void memcached() throws IOException {
        serve(program("memcached", "memcached", "-u", "nobody", "-l", "127.0.0.1"));
    }

    private Path mysqlSocket() {
        return folder.resolve("mysql/my.sock");
    }

    private void mysql() throws Exception {
        var data = Files.createDirectories(folder.resolve("mysql")).toString();
        does(program(
                "mysql",
                "mariadb-install-db",
                "--no-defaults",
                "--user=root",
                "--datadir=" + data,
                "--auth-root-authentication-method=normal",
                "--skip-test-db"));
        serve(program(
                "mysql",
                "mariadbd",
                "--no-defaults",
                "--user=root",
                "--datadir=" + data,
                "--bind-address=127.0.0.1",
                "--socket=" + mysqlSocket()));
    }

    private ProcessBuilder mariadb(String sql) {
        return program("mysql", "mariadb", "--no-defaults", "-S", mysqlSocket().toString(), "-uroot", "-e", sql);
    }

    private ProcessBuilder asPostgres(String... words) {
        List<String> all =
                new ArrayList<>(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        all.addAll(List.of(words));
        return program("postgresql", all.toArray(String[]::new));
    }

    private void postgresql() throws Exception {
        var data = Files.createDirectories(folder.resolve("postgresql"));
        does(program("postgresql", "chown", "postgres", data.toString()));
        var programs = Programs.said("bash", "-c", "ls -d /usr/lib/postgresql/*/bin | tail -1")
                .strip();
        Files.writeString(folder.resolve("password"), "root-pw\n");
        does(asPostgres(
                programs + "/initdb",
                "-N",
                "-A",
                "scram-sha-256",
                "--pwfile=" + folder.resolve("password"),
                "-D",
                data.toString()));
        serve(asPostgres(
                programs + "/postgres", "-D", data.toString(), "-c", "unix_socket_directories=", "-c", "fsync=off"));
    }

    private ProcessBuilder psql(String database, String sql) {
        var psql = program(
                "postgresql",
                "psql",
                "-h",
                "127.0.0.1",
                "-U",
                "postgres",
                "-v",
                "ON_ERROR_STOP=1",
                "-c",
                sql,
                database);
        psql.environment().put("PGPASSWORD", "root-pw");
        return psql;
    }

    private static String rabbit(String method, String path, String body) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:15672/api/" + path))
                    .version(HttpClient.Version.HTTP_1_1)
                    .header(
                            "Authorization",
                            "Basic "
                                    + Base64.getEncoder()
                                            .encodeToString("guest:guest".getBytes(StandardCharsets.UTF_8)))
                    .method(method, HttpRequest.BodyPublishers.ofString(body));
            return client.send(request.build(), BodyHandlers.ofString()).body();
        }
    }

    // ---- the agent

    private Value.Fields collected(String name) throws Exception {
        return Json.readObject(agent.does("collectors", "run", name, "--json"));
    }

    private static Value at(Value.Fields report, String... path) {
        Value here = report.get("results");
        for (var key : path) here = here instanceof Value.Fields fields ? fields.get(key) : Value.UNDEFINED;
        return here;
    }

    private static String told(Value.Fields report) {
        return report.get("state").display() + " " + report.get("log").display();
    }

    /** What a check says; {@code none} where there is none of that name. */
    private String check(String name) throws Exception {
        var state = Json.readObject(agent.does("monitoring", "state", "--json"));
        return ((Value.Fields) state.get("checks")).get(name) instanceof Value.Fields check
                ? check.get("output").display()
                : "none";
    }

    private void parameter(String key, String value) throws Exception {
        agent.does("packs", "parameters", "set", key, value);
    }

    @Test
    void data_stores_are_found_measured_and_missed() throws Exception {
        agent.start();
        for (var store : STORES) {
            assertThat(told(collected(store))).startsWith("NOT-ELIGIBLE");
            assertThat(check(store + "/running")).isEqualTo("none");
        }

        rabbitmq();
        redis();
        memcached();
        mysql();
        postgresql();
        within(60, () -> Stream.of(6379, 11_211, 3306, 5432, 15_672).allMatch(DataStoresTest::answers));
        collected("processes");
        for (var store : STORES) agent.does("detectors", "wait-group", store);

        they_say_what_they_want();
        one_of_somebody_else_is_named_by_hand();
        they_tell_what_is_so();
        they_are_watched_and_offered();
        a_pack_asks_a_question_of_its_own();

        stop();
        for (var store : STORES) within(60, () -> check(store + "/running").startsWith("CRITICAL"));
        for (var store : STORES)
            assertThat(told(collected(store))).startsWith("ERROR").containsIgnoringCase("refused");
        assertThat(agent.does("detectors", "state")).contains(STORES);
    }

    private void they_say_what_they_want() throws Exception {
        assertThat(told(collected("redis")))
                .isEqualTo("MISSING-CONFIGURATION -NOAUTH Authentication required.: give it what it wants:"
                        + " opsbro packs parameters set redis.password PASSWORD, and redis.user where it has users");
        assertThat(told(collected("mysql")))
                .startsWith("MISSING-CONFIGURATION mysql://127.0.0.1:3306 wants to know who asks: give it a user");
        assertThat(told(collected("postgresql")))
                .startsWith("MISSING-CONFIGURATION postgresql://127.0.0.1:5432/postgres wants to know who asks");

        for (var store : List.of("redis", "mysql", "postgresql")) parameter(store + ".password", WRONG);
        for (var store : List.of("mysql", "postgresql", "rabbitmq")) parameter(store + ".user", "opsbro");
        within(20, () -> told(collected("redis")).contains("WRONGPASS"));
        within(20, () -> told(collected("mysql")).contains("Access denied for user 'opsbro'"));
        within(20, () -> told(collected("postgresql")).contains("password authentication failed for user \"opsbro\""));
        within(60, () -> told(collected("rabbitmq")).contains("status 401"));
        for (var store : List.of("redis", "mysql", "postgresql", "rabbitmq")) {
            assertThat(told(collected(store)))
                    .startsWith("MISSING-CONFIGURATION")
                    .contains("opsbro packs parameters set " + store);
            assertThat(agent.does("packs", "show", store)).doesNotContain(WRONG);
        }
        within(30, () -> check("redis/running").startsWith("OK: it runs, without figures: -WRONGPASS"));
        assertThat(agent.does("collectors", "state", "--json"))
                .contains("redis.password")
                .doesNotContain(WRONG);
        assertThat(agent.does("monitoring", "state", "--json")).doesNotContain(WRONG);
        try (var logs = Files.walk(agent.logs())) {
            for (var log : logs.filter(Files::isRegularFile).toList())
                assertThat(Files.readString(log)).doesNotContain(WRONG);
        }
    }

    private void they_tell_what_is_so() throws Exception {
        assertThat(said(6379, "AUTH \"pass \\\"word\\\"\"\r\nMSET a 1 b 2 c 3 d 4 e 5\r\nQUIT\r\n", "never"))
                .contains("+OK");
        assertThat(said(11_211, "set a 0 0 1\r\n1\r\nset b 0 0 1\r\n2\r\nquit\r\n", "never"))
                .contains("STORED");
        does(
                mariadb(
                        "CREATE USER opsbro@127.0.0.1 IDENTIFIED BY 'my pw'; GRANT SLAVE MONITOR ON *.* TO opsbro@127.0.0.1;"
                                + " CREATE DATABASE shop; CREATE TABLE shop.t (n int); INSERT INTO shop.t VALUES (1); INSERT INTO shop.t VALUES (2)"));
        serve(mariadb("SELECT SLEEP(600)"));
        does(psql("postgres", "CREATE ROLE opsbro LOGIN PASSWORD 'pg pw'"));
        does(psql("postgres", "GRANT pg_monitor TO opsbro"));
        does(psql("postgres", "CREATE DATABASE shop"));
        does(
                psql(
                        "shop",
                        "CREATE TABLE orders AS SELECT n AS id, n <= 3 AS packed FROM generate_series(1, 7) n; GRANT SELECT ON orders TO opsbro"));
        serve(psql("shop", "SELECT pg_sleep(600)"));
        rabbit("PUT", "users/opsbro", "{\"password\":\"mq pw\",\"tags\":\"monitoring\"}");
        rabbit("PUT", "queues/%2F/jobs", "{}");
        var message = "{\"properties\":{},\"routing_key\":\"jobs\",\"payload\":\"x\",\"payload_encoding\":\"string\"}";
        for (var i = 0; i < 3; i++)
            assertThat(rabbit("POST", "exchanges/%2F/amq.default/publish", message))
                    .contains("true");

        parameter("redis.password", "pass \"word\"");
        parameter("mysql.password", "my pw");
        parameter("postgresql.password", "pg pw");
        parameter("rabbitmq.password", "mq pw");
        within(20, () -> at(collected("redis"), "db0", "keys").equals(Value.of(5)));
        within(20, () -> at(collected("memcached"), "curr_items").equals(Value.of(2)));
        // the one that sleeps, and the agent's own
        within(20, () -> at(collected("mysql"), "threads_connected").equals(Value.of(2)));
        assertThat(at(collected("mysql"), "com_insert")).isEqualTo(Value.of(2));
        within(20, () -> at(collected("postgresql"), "active").equals(Value.of(1)));
        assertThat(at(collected("postgresql"), "connections")).isEqualTo(Value.of(1));
        within(
                20,
                () -> at(collected("postgresql-databases"), "shop", "size_bytes") instanceof Value.Int size
                        && size.number() > 1_000_000);
        // its figures are of the last five seconds
        within(60, () -> at(collected("rabbitmq"), "queue_totals", "messages").equals(Value.of(3)));
        assertThat(told(collected("mysql-settings"))).startsWith("OK");
        assertThat(told(collected("mysql-replication"))).startsWith("NOT-ELIGIBLE");
        assertThat(told(collected("rabbitmq-nodes"))).startsWith("OK");
    }

    private void they_are_watched_and_offered() throws Exception {
        for (var store : STORES) within(60, () -> check(store + "/running").startsWith("OK: "));
        within(60, () -> check("mysql/connections").equals("OK: 2 of 151 connections"));
        within(60, () -> check("postgresql/connections").startsWith("OK: 1 of 100 connections, 1 active"));
        within(60, () -> check("rabbitmq/messages").equals("OK: 3 messages wait in 1 queues"));
        within(60, () -> check("redis/clients").startsWith("OK: 1 clients"));
        within(60, () -> check("memcached/connections").startsWith("OK: "));
        var services = agent.does("services", "state");
        assertThat(services).contains(STORES);
        assertThat(agent.does("dashboards", "show", "redis")).contains("5 in database 0");
        assertThat(agent.does("dashboards", "show", "mysql")).contains("MariaDB");
        assertThat(agent.does("dashboards", "show", "postgresql")).contains("primary");
        assertThat(agent.does("dashboards", "show", "memcached")).contains("2 items");
        assertThat(agent.does("dashboards", "show", "rabbitmq")).contains("1 queues");
    }

    /** No server of MongoDB is in Debian: another implementation of its protocol, in this process. */
    private void one_of_somebody_else_is_named_by_hand() throws Exception {
        var mongodb = new MongoServer(new MemoryBackend());
        try {
            mongodb.bind("127.0.0.1", 27_017);
            assertThat(told(collected("mongodb"))).startsWith("NOT-ELIGIBLE");
            agent.does("agent", "parameters", "add", "groups", "mongodb");

            within(20, () -> told(collected("mongodb")).startsWith("OK"));
            within(60, () -> check("mongodb/running").equals("OK: MongoDB 5.0.0 answers, 1 connections"));
            within(60, () -> check("mongodb/replication").equals("OK: it is in no replica set"));
            assertThat(agent.does("dashboards", "show", "mongodb")).contains("5.0.0", "in no replica set");
            assertThat(agent.does("services", "state")).contains("mongodb");
        } finally {
            mongodb.shutdownNow();
        }
        within(60, () -> check("mongodb/running").startsWith("CRITICAL: 127.0.0.1:27017: "));
        agent.does("agent", "parameters", "remove", "groups", "mongodb");
    }

    private void a_pack_asks_a_question_of_its_own() throws Exception {
        var pack = agent.data().resolve("local-configuration/packs/shop");
        Files.createDirectories(pack.resolve("collectors"));
        Files.writeString(pack.resolve("package.yml"), "name: shop\n");
        Files.writeString(pack.resolve("collectors/orders.yml"), """
                collector:
                  doc: Orders that nobody has packed yet
                  sql: postgresql://localhost:5432/shop
                  user: opsbro
                  password: pg pw
                  query: SELECT count(*) AS open, max(id) AS newest FROM orders WHERE NOT packed
                  parse: csv
                  single: true
                """);
        agent.does("agent", "reload");

        within(20, () -> agent.opsbro("collectors", "wait-ok", "orders").code() == 0);
        assertThat(at(collected("orders"), "open")).isEqualTo(Value.of(4));
        assertThat(at(collected("orders"), "newest")).isEqualTo(Value.of(7));
    }
}
