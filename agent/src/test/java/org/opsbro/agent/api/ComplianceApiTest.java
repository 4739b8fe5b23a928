package org.opsbro.agent.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.live.ComplianceTurn;
import org.opsbro.compliance.live.Rollout;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.FunctionLibrary;
import org.opsbro.host.linux.LinuxHands;
import org.opsbro.host.linux.LinuxHost;
import org.opsbro.model.Event;
import org.opsbro.model.Json;
import org.opsbro.model.Level;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.pack.PackLoader;
import org.opsbro.pack.PaperFiles;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;

class ComplianceApiTest {
    private static final Evaluator EVALUATOR = new Evaluator(ServiceLoader.load(FunctionLibrary.class));
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    @TempDir
    private Path temporary;

    private Path file = Path.of("/");
    private World world = World.of(Node.named(new NodeId("aa"), "here", "internet"), NOON);
    private boolean on = true;
    private ComplianceTurn turn;
    private List<Route> routes = List.of();

    @BeforeEach
    void one_compliance() throws IOException {
        file = Files.writeString(temporary.toRealPath().resolve("a"), "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        turn = new ComplianceTurn(
                EVALUATOR,
                ServiceLoader.load(RuleType.class),
                new LinuxHost(),
                new LinuxHands(),
                true,
                () -> NOON,
                new SplittableRandom(7),
                () -> on,
                this::fold,
                Rollout.NONE,
                temporary.resolve("data"));
        var files = new PaperFiles();
        files.put("/packs/p/package.yml", "name: p\n");
        files.put("/packs/p/compliance/files.yml", """
                compliance:
                  name: files of people
                  verify_if: "True"
                  mode: enforcing
                  rule: {name: rights, type: file-rights, parameters: {file: %s, permissions: 640}}
                """.formatted(file));
        turn.packs(new PackLoader(files, List.of(new PackLoader.Place(Level.LOCAL, "/packs"))).load());
        routes = new ComplianceApi(() -> world, turn, () -> NOON, "1.0", limit -> List.of()).routes();
    }

    @AfterEach
    void end() {
        turn.close();
    }

    private void fold(List<Event> events) {
        for (var event : events) world = world.after(event);
    }

    private Reply call(
            String method, String path, Map<String, String> parts, String query, String body, boolean local) {
        var route = routes.stream()
                .filter(each -> each.method().equals(method) && each.path().equals(path))
                .findFirst()
                .orElseThrow();
        Map<String, List<String>> asked = query.isEmpty()
                ? Map.of()
                : Map.of(query.substring(0, query.indexOf('=')), List.of(query.substring(query.indexOf('=') + 1)));
        var request = new Request(
                method, path, parts, asked, body.getBytes(StandardCharsets.UTF_8), local, (happened, most) -> {});
        try {
            return route.handler().answer(request);
        } catch (RuntimeException told) {
            throw told;
        } catch (Exception other) {
            throw new IllegalStateException(other);
        }
    }

    private Reply get(String path) {
        return call("GET", path, Map.of(), "", "", true);
    }

    private Reply post(String path, String body) {
        return call("POST", path, Map.of(), "", body, true);
    }

    private static Value.Fields fields(Reply reply) {
        assertThat(reply.status()).as(text(reply)).isEqualTo(200);
        return (Value.Fields) value(reply);
    }

    private static Value value(Reply reply) {
        try {
            return Json.read(text(reply));
        } catch (Json.NotJson broken) {
            throw new AssertionError(broken);
        }
    }

