package org.opsbro.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.opsbro.cli.Answer;
import org.opsbro.model.Json;

class TopHistoryTest {
    private static final double NOTHING = Double.NaN;
    private final TopHistory history = new TopHistory(10);

    @Test
    void figures_of_a_part_of_the_time_are_averaged_and_gaps_stay() throws Json.NotJson {
        history.add("load", 100, 1);
        history.add("load", 109, 3);
        history.add("load", 120, 5);

        assertThat(history.last("load", 4, 125)).containsExactly(NOTHING, 2, NOTHING, 5);
    }

    @Test
    void what_the_agent_kept_comes_before_what_was_seen() throws Json.NotJson {
        history.take(new Answer(
                Json.read("[{\"name\": \"idle\", \"start\": 100, \"step\": 10, \"values\": [50, null, 70]}]")));
        history.add("idle", 130, 80);

        assertThat(history.last("idle", 4, 139)).containsExactly(50, NOTHING, 70, 80);
    }

    @Test
    void of_a_name_that_never_came_there_is_nothing() {
        history.add("load", 100, NOTHING);

        assertThat(history.last("load", 2, 100)).containsExactly(NOTHING, NOTHING);
    }

    @Test
    void it_does_not_grow_for_ever() {
        for (var time = 0; time < 100_000; time += 10) history.add("load", time, 1);

        assertThat(history.last("load", 2_000, 99_999)[999]).isNaN();
        assertThat(history.last("load", 2_000, 99_999)[1_000]).isEqualTo(1);
    }
}
