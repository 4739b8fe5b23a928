package org.opsbro.detection.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

class PrometheusFactsTest {
    private static final PrometheusFacts ALL = new PrometheusFacts(List.of());

    @Test
    void samples_stand_under_their_name_and_the_values_of_their_labels() {
        // the first lines of the exposition format's own description, and two of a node exporter
        var facts = ALL.parse("""
                # HELP http_requests_total The total number of HTTP requests.
                # TYPE http_requests_total counter
                http_requests_total{method="post",code="200"} 1027 1395066363000
                http_requests_total{method="post",code="400"}    3 1395066363000

                metric_without_timestamp_and_labels 12.47
                something_weird{problem="division by zero"} +Inf -3982045
                node_load1 0.5
                node_cpu_seconds_total{cpu="0",mode="idle"} 1.5e+03
                """);

        assertThat(Json.write(facts))
                .isEqualTo("{\"http_requests_total\":{\"post\":{\"200\":1027,\"400\":3}},"
                        + "\"metric_without_timestamp_and_labels\":12.47,"
                        + "\"something_weird\":{\"division by zero\":null},"
                        + "\"node_load1\":0.5,\"node_cpu_seconds_total\":{\"0\":{\"idle\":1500}}}");
        assertThat(((Value.Fields) facts.get("something_weird")).get("division by zero"))
                .isEqualTo(Value.of(Double.POSITIVE_INFINITY));
    }

    @Test
    void samples_with_different_labels_stand_under_names_and_values() {
        var facts = ALL.parse("up 1\nup{job=\"a\"} 0\nup{job=\"a\",dc=\"x\"} NaN\n");

        assertThat(((Value.Fields) facts.get("up")).keys()).containsExactly("value", "job=a", "job=a,dc=x");
    }

    @Test
    void the_names_of_labels_are_told() {
        var read = ALL.labelled(
                "up 1\ncpu{cpu=\"0\",mode=\"idle\"} 1\ncpu{cpu=\"1\",mode=\"idle\"} 1\nx{a=\"1\"} 1\nx 2\n");

        assertThat(read.labels()).isEqualTo(Map.of("cpu", List.of("cpu", "mode"), "x", List.of()));
    }

    @Test
    void escapes_are_undone_and_exemplars_left_out() {
        var facts = ALL.parse("a{path=\"C:\\\\DIR\\n\\\"x\\\"\",} 1 # {trace=\"1\"} 0.5\n# EOF\n");

        assertThat(((Value.Fields) facts.get("a")).keys()).containsExactly("C:\\DIR\n\"x\"");
    }

    @Test
    void only_the_names_to_keep_are_taken() {
        var facts = new PrometheusFacts(List.of("node_load*", "up")).parse("node_load1 1\nnode_load5 2\nup 1\nups 1\n");

        assertThat(facts.keys()).containsExactly("node_load1", "node_load5", "up");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            up          ; line 1, column 3: want a number
            up x        ; want a number, found "x"
            up 0x10     ; want a number
            up 1 2 3    ; want the end of the line
            1up 1       ; want the name of a metric
            up{a="b} 1  ; never closed
            up{a=b} 1   ; want a quote
            up{a="b"    ; want , or }
            up{a="\\x"} 1 ; unknown escape \\x
            """)
    void what_is_wrong_is_told_with_its_place(String line, String message) {
        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(() -> ALL.parse(line + "\n"))
                .withMessageContaining(message);
    }

    @Test
    void a_sample_twice_is_refused() {
        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(() -> ALL.parse("up 1\nup 2\n"))
                .withMessage("line 2: the sample up comes twice");
    }
}
