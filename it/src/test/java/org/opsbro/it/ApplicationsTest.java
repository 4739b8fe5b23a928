package org.opsbro.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.opsbro.it.Patience.eventually;
import static org.opsbro.it.Patience.freePort;
import static org.opsbro.it.Patience.within;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/**
 * The packs of applications with the applications themselves, as Debian has them: found when they start, told what to write where, measured, and missed when
 * they stop. The packs are the shipped ones but for their intervals, which are a second.
 */
@TestMethodOrder(
        MethodOrderer.MethodName.class) // who was seen stays in its group: nginx comes before php_fpm, which needs one
class ApplicationsTest {
    private static final Path PACKS = Path.of("../packs/global");

    @TempDir
    private static Path agent;

    private static final Map<String, Integer> PORTS = new HashMap<>();
    private static Server server = new Server(Path.of("."));

    @TempDir
    private Path folder;

    private final Programs programs = new Programs();

    @BeforeAll
    static void start() throws Exception {
        server = new Server(agent);
        readable(agent);
        for (var pack : List.of("apache", "docker-host", "nginx", "haproxy", "php-fpm", "postfix")) {
            hurried(pack);
            PORTS.put(pack, freePort());
        }
        parameters("apache", "uri: http://127.0.0.1:%d/server-status?auto".formatted(port("apache")));
        parameters("nginx", "uri: http://127.0.0.1:%d/nginx_status\nconnections_warning: 3".formatted(port("nginx")));
        parameters("docker-host", "socket: " + agent.resolve("podman.sock"));
        parameters("haproxy", "socket: " + agent.resolve("haproxy.sock"));
        parameters("php-fpm", "socket: " + agent.resolve("php.sock"));
        parameters(
                "postfix",
                "queue_directory: %s\nport: %d\ndeferred_warning: 3"
                        .formatted(agent.resolve("spool"), port("postfix")));
        server.start();
    }

    @BeforeEach
    void open() throws IOException {
        readable(folder);
    }

    /** For servers that give up being root. */
    private static void readable(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void parameters(String pack, String yaml) throws IOException {
        var file = server.data().resolve("local-configuration/packs/" + pack + "/parameters/parameters.yml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, yaml);
    }

    /** The pack at the level of this node, with short intervals. */
    private static void hurried(String pack) throws IOException {
        var to = server.data().resolve("local-configuration/packs");
        try (var files = Files.walk(PACKS.resolve(pack))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var copy = to.resolve(PACKS.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.writeString(copy, hurriedObject(Files.readString(file)));
            }
        }
    }

    private static int port(String pack) {
        return Objects.requireNonNull(PORTS.get(pack), pack);
    }

    private static String hurriedObject(String yaml) {
        return yaml.replaceAll("(?m)^  interval: .*\n", "")
                .replaceAll("^(collector|detector|check):\n", "$1:\n  interval: 1s\n");
    }

    @AfterAll
    static void end() throws IOException {
        server.close();
    }

    @AfterEach
    void stop() {
        programs.close();
    }

    private static Value.Fields call(String method, String target) throws Exception {
        try (var calls = new SocketCalls(server.data().resolve("opsbro.sock"), Duration.ofSeconds(20))) {
            var answer = calls.call(method, target, "");
            assertThat(answer.status()).as(target).isEqualTo(200);
            return Json.readObject(answer.body());
        }
    }

    /** Looks for processes at once: its own time is half a minute. */
    private static void look() throws Exception {
        call("POST", "/collectors/processes/run");
    }

    /** Waits until the agent has taken it for an application of this kind. */
    private static void found(String group) throws Exception {
        look();
        server.does("detectors", "wait-group", group);
    }

    private static Value.Fields collector(String name) throws Exception {
        return call("GET", "/collectors/" + name);
    }

    private static String state(String collector) throws Exception {
        return collector(collector).get("state").display();
    }

    private static String log(String collector) throws Exception {
        return collector(collector).get("log").display();
    }

    /** A number among the facts of a collector, -1 without it. */
    private static double figure(String collector, String... path) throws Exception {
        Value here = collector(collector).get("results");
        for (var key : path) here = here instanceof Value.Fields fields ? fields.get(key) : Value.UNDEFINED;
        return here instanceof Value.Undefined ? -1 : Double.parseDouble(here.display());
    }

    private static String check(String id) throws Exception {
        var checks = (Value.Fields) call("GET", "/monitoring/state").get("checks");
        return checks.get(id) instanceof Value.Fields check
                ? check.get("state").display() + " " + check.get("output").display()
                : "";
    }

    private static String page(String url) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                    .body();
        }
    }

