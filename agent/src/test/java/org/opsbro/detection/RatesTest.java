package org.opsbro.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

class RatesTest {
    private static final long SECOND = 1_000_000_000L;

    private static Value.Fields json(String text) {
        return Json.readObject(text);
    }

    @Test
    void a_counter_gets_its_growth_of_a_second_beside_it() {
        var rates = Rates.of(List.of("requests"));

        var first = rates.beside(json("{\"requests\": 10, \"open\": 1}"), 5 * SECOND);
        var second = rates.beside(json("{\"requests\": 15, \"open\": 1}"), 8 * SECOND);

        assertThat(first).isEqualTo(json("{\"requests\": 10, \"open\": 1}"));
        assertThat(second).isEqualTo(json("{\"requests\": 15, \"requests/s\": 1.667, \"open\": 1}"));
    }

    @Test
    void a_program_that_began_anew_has_no_rate_until_it_is_seen_again() {
        var rates = Rates.of(List.of("requests"));

        rates.beside(json("{\"requests\": 10}"), 0);
        var fallen = rates.beside(json("{\"requests\": 4}"), SECOND);
        var then = rates.beside(json("{\"requests\": 6}"), 2 * SECOND);

        assertThat(fallen.keys()).containsExactly("requests");
        assertThat(then.get("requests/s")).isEqualTo(Value.of(2.0));
    }

    @Test
    void a_path_leads_below_and_a_star_stands_for_each_key() {
        var rates = Rates.of(List.of("*.hits", "db.keys.all"));

        rates.beside(json("{\"a\": {\"hits\": 1}, \"b\": {\"hits\": 2}, \"db\": {\"keys\": {\"all\": 0}}}"), 0);
        var told = rates.beside(
                json("{\"a\": {\"hits\": 3}, \"b\": {\"hits\": \"many\"}, \"db\": {\"keys\": {\"all\": 4}}, \"c\": 1}"),
                2 * SECOND);

        assertThat(told)
                .isEqualTo(json("{\"a\": {\"hits\": 3, \"hits/s\": 1.0}, \"b\": {\"hits\": \"many\"},"
                        + " \"db\": {\"keys\": {\"all\": 4, \"all/s\": 2.0}}, \"c\": 1}"));
    }
}
