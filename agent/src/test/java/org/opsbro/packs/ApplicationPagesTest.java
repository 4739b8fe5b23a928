package org.opsbro.packs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.opsbro.detection.Collected;
import org.opsbro.detection.DeclaredCollector;
import org.opsbro.detection.PaperHost;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.host.Network.Answer;
import org.opsbro.host.linux.LinuxHost;
import org.opsbro.model.Json;
import org.opsbro.model.Level;
import org.opsbro.model.Value;
import org.opsbro.pack.Kind;
import org.opsbro.pack.PackLoader;
import org.opsbro.pack.Packs;

/** The collectors of the shipped packs on pages that the applications gave: src/test/resources/applications. */
class ApplicationPagesTest {
    private static final Packs SHIPPED = new PackLoader(
                    new LinuxHost().files(), List.of(new PackLoader.Place(Level.GLOBAL, "../packs/global")))
            .load();

    /** What a collector of its pack says where the question has this answer. */
    private static Collected said(String collector, String question, String answer) {
        for (var definition : SHIPPED.definitions(Kind.COLLECTOR))
            if (definition.name().equals(collector)) {
                var host = new PaperHost(
                        Map.of("/run/haproxy/admin.sock", "", "/run/php/php-fpm.sock", ""),
                        Map.of(),
                        Map.of(question, new Answer.Received(200, answer)),
                        Map.of());
                return DeclaredCollector.from(definition, new Evaluator(List.of()))
                        .orElseThrow()
                        .collect(host, SHIPPED.parameters(definition.pack()));
            }
        throw new AssertionError("no collector " + collector);
    }

    private static String page(String file) throws IOException {
        return Files.readString(Path.of("src/test/resources/applications").resolve(file));
    }

    private static Collected facts(String json) {
        return new Collected.Facts(Json.readObject(json));
    }

    @Test
    void apache() throws IOException {
        var question = "GET http://127.0.0.1/server-status?auto";

        assertThat(said("apache", question, page("apache-2.4.txt"))).isEqualTo(facts("""
                        {"version": "Apache/2.4.71 (Debian)", "mpm": "event", "busy_workers": 1, "idle_workers": 74, "req": 6, "kbytes": 2,
                         "duration_ms": 0, "uptime": 9, "connections": 1, "connections_keep_alive": 0, "connections_closing": 1}"""));
        assertThat(said("apache", question, "<html><body>href=http://a.example/ and style: none</body></html>"))
                .isInstanceOf(Collected.Misconfigured.class);
    }

    @Test
    void nginx() throws IOException {
        var question = "GET http://127.0.0.1/nginx_status";

        assertThat(said("nginx", question, page("nginx-1.22.txt"))).isEqualTo(facts("""
                        {"connections": 4, "accepts": 10, "handled": 10, "requests": 9, "reading": 0, "writing": 1, "waiting": 3}"""));
        // Tengine, by its documentation
        assertThat(
                        said(
                                "nginx",
                                question,
                                "Active connections: 1 \nserver accepts handled requests request_time\n 2 2 3 1500 \nReading: 0 Writing: 1 Waiting: 0 \n"))
                .isEqualTo(
                        facts(
                                "{\"connections\": 1, \"accepts\": 2, \"handled\": 2, \"requests\": 3, \"reading\": 0, \"writing\": 1, \"waiting\": 0}"));
        assertThat(said("nginx", question, "<h1>Welcome to nginx!</h1>")).isInstanceOf(Collected.Misconfigured.class);
    }

    @Test
    void haproxy() throws IOException {
        var socket = "/run/haproxy/admin.sock ";
        var stat = said("haproxy", socket + "show stat\n", page("haproxy-2.6-stat.txt"));

        assertThat(stat).isInstanceOfSatisfying(Collected.Facts.class, told -> {
            assertThat(told.fields().keys()).containsExactly("web.FRONTEND", "shop.one", "shop.two", "shop.BACKEND");
            var one = (Value.Fields) told.fields().get("shop.one");
            assertThat(one.get("status")).isEqualTo(Value.of("UP"));
            assertThat(one.get("stot")).isEqualTo(Value.of(4));
            assertThat(one.has("qtime")).isFalse();
        });
        assertThat(said("haproxy-info", socket + "show info\n", page("haproxy-2.6-info.txt")))
                .isInstanceOfSatisfying(Collected.Facts.class, told -> {
                    assertThat(told.fields().get("version")).isEqualTo(Value.of("2.6.12-1+deb12u4"));
                    assertThat(told.fields().get("connections_max")).isEqualTo(Value.of(9985));
                });
        assertThat(said("haproxy-info", socket + "show info\n", "Permission denied\n\n"))
                .isInstanceOf(Collected.Misconfigured.class);
    }
}
