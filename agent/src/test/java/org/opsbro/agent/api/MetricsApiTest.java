package org.opsbro.agent.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opsbro.model.CollectorReport;
import org.opsbro.model.Event;
import org.opsbro.model.ModuleReport;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.wire.Request;

class MetricsApiTest {
    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");
    private static final String PROMETHEUS =
            "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

    private World world = World.of(Node.named(new NodeId("aa"), "web-1", "internet"), NOON);

    private void collected(String name, CollectorReport.State state, Value.Fields facts) {
        var report = new CollectorReport(name, "linux", state, "", facts, NOON, NOON, Duration.ZERO);
        world = world.after(new Event.FactsCollected(NOON, report));
    }

    private String asked(String accept) throws Exception {
        var series = new ModuleReport(
                "series",
                "series",
                "store",
                ModuleReport.State.STARTED,
                "",
                Value.Fields.EMPTY,
                Value.object().with("samples", 12).with("trouble", "").end());
        var api = new MetricsApi(
                () -> world, () -> true, () -> List.of(series), () -> new MetricsApi.Cost(1.5, 2, 3, 4, 5), "1.0");
        var request =
                new Request("GET", "/metrics", Map.of(), Map.of(), new byte[0], true, (happened, most) -> {}, accept);
        var reply = api.routes().getFirst().handler().answer(request);
        var sent = new ByteArrayOutputStream();
        reply.flow().orElseThrow().write(sent::writeBytes);
        return reply.contentType() + "\n" + sent.toString(UTF_8);
    }

    @Test
    void the_numbers_of_collectors_stand_under_their_paths_whatever_they_are_called() throws Exception {
        collected(
                "disks",
                CollectorReport.State.OK,
                Value.object()
                        .with(
                                "/var \"log\".old",
                                Value.object()
                                        .with("used", 12.5)
                                        .with("full", true)
                                        .end())
                        .with("a.b", 1)
                        .with("a_b", 2)
                        .with("text", "no number")
                        .with("unknown", Double.NaN)
                        .with("endless", Double.NEGATIVE_INFINITY)
                        .end());
        collected(
                "broken",
                CollectorReport.State.ERROR,
                Value.object().with("n", 1).end());

        var text = asked("");

        assertThat(text)
                .contains(
                        "opsbro_collector_timestamp_seconds{collector=\"disks\"} 1796040000\n",
                        "opsbro_collector_value{collector=\"disks\",key=\"/var__log__old.used\"} 12.5\n",
                        "opsbro_collector_value{collector=\"disks\",key=\"/var__log__old.full\"} 1\n",
                        "opsbro_collector_value{collector=\"disks\",key=\"endless\"} -Inf\n",
                        "opsbro_module_state{module=\"series\"} 1\n",
                        "opsbro_module_value{module=\"series\",key=\"samples\"} 12\n")
                .doesNotContain("broken\"", "\"unknown\"", "text\"", "trouble");
        assertThat(text.lines().filter(line -> line.contains("key=\"a_b\""))).hasSize(1);
    }

    @Test
    void open_metrics_have_their_total_in_samples_only_and_an_end() throws Exception {
        assertThat(asked(PROMETHEUS))
                .startsWith("application/openmetrics-text; version=1.0.0; charset=utf-8\n")
                .contains("# TYPE process_cpu_seconds counter\nprocess_cpu_seconds_total 1.5\n")
                .endsWith("\n# EOF\n");
        assertThat(asked(""))
                .startsWith("text/plain; version=0.0.4; charset=utf-8\n")
                .contains("# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total 1.5\n")
                .doesNotContain("# EOF");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                                                  | TEXT
            */*                                                                 | TEXT
            text/plain                                                          | TEXT
            application/openmetrics-text                                        | OPEN_METRICS
            Application/OpenMetrics-Text ; Version=1.0.0                        | OPEN_METRICS
            application/openmetrics-text;version=0.0.1                          | TEXT
            application/openmetrics-text;q=0                                    | TEXT
            application/openmetrics-text;q=0.2, text/plain                      | TEXT
            application/openmetrics-text;q=nonsense,;;,q=                       | OPEN_METRICS
            """)
    void the_caller_chooses_the_form(String accept, PrometheusText.Form wanted) {
        assertThat(MetricsApi.form(accept)).isEqualTo(wanted);
        assertThat(MetricsApi.form(PROMETHEUS)).isEqualTo(PrometheusText.Form.OPEN_METRICS);
    }

    @Test
    void many_numbers_are_sent_in_pieces() throws Exception {
        var facts = Value.object();
        for (var i = 0; i < 10_000; i++) facts.with("number" + i, i);
        collected("many", CollectorReport.State.OK, facts.end());
        var longest = new int[1];
        var api = new MetricsApi(() -> world, () -> true, List::of, () -> new MetricsApi.Cost(1, 2, 3, 4, 5), "1.0");
        var reply = api.routes().getFirst().handler().answer(Request.own("GET", "/metrics", Map.of(), new byte[0]));
        reply.flow().orElseThrow().write(piece -> longest[0] = Math.max(longest[0], piece.length));

        assertThat(longest[0]).isBetween(1, 20_000);
    }
}
