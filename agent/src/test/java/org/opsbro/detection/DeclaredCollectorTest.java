package org.opsbro.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.host.Network.Answer;
import org.opsbro.model.Json;
import org.opsbro.model.Level;
import org.opsbro.pack.Kind;
import org.opsbro.pack.PackLoader;
import org.opsbro.pack.PaperFiles;

class DeclaredCollectorTest {
    private static final String PAGE = "http://127.0.0.1/status";
    private static final String OF_PAGE = "http: http://127.0.0.1/status\nparse: key-value\nseparator: ':'\n";
    private static final String SETUP = "setup: \"write it into {{parameters.file}}\"\n";

    /** What the collector of this declaration says where these questions have these answers. */
    private static Collected said(String yaml, Map<String, Answer> answers) {
        var files = new PaperFiles();
        files.put("/packs/p/package.yml", "name: p\nparameters:\n  file: {type: string, default: /etc/p.conf}\n");
        files.put("/packs/p/collectors/c.yml", "collector:\n" + yaml.indent(2));
        var loader = new PackLoader(files, List.of(new PackLoader.Place(Level.LOCAL, "/packs")));
        var packs = loader.load();
        var collector = DeclaredCollector.from(
                packs.definitions(Kind.COLLECTOR).iterator().next(), new Evaluator(List.of()));
        assertThat(loader.problems()).isEmpty();
        var host = new PaperHost(Map.of("/run/there.sock", ""), Map.of(), answers, Map.of());
        return collector.orElseThrow().collect(host, packs.parameters("p"));
    }

    private static Collected page(String yaml, int status, String body) {
        return said(OF_PAGE + yaml, Map.of("GET " + PAGE, new Answer.Received(status, body)));
    }

    private static Collected facts(String json) {
        return new Collected.Facts(Json.readObject(json));
    }

    @Test
    void of_a_page_it_takes_the_facts_that_are_wanted_under_their_names() {
        var yaml = "facts: {busy: BusyWorkers, requests: Total Accesses, absent: Nowhere}\n";

        assertThat(page(yaml, 200, "BusyWorkers: 1\nTotal Accesses: 7\nOther: 3\n"))
                .isEqualTo(facts("{\"busy\": 1, \"requests\": 7}"));
    }

    @Test
    void a_wanted_fact_may_be_a_path() {
        var yaml = "http: " + PAGE + "\nparse: json\nfacts: {waiting: queues.mail.waiting, dotted: a.b}\n";
        var body = "{\"queues\": {\"mail\": {\"waiting\": 5}}, \"a.b\": 1}";

        assertThat(said(yaml, Map.of("GET " + PAGE, new Answer.Received(200, body))))
                .isEqualTo(facts("{\"waiting\": 5, \"dotted\": 1}"));
    }

    @Test
    void a_page_that_is_hidden_or_something_else_says_what_to_write_where() {
        var wanted = "facts: {busy: BusyWorkers}\n" + SETUP;

        for (var status : List.of(301, 401, 403, 404))
            assertThat(page(wanted, status, ""))
                    .isEqualTo(new Collected.Misconfigured(
                            PAGE + " answered with status " + status + ", want 200: write it into /etc/p.conf"));
        assertThat(page(wanted, 200, "Welcome: to our shop\n"))
                .isEqualTo(new Collected.Misconfigured("none of BusyWorkers is there: write it into /etc/p.conf"));
        assertThat(page(wanted, 200, "<html>"))
                .isEqualTo(new Collected.Misconfigured("line 1: no \":\" on this line: write it into /etc/p.conf"));
    }

    @Test
    void a_server_that_fails_or_is_gone_is_an_error_whatever_is_written() {
        assertThat(page(SETUP, 503, "")).isEqualTo(new Collected.Failed(PAGE + " answered with status 503, want 200"));
        assertThat(said(OF_PAGE + SETUP, Map.of())).isEqualTo(new Collected.Failed(PAGE + ": connection refused"));
    }

    @Test
    void without_setup_a_page_that_is_not_there_is_an_error() {
        assertThat(page("", 404, "")).isEqualTo(new Collected.Failed(PAGE + " answered with status 404, want 200"));
        assertThat(page("", 200, "<html>")).isEqualTo(new Collected.Failed("line 1: no \":\" on this line"));
    }

    @Test
    void a_socket_that_is_absent_or_forbidden_wants_a_person() {
        var socket = "socket: %s\nparse: key-value\n" + SETUP;

        assertThat(said(socket.formatted("/run/none.sock"), Map.of()))
                .isEqualTo(new Collected.Misconfigured("there is no socket /run/none.sock: write it into /etc/p.conf"));
        assertThat(said(
                        socket.formatted("/run/there.sock"),
                        Map.of("/run/there.sock ", new Answer.NoAnswer("Permission denied"))))
                .isEqualTo(
                        new Collected.Misconfigured("/run/there.sock: Permission denied: write it into /etc/p.conf"));
        assertThat(said(socket.formatted("/run/there.sock"), Map.of()))
                .isEqualTo(new Collected.Failed("/run/there.sock: connection refused"));
    }

    @Test
    void a_name_and_a_password_are_sent_as_basic_authentication() {
        var yaml = OF_PAGE + "user: monitor\npassword: \"pass:word\"\n";

        assertThat(said(
                        yaml,
                        Map.of("GET " + PAGE + " as Basic bW9uaXRvcjpwYXNzOndvcmQ=", new Answer.Received(200, "a: 1"))))
                .isEqualTo(facts("{\"a\": 1}"));
    }

    @Test
    void a_program_that_speaks_fastcgi_is_asked_for_its_page() {
        var yaml = "fastcgi: /run/there.sock\nuri: /status?json\nparse: json\n" + SETUP;
        var asked = "/run/there.sock asked by FastCGI";

        assertThat(said(
                        yaml,
                        Map.of(
                                asked,
                                new Answer.Received(
                                        0, FastCgiTest.printed("Content-type: text/json\r\n\r\n{\"a\": 1}")))))
                .isEqualTo(facts("{\"a\": 1}"));
        assertThat(said(
                        yaml,
                        Map.of(
                                asked,
                                new Answer.Received(
                                        0, FastCgiTest.printed("Status: 404 Not Found\r\n\r\nFile not found.")))))
                .isEqualTo(
                        new Collected.Misconfigured(
                                "/status?json of /run/there.sock answered with status 404, want 200: write it into /etc/p.conf"));
        assertThat(said(yaml, Map.of(asked, new Answer.Received(0, "HTTP/1.1 400 Bad Request\r\n\r\n"))))
                .isEqualTo(new Collected.Failed("/run/there.sock: its answer is none of FastCGI, or breaks off"));
        assertThat(said(yaml, Map.of())).isEqualTo(new Collected.Failed("/run/there.sock: connection refused"));
    }
}