    private static int get(String url) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private Path write(String name, String text, Map<String, Object> values) throws IOException {
        var file = folder.resolve(name);
        var written = text.replace("FOLDER", folder.toString()).replace("AGENT", agent.toString());
        for (var value : values.entrySet())
            written = written.replace(value.getKey(), value.getValue().toString());
        Files.writeString(file, written);
        return file;
    }

    private static final String APACHE = """
            ServerRoot FOLDER
            ServerName localhost
            PidFile FOLDER/apache.pid
            ErrorLog FOLDER/error.log
            Listen 127.0.0.1:PORT
            LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
            LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
            LoadModule authz_host_module /usr/lib/apache2/modules/mod_authz_host.so
            LoadModule status_module /usr/lib/apache2/modules/mod_status.so
            User nobody
            Group nogroup
            DocumentRoot FOLDER
            """;
    private static final String APACHE_STATUS = """
            <Location /server-status>
                SetHandler server-status
                Require local
            </Location>
            """;

    @Test
    void apache() throws Exception {
        var port = port("apache");
        assertThat(state("apache")).isEqualTo("NOT-ELIGIBLE");
        assertThat(check("apache/running")).isEmpty();

        var configuration = write("apache.conf", APACHE, Map.of("PORT", port));
        programs.start(folder, "/usr/sbin/apache2", "-DFOREGROUND", "-f", configuration.toString());
        eventually(() -> answers("http://127.0.0.1:" + port + "/"));
        found("apache");
        eventually(() -> state("apache").equals("MISSING-CONFIGURATION"));
        assertThat(log("apache")).contains("answered with status 40", "SetHandler server-status", "apache.uri");
        eventually(() -> check("apache/running").equals("ok OK: Apache runs"));

        write("apache.conf", APACHE + APACHE_STATUS, Map.of("PORT", port));
        assertThat(Programs.said("/usr/sbin/apache2", "-k", "graceful", "-f", configuration.toString()))
                .isEmpty();
        within(30, () -> state("apache").equals("OK"));
        var before = figure("apache", "req");
        for (var i = 0; i < 20; i++) get("http://127.0.0.1:" + port + "/none");
        eventually(() -> figure("apache", "req") >= before + 20);
        assertThat(figure("apache", "busy_workers")).isPositive();
        assertThat(figure("apache", "req/s")).isNotNegative();
        eventually(() -> check("apache/running").equals("ok OK: Apache answers"));
        eventually(
                () -> check("apache/workers").matches("ok OK: [0-9]+ of [0-9]+ workers are busy, [0-9.]+ requests/s"));
        assertThat(server.does("dashboards", "show", "apache")).contains("Busy workers", " since its start");
        eventually(() -> server.does("services", "state").contains("apache"));

        programs.close();
        eventually(() -> check("apache/running").startsWith("critical CRITICAL: Apache does not answer"));
        assertThat(state("apache")).isEqualTo("ERROR");
        look();
        assertThat(server.does("detectors", "state")).contains(" * apache");
    }

