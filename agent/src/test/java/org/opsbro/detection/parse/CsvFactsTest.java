package org.opsbro.detection.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opsbro.model.Json;

class CsvFactsTest {
    private static final CsvFacts COMMA = new CsvFacts(new Table(List.of(), List.of(), List.of()), ',');

    @Test
    void haproxy_statistics_are_read() {
        // the form "show stat" of HAProxy has: a header after #, and a comma at the end of each line
        var csv = new CsvFacts(new Table(List.of(), List.of("pxname", "svname"), List.of()), ',');

        var facts = csv.parse("# pxname,svname,scur,status,\nweb,FRONTEND,3,OPEN,\nweb,a,1,UP,\n\n");

        assertThat(Json.write(facts.get("web.FRONTEND")))
                .isEqualTo("{\"pxname\":\"web\",\"svname\":\"FRONTEND\",\"scur\":3,\"status\":\"OPEN\"}");
        assertThat(facts.keys()).containsExactly("web.FRONTEND", "web.a");
    }

    @Test
    void quoted_cells_hold_anything() {
        var facts = COMMA.parse("name,text\r\na,\"x, \"\"y\"\"\r\nz\"\r\nb,\r\n");

        assertThat(Json.write(facts))
                .isEqualTo(
                        "{\"a\":{\"name\":\"a\",\"text\":\"x, \\\"y\\\"\\r\\nz\"},\"b\":{\"name\":\"b\",\"text\":\"\"}}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', textBlock = """
            a,b|1      ; line 2: 1 cells, want 2
            a,b|"1,2   ; line 2, column 1: this quote is never closed
            a,b|1"1,2  ; line 2, column 2: a quote inside
            a,b|"1"1,2 ; line 2, column 4: want ","
            """)
    void what_is_wrong_is_told_with_its_place(String text, String message) {
        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(() -> COMMA.parse(text.replace('|', '\n')))
                .withMessageStartingWith(message);
    }

    @Test
    void a_row_may_be_one_fact_and_a_table_one_row() {
        var pairs = new CsvFacts(new Table(List.of(), List.of(), List.of(), "Value", false), ',');
        var single = new CsvFacts(new Table(List.of(), List.of(), List.of(), "", true), ',');

        assertThat(Json.write(pairs.parse("Variable_name,Value\nUptime,7\nread_only,OFF\n")))
                .isEqualTo("{\"Uptime\":7,\"read_only\":\"OFF\"}");
        assertThat(Json.write(single.parse("version,lag\n15.18,0.5\n"))).isEqualTo("{\"version\":15.18,\"lag\":0.5}");
        assertThat(single.parse("version,lag\n").keys()).isEmpty();
        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(() -> single.parse("a\n1\n2\n"))
                .withMessage("line 3: a second row, want a single one");
        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(() -> pairs.parse("Name,Other\n1,2\n"))
                .withMessage("line 1: no column \"Value\" among [Name, Other]");
    }
}