    private static String text(Reply reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    private int mode() throws IOException {
        return (int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
    }

    private String run() {
        var changes = (Value.Items) value(get("/compliance/changes"));
        return ((Value.Fields) changes.all().getFirst()).get("run").display();
    }

    @Test
    void what_changes_something_or_tells_where_the_machine_is_weak_needs_the_token() {
        var open = routes.stream()
                .filter(each -> each.access() == Route.Access.OPEN)
                .map(each -> each.method() + " " + each.path())
                .collect(Collectors.toSet());

        assertThat(open).isEqualTo(Set.of("GET /compliance/state", "GET /compliance/types"));
    }

    @Test
    void over_the_network_states_are_told_and_not_what_was_found() {
        fold(turn.take(world));

        assertThat(text(get("/compliance/state"))).contains("\"FIXED\"", "0640");
        assertThat(text(call("GET", "/compliance/state", Map.of(), "", "", false)))
                .contains("\"FIXED\"")
                .doesNotContain("0640");
    }

    @Test
    void what_nobody_looked_at_yet_is_pending_with_the_reason() {
        assertThat(text(get("/compliance/state"))).contains("PENDING").doesNotContain("off");

        on = false;

        assertThat(text(get("/compliance/state")))
                .contains("PENDING", "system compliance is off: see system_compliance_topic_enabled");
        assertThat(post("/compliance/launch", "{\"name\": \"p/files\"}").status())
                .isEqualTo(409);
    }

    @Test
    void a_launch_mends_and_a_rollback_takes_it_back() throws IOException {
        var launched = fields(post("/compliance/launch", "{\"name\": \"files of people\"}"));
        assertThat(launched.get("state").display()).isEqualTo("FIXED");
        assertThat(mode()).isEqualTo(0640);

        var undone = fields(post("/compliance/rollback", "{\"run\": \"" + run() + "\"}"));

        assertThat(undone.get("rules")).isEqualTo(Value.texts(List.of("p/files#rights")));
        assertThat(mode()).isEqualTo(0666);
        assertThat(text(get("/compliance/state"))).contains("ROLLED-BACK");
        var again = post("/compliance/rollback", "{\"run\": \"" + run() + "\"}");
        assertThat(again.status()).isEqualTo(409);
        assertThat(text(again)).contains("was given other rights since");
    }

    @Test
    void changes_are_told_of_all_runs_or_of_one() {
        post("/compliance/launch", "{\"name\": \"files\"}");
        var run = run();

        var one = (Value.Items) value(call("GET", "/compliance/changes", Map.of(), "run=" + run, "", true));

        assertThat(one.all()).hasSize(1);
        var none = call("GET", "/compliance/changes", Map.of(), "run=20200101-000000-0000", "", true);
        assertThat(none.status()).isEqualTo(404);
        assertThat(post("/compliance/rollback", "{\"run\": \"../../etc\"}").status())
                .isEqualTo(404);
    }

    @Test
    void a_plan_tells_what_would_change_and_changes_nothing() throws IOException {
        var plan = fields(call("GET", "/compliance/plan", Map.of(), "name=p/files", "", true));

        assertThat(Json.write(plan)).contains("give " + file + " the rights");
        assertThat(mode()).isEqualTo(0666);
        assertThat(text(call("GET", "/compliance/plan", Map.of(), "name=p/file", "", true)))
                .isEqualTo("{\"error\":\"there is no compliance p/file: did you mean p/files?\"}");
    }

    @Test
    void a_rule_is_waived_by_a_person_for_a_time_and_no_more() {
        var waived = fields(
                post(
                        "/compliance/waive",
                        "{\"name\": \"files of people#rights\", \"until\": \"2026-11-30\", \"reason\": \" known \", \"by\": \"ann\"}"));

        assertThat(waived.get("name").display()).isEqualTo("p/files#rights");
        assertThat(waived.get("reason").display()).isEqualTo("known");
        assertThat(text(get("/compliance/state"))).contains("WAIVED");
        assertThat(fields(get("/compliance/waivers")).keys()).containsExactly("p/files#rights");

        fields(post("/compliance/unwaive", "{\"name\": \"files#rights\"}"));

        assertThat(text(get("/compliance/state"))).contains("FIXED");
        assertThat(post("/compliance/unwaive", "{\"name\": \"files#rights\"}").status())
                .isEqualTo(404);
    }

    @Test
    void a_waiver_of_nothing_or_without_an_end_a_reason_and_a_person_is_refused() {
        var rest = ", \"reason\": \"known\", \"by\": \"ann\"}";
        assertThat(text(post("/compliance/waive", "{\"name\": \"files#right\", \"until\": \"2026-11-30\"" + rest)))
                .contains("the compliance p/files has no rule right: did you mean rights?");
        for (var until : List.of("never", "2026-11-24", "2026-11-25T12:00:00Z"))
            assertThatThrownBy(() ->
                            post("/compliance/waive", "{\"name\": \"files\", \"until\": \"" + until + "\"" + rest))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("until is " + until);
        assertThatThrownBy(() -> post(
                        "/compliance/waive",
                        "{\"name\": \"files\", \"until\": \"2026-11-30\", \"reason\": \"  \", \"by\": \"ann\"}"))
                .hasMessageContaining("reason is empty");
        assertThat(turn.waivers()).isEmpty();
    }

    @Test
    void each_type_is_told_with_an_example() {
        var types = (Value.Items) value(get("/compliance/types"));

        assertThat(types.all()).hasSizeGreaterThan(20).allSatisfy(type -> {
            assertThat(((Value.Fields) type).get("example").display()).isNotBlank();
            assertThat(((Value.Fields) type).get("doc").display()).endsWith(".");
        });
    }

    @Test
    void a_report_is_given_in_each_format_of_all_or_of_one() {
        fold(turn.take(world));

        for (var format : List.of("text", "json", "junit", "html", "sarif", "nagios", "prometheus"))
            for (var name : List.of("", "p", "files of people", "p/files"))
                assertThat(report(format, name))
                        .as(format)
                        .contains(format.equals("nagios") ? "0 of 1 rules" : "p/files");
        assertThat(report("json", "")).contains("\"score\" : 100.0");
        assertThat(report("prometheus", "")).contains("opsbro_compliance_score_percent 100\n");
        assertThat(call("GET", "/compliance/report", Map.of(), "name=q", "", true)
                        .status())
                .isEqualTo(404);
        assertThatThrownBy(() -> report("pdf", ""))
                .hasMessage("format is pdf, want one of text, json, junit, html, sarif, nagios, prometheus");
    }

    private String report(String format, String name) {
        var route = routes.stream()
                .filter(each -> each.path().equals("/compliance/report"))
                .findFirst()
                .orElseThrow();
        var query = Map.of("format", List.of(format), "name", List.of(name));
        var request = new Request("GET", route.path(), Map.of(), query, new byte[0], true, (happened, most) -> {});
        try {
            return text(route.handler().answer(request));
        } catch (RuntimeException told) {
            throw told;
        } catch (Exception other) {
            throw new IllegalStateException(other);
        }
    }
}