    private static boolean answers(String url) throws Exception {
        try {
            return get(url) > 0;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static final String CONTAINERS = """
            [containers]
            cgroups = "disabled"
            netns = "none"
            default_ulimits = ["nofile=1024:1024", "nproc=1000:1000"]
            [engine]
            cgroup_manager = "cgroupfs"
            events_logger = "file"
            tmp_dir = "FOLDER/tmp"
            """;
    private static final String STORAGE = """
            [storage]
            driver = "vfs"
            graphroot = "FOLDER/store"
            runroot = "FOLDER/run"
            """;
    /** In a view of the file systems of its own, where the cgroups are of the second kind only, as crun wants them. */
    private static final String PODMAN = """
            grep -q 'cgroup2 /sys/fs/cgroup/' /proc/mounts && umount -R /sys/fs/cgroup && mount -t cgroup2 none /sys/fs/cgroup
            podman import --quiet FOLDER/image.tar shop:1
            exec podman system service --time=0 unix://AGENT/podman.sock
            """;

    private static void askDocker() throws Exception {
        call("POST", "/collectors/docker/run");
    }

    /** Podman answers the calls of Docker; its image has nothing but Debian's static busybox. */
    @Test
    void docker_host() throws Exception {
        write("containers.conf", CONTAINERS, Map.of());
        write("storage.conf", STORAGE, Map.of());
        var script = write("podman.sh", PODMAN, Map.of()).toString();
        Files.createDirectories(folder.resolve("image/bin"));
        Files.copy(Path.of("/bin/busybox"), folder.resolve("image/bin/busybox"), StandardCopyOption.COPY_ATTRIBUTES);
        var image = folder.resolve("image.tar").toString();
        assertThat(Programs.said("tar", "-C", folder.resolve("image").toString(), "-cf", image, "."))
                .isEmpty();
        List<String> settings = List.of(
                "env",
                "CONTAINERS_CONF=" + folder.resolve("containers.conf"),
                "CONTAINERS_STORAGE_CONF=" + folder.resolve("storage.conf"));
        assertThat(state("docker")).isEqualTo("NOT-ELIGIBLE");
        server.does("agent", "parameters", "add", "groups", "docker-host");
        within(30, () -> state("docker").equals("MISSING-CONFIGURATION"));
        eventually(() -> check("docker-host/running").startsWith("critical CRITICAL: Docker does not answer"));

        var service = new ArrayList<>(settings);
        service.addAll(List.of("unshare", "--mount", "bash", script));
        var process = programs.start(folder, service);
        within(30, () -> Files.exists(agent.resolve("podman.sock")));
        var podman = new ArrayList<>(settings);
        podman.addAll(List.of("nsenter", "--target", Long.toString(process.pid()), "--mount", "--", "podman"));
        try {
            containers(podman);
        } finally {
            said(podman, "rm", "--all", "--force", "--time", "0");
            programs.close();
        }
        eventually(() -> {
            askDocker();
            return check("docker-host/running").startsWith("critical CRITICAL: Docker does not answer: there is no");
        });
        server.does("agent", "parameters", "remove", "groups", "docker-host");
    }

    private static String said(List<String> podman, String... words) throws Exception {
        var line = new ArrayList<>(podman);
        line.addAll(List.of(words));
        return Programs.said(line.toArray(String[]::new)).strip();
    }

    private void containers(List<String> podman) throws Exception {
        assertThat(said(podman, "run", "--detach", "--name", "shop", "shop:1", "/bin/busybox", "sleep", "600"))
                .matches("[0-9a-f]{64}");
        assertThat(said(podman, "run", "--name", "job", "shop:1", "/bin/busybox", "true"))
                .isEmpty();
        said(
                podman,
                "run",
                "--detach",
                "--name",
                "sick",
                "--health-cmd",
                "/bin/busybox false",
                "--health-retries",
                "1",
                "--health-interval",
                "disable",
                "shop:1",
                "/bin/busybox",
                "sleep",
                "600");
        said(podman, "healthcheck", "run", "sick");

        within(30, () -> {
            askDocker();
            return figure("docker", "containers", "running") == 2
                    && figure("docker", "events", "start") == 3
                    && figure("docker", "events", "die") == 1;
        });
        assertThat(figure("docker", "containers", "total")).isEqualTo(3);
        assertThat(figure("docker", "containers", "exited")).isEqualTo(1);
        assertThat(figure("docker", "containers", "unhealthy")).isEqualTo(1);
        assertThat(figure("docker", "images", "count")).isEqualTo(1);
        assertThat(figure("docker", "images", "bytes")).isGreaterThan(500_000);
        assertThat(((Value.Fields) collector("docker").get("results"))
                        .get("all")
                        .toString())
                .contains("localhost/shop:1", "sick");
        eventually(() -> check("docker-host/containers").equals("warning WARNING: not well: sick"));
        eventually(() -> check("docker-host/running").matches("ok OK: version [0-9.]+ answers"));
        assertThat(server.does("dashboards", "show", "docker-host")).contains("Containers that run");

        said(podman, "rm", "--force", "--time", "0", "sick");
        eventually(() -> {
            askDocker();
            return check("docker-host/containers").equals("ok OK: 1 of 2 containers run");
        });
    }

    private static final String NGINX = """
            daemon off;
            pid FOLDER/nginx.pid;
            error_log FOLDER/error.log;
            user nobody nogroup;
            events {}
            http {
                access_log off;
                client_body_temp_path FOLDER/body;
                proxy_temp_path FOLDER/proxy;
                fastcgi_temp_path FOLDER/fastcgi;
                uwsgi_temp_path FOLDER/uwsgi;
                scgi_temp_path FOLDER/scgi;
                server {
                    listen 127.0.0.1:PORT;
                    location = /nginx_status { STATUS }
                    location / { return 200 "a page"; }
                }
            }
            """;

    @Test
    void nginx() throws Exception {
        var port = port("nginx");
        assertThat(state("nginx")).isEqualTo("NOT-ELIGIBLE");
        assertThat(check("nginx/running")).isEmpty();

        var configuration = write("nginx.conf", NGINX, Map.of("PORT", port, "STATUS", "stub_status; deny all;"));
        List<String> nginx = List.of("/usr/sbin/nginx", "-p", folder.toString(), "-c", configuration.toString());
        programs.start(folder, nginx.toArray(String[]::new));
        eventually(() -> answers("http://127.0.0.1:" + port + "/"));
        found("nginx");
        eventually(() -> state("nginx").equals("MISSING-CONFIGURATION"));
        assertThat(log("nginx")).contains("answered with status 403", "stub_status; allow 127.0.0.1;", "nginx.uri");
        eventually(() -> check("nginx/running").equals("ok OK: nginx runs"));

        write("nginx.conf", NGINX, Map.of("PORT", port, "STATUS", "stub_status; allow 127.0.0.1; deny all;"));
        var reload = new ArrayList<>(nginx);
        reload.addAll(List.of("-s", "reload"));
        Programs.said(reload.toArray(String[]::new));
        within(30, () -> state("nginx").equals("OK"));
        var before = figure("nginx", "requests");
        for (var i = 0; i < 20; i++) get("http://127.0.0.1:" + port + "/");
        eventually(() -> figure("nginx", "requests") >= before + 20);
        assertThat(figure("nginx", "requests/s")).isNotNegative();
        eventually(() -> check("nginx/running").equals("ok OK: nginx answers"));
        eventually(() -> check("nginx/connections").matches("ok OK: [0-9]+ connections, [0-9.]+ requests/s"));
        assertThat(server.does("dashboards", "show", "nginx")).contains("Requests in a second", " open: ");

        try (var first = new Socket(InetAddress.getLoopbackAddress(), port);
                var second = new Socket(InetAddress.getLoopbackAddress(), port)) {
            assertThat(first.isConnected() && second.isConnected()).isTrue();
            eventually(() -> check("nginx/connections").startsWith("warning WARNING: 3 connections"));
        }
        eventually(() -> check("nginx/connections").startsWith("ok "));

        programs.close();
        eventually(() -> check("nginx/running").startsWith("critical CRITICAL: nginx does not answer"));
        assertThat(state("nginx")).isEqualTo("ERROR");

        server.does("agent", "stop");
        server.start();
        look();
        assertThat(server.does("detectors", "state")).contains(" * nginx");
        eventually(() -> check("nginx/running").startsWith("critical CRITICAL: nginx does not answer"));
    }

    private static final String HAPROXY = """
            global
                SOCKET
            defaults
                mode http
                timeout connect 1s
                timeout client 5s
                timeout server 5s
            frontend web
                bind 127.0.0.1:PORT
                default_backend shop
            backend shop
                default-server check inter 200ms fall 1 rise 1
                server one 127.0.0.1:ONE
                server two 127.0.0.1:TWO
            """;

    @Test
    void haproxy() throws Exception {
        var port = port("haproxy");
        var shop = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        shop.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        shop.start();
        var socket = agent.resolve("haproxy.sock");
        assertThat(state("haproxy")).isEqualTo("NOT-ELIGIBLE");
        var ports =
                Map.<String, Object>of("PORT", port, "ONE", shop.getAddress().getPort(), "TWO", freePort());
        var configuration = write("haproxy.cfg", HAPROXY.replace("SOCKET", ""), ports);

        programs.start(folder, "/usr/sbin/haproxy", "-db", "-f", configuration.toString());
        eventually(() -> answers("http://127.0.0.1:" + port + "/"));
        found("haproxy");
        eventually(() -> state("haproxy").equals("MISSING-CONFIGURATION"));
        assertThat(log("haproxy-info")).contains("there is no socket " + socket, "stats socket", "haproxy.socket");
        eventually(() -> check("haproxy/running").equals("ok OK: HAProxy runs"));

        programs.close();
        write("haproxy.cfg", HAPROXY.replace("SOCKET", "stats socket " + socket + " mode 600 level user"), ports);
        programs.start(folder, "/usr/sbin/haproxy", "-db", "-f", configuration.toString());
        within(30, () -> state("haproxy").equals("OK") && state("haproxy-info").equals("OK"));
        var before = figure("haproxy", "web.FRONTEND", "req_tot");
        for (var i = 0; i < 20; i++)
            assertThat(get("http://127.0.0.1:" + port + "/")).isEqualTo(200);
        eventually(() -> figure("haproxy", "web.FRONTEND", "req_tot") == before + 20);
        eventually(() -> figure("haproxy", "shop.one", "stot") >= 20);
        assertThat(figure("haproxy", "web.FRONTEND", "req_tot/s")).isNotNegative();
        eventually(() -> check("haproxy/running").equals("ok OK: HAProxy answers"));
        eventually(() -> check("haproxy/sessions").matches("ok OK: [0-9]+ of [0-9]+ connections, [0-9.]+ requests/s"));
        eventually(() -> check("haproxy/servers").equals("warning WARNING: down are shop.two"));
        assertThat(server.does("dashboards", "show", "haproxy")).contains("shop.two", "Requests in a second");

        shop.stop(0);
        eventually(
                () -> check("haproxy/servers")
                        .equals(
                                "critical CRITICAL: a backend has no server that works: down are shop.BACKEND, shop.one, shop.two"));

        programs.close();
        eventually(() -> {
            look();
            return check("haproxy/running").startsWith("critical CRITICAL: HAProxy does not");
        });
    }

    private static final String PHP = """
            [global]
            daemonize = no
            error_log = FOLDER/php.log
            [shop]
            user = nobody
            group = nogroup
            listen = AGENT/php.sock
            listen.mode = 0666
            pm = static
            pm.max_children = 2
            STATUS
            """;

    @Test
    void php_fpm() throws Exception {
        var port = port("php-fpm");
        write("page.php", "<?php echo 'from ' . php_sapi_name();", Map.of());
        assertThat(state("php-fpm")).isEqualTo("NOT-ELIGIBLE");
        var configuration = write("php.conf", PHP, Map.of("STATUS", ""));
        List<String> php = List.of("/usr/sbin/php-fpm8.2", "-n", "-y", configuration.toString());

        programs.start(folder, php.toArray(String[]::new));
        eventually(() -> Files.exists(agent.resolve("php.sock")));
        found("php-fpm");
        eventually(() -> state("php-fpm").equals("MISSING-CONFIGURATION"));
        assertThat(log("php-fpm")).contains("answered with status 404", "pm.status_path = /status", "php-fpm.socket");
        eventually(() -> check("php-fpm/running").equals("ok OK: PHP-FPM runs"));

        programs.close();
        write("php.conf", PHP, Map.of("STATUS", "pm.status_path = /status"));
        programs.start(folder, php.toArray(String[]::new));
        var pages = NGINX.replace(
                "return 200 \"a page\";",
                "fastcgi_pass unix:AGENT/php.sock; fastcgi_param SCRIPT_FILENAME FOLDER/page.php; fastcgi_param REQUEST_METHOD GET;");
        var nginx = write("nginx.conf", pages, Map.of("PORT", port, "STATUS", "return 404;"));
        programs.start(folder, "/usr/sbin/nginx", "-p", folder.toString(), "-c", nginx.toString());
        within(30, () -> state("php-fpm").equals("OK"));
        eventually(() -> answers("http://127.0.0.1:" + port + "/"));
        assertThat(page("http://127.0.0.1:" + port + "/")).isEqualTo("from fpm-fcgi");
        var before = figure("php-fpm", "accepted_conn");
        for (var i = 0; i < 20; i++) get("http://127.0.0.1:" + port + "/");
        eventually(() -> figure("php-fpm", "accepted_conn") >= before + 20);
        assertThat(figure("php-fpm", "total_processes")).isEqualTo(2);
        eventually(() -> check("php-fpm/running").equals("ok OK: PHP-FPM answers"));
        eventually(() -> check("php-fpm/workers").equals("ok OK: 1 of 2 workers are busy, 0 requests wait"));
        assertThat(server.does("dashboards", "show", "php-fpm")).contains("Busy workers", "shop: ");

        programs.close();
        eventually(() -> {
            look();
            return check("php-fpm/running").startsWith("critical CRITICAL: PHP-FPM does not");
        });
    }

    private static final String POSTFIX = """
            compatibility_level = 3.6
            queue_directory = AGENT/spool
            data_directory = FOLDER/data
            maillog_file = FOLDER/mail.log
            maillog_file_prefixes = /
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            myhostname = shop.example
            mydestination =
            mynetworks = 127.0.0.0/8
            alias_maps =
            alias_database =
            defer_transports = smtp
            """;
    private static final String POSTFIX_SERVICES = """
            127.0.0.1:PORT inet n - n - - smtpd
            pickup    unix  n - n 60 1 pickup
            cleanup   unix  n - n - 0 cleanup
            qmgr      unix  n - n 300 1 qmgr
            rewrite   unix  - - n - - trivial-rewrite
            bounce    unix  - - n - 0 bounce
            defer     unix  - - n - 0 bounce
            trace     unix  - - n - 0 bounce
            error     unix  - - n - - error
            retry     unix  - - n - - error
            smtp      unix  - - n - - smtp
            anvil     unix  - - n - 1 anvil
            proxymap  unix  - - n - - proxymap
            postlog   unix-dgram n - n - 1 postlogd
            """;

    @Test
    void postfix() throws Exception {
        var port = port("postfix");
        assertThat(state("postfix")).isEqualTo("NOT-ELIGIBLE");
        write("main.cf", POSTFIX, Map.of());
        write("master.cf", POSTFIX_SERVICES, Map.of("PORT", port));
        Files.createDirectories(agent.resolve("spool"));
        Files.createDirectories(folder.resolve("data"));
        Programs.said("chown", "postfix", folder.resolve("data").toString());

        var said = Programs.said("/usr/sbin/postfix", "-c", folder.toString(), "start");
        try {
            eventually(() -> accepts(port));
            found("postfix");
            within(
                    60,
                    () -> call("POST", "/collectors/postfix/run")
                            .get("state")
                            .display()
                            .equals("OK"));
            assertThat(figure("postfix", "queue", "deferred")).isZero();
            for (var i = 0; i < 3; i++) mail(port);
            eventually(() -> {
                call("POST", "/collectors/postfix/run");
                return figure("postfix", "queue", "deferred") == 3;
            });
            assertThat(figure("postfix", "queue", "corrupt")).isZero();
            eventually(() -> check("postfix/running").equals("ok OK: Postfix takes mail on 127.0.0.1:" + port));
            eventually(() ->
                    check("postfix/queue").equals("warning WARNING: 3 mails deferred, 0 active, 0 held, 0 corrupt"));
            assertThat(server.does("dashboards", "show", "postfix")).contains("Deferred", "3 deferred, 0 active");
        } finally {
            said += Programs.said("/usr/sbin/postfix", "-c", folder.toString(), "stop");
        }
        eventually(
                () -> check("postfix/running").equals("critical CRITICAL: Postfix takes no mail on 127.0.0.1:" + port));
        look();
        assertThat(server.does("detectors", "state")).as(said).contains(" * postfix");
    }

    private static boolean accepts(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** A mail by SMTP, RFC 5321, to somebody far away. */
    private static void mail(int port) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port);
                var heard = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII))) {
            for (var line : List.of(
                    "HELO shop.example",
                    "MAIL FROM:<shop@shop.example>",
                    "RCPT TO:<somebody@far.example>",
                    "DATA",
                    "Subject: an order\r\n\r\nthanks\r\n.",
                    "QUIT")) {
                assertThat(heard.readLine()).matches("[23][0-9][0-9] .*");
                socket.getOutputStream().write((line + "\r\n").getBytes(US_ASCII));
            }
            assertThat(heard.readLine()).startsWith("221 ");
        }
    }
}
