package org.opsbro.packs.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.opsbro.detection.Collected;
import org.opsbro.detection.PaperHost;
import org.opsbro.host.Network.Answer;
import org.opsbro.model.Json;
import org.opsbro.model.Value;
import org.opsbro.pack.Parameters;

/** On an exchange that was recorded from Podman of Debian 12: src/test/resources/applications. */
class DockerHostTest {
    private static final String ASKED = "GET http://unix:/run/podman/podman.sock:";
    private static final String UNHEALTHY = "/containers/json?filters=%7B%22health%22%3A%5B%22unhealthy%22%5D%7D";
    private static final long NOW = 1_796_078_020;

    private static Answer recorded(String what) throws IOException {
        return new Answer.Received(
                200, Files.readString(Path.of("src/test/resources/applications/podman-4.3-" + what + ".json")));
    }

    private static Map<String, Answer> podman() throws IOException {
        Map<String, Answer> answers = new HashMap<>();
        answers.put(ASKED + "/version", recorded("version"));
        answers.put(ASKED + "/containers/json?all=1", recorded("containers"));
        answers.put(ASKED + UNHEALTHY, new Answer.Received(200, "[]"));
        answers.put(ASKED + "/images/json", recorded("images"));
        answers.put(ASKED + "/events?stream=false&since=" + (NOW - 600) + "&until=" + (NOW + 1), recorded("events"));
        return answers;
    }

    private static PaperHost host(Map<String, Answer> answers) {
        return new PaperHost(Map.of("/run/podman/podman.sock", ""), Map.of(), answers, Map.of());
    }

    private static Value.Fields facts(Collected collected) {
        assertThat(collected).isInstanceOf(Collected.Facts.class);
        return ((Collected.Facts) collected).fields();
    }

    @Test
    void what_podman_answered_is_told() throws IOException {
        assertThat(facts(new DockerHost().collect(host(podman()), Parameters.NONE)))
                .isEqualTo(Json.readObject("""
                        {"version": "4.3.1",
                         "containers": {"total": 2, "created": 2, "unhealthy": 0},
                         "all": {"web": {"id": "36b66066e339", "image": "localhost/shop:1", "state": "created", "status": "Created"},
                                 "job": {"id": "5dbcd66c653f", "image": "localhost/shop:1", "state": "created", "status": "Created"}},
                         "images": {"count": 1, "dangling": 0, "bytes": 1987655},
                         "events": {"cleanup": 2, "create": 2, "image-pull": 2, "image-tag": 1, "system-refresh": 1}}"""));
    }

    @Test
    void states_and_health_of_containers_are_counted() throws IOException {
        var answers = podman();
        answers.put(ASKED + "/containers/json?all=1", new Answer.Received(200, """
                [{"Id": "a", "Names": ["/shop"], "State": "running", "Status": "Up 5 minutes (unhealthy)", "Image": "i"},
                 {"Id": "b", "Names": ["/mail"], "State": "running", "Status": "Up 2 seconds (health: starting)", "Image": "i"},
                 {"Id": "c", "Names": [], "State": "exited", "Status": "Exited (1) 3 minutes ago", "Image": "i"}]"""));

        var told = facts(new DockerHost().collect(host(answers), Parameters.NONE));

        assertThat(told.get("containers"))
                .isEqualTo(Json.readObject("{\"total\": 3, \"running\": 2, \"exited\": 1, \"unhealthy\": 1}"));
        var all = (Value.Fields) told.get("all");
        assertThat(all.keys()).containsExactly("shop", "mail", "c");
        assertThat(((Value.Fields) all.get("mail")).get("health")).isEqualTo(Value.of("starting"));
    }

    @Test
    void podman_is_asked_who_is_unwell_because_its_list_does_not_tell() throws IOException {
        var answers = podman();
        var sick = "{\"Id\": \"a\", \"Names\": [\"/sick\"], \"State\": \"running\", \"Status\": \"Up 1 second\"}";
        answers.put(
                ASKED + "/containers/json?all=1",
                new Answer.Received(
                        200, "[" + sick + ", " + sick.replace("\"a\"", "\"b\"").replace("sick", "shop") + "]"));
        answers.put(ASKED + UNHEALTHY, new Answer.Received(200, "[" + sick + "]"));

        var told = facts(new DockerHost().collect(host(answers), Parameters.NONE));

        assertThat(told.get("containers"))
                .isEqualTo(Json.readObject("{\"total\": 2, \"running\": 2, \"unhealthy\": 1}"));
        assertThat(((Value.Fields) told.get("all")).get("shop").toString()).doesNotContain("health");
    }

    @Test
    void a_second_look_at_the_same_time_counts_nothing_twice() throws IOException {
        var collector = new DockerHost();

        var first = facts(collector.collect(host(podman()), Parameters.NONE));
        var second = facts(collector.collect(host(podman()), Parameters.NONE));

        assertThat(second.get("events")).isEqualTo(first.get("events"));
    }

    @Test
    void a_daemon_that_is_silent_or_odd_is_an_error_and_none_wants_a_person() throws IOException {
        var odd = podman();
        odd.put(ASKED + "/version", new Answer.Received(500, "no"));

        assertThat(new DockerHost().collect(host(Map.of()), Parameters.NONE))
                .isEqualTo(new Collected.Failed("/run/podman/podman.sock: connection refused"));
        assertThat(new DockerHost().collect(host(odd), Parameters.NONE))
                .isEqualTo(new Collected.Failed("/run/podman/podman.sock answered /version with status 500, want 200"));
        assertThat(new DockerHost().collect(PaperHost.of(Map.of()), Parameters.NONE))
                .isInstanceOf(Collected.Misconfigured.class);
    }
}
