package org.opsbro.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opsbro.it.Patience.secondsUntil;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thirty agents on one machine; {@code -Dmany.agents=50} for another number. */
class ManyAgentsTest {
    private static final int COUNT = Integer.getInteger("many.agents", 30);
    private static final String DISCOVERY_ONLY = """
            automatic_detection_topic_enabled: false
            monitoring_topic_enabled: false
            metrology_topic_enabled: false
            configuration_automation_topic_enabled: false
            system_compliance_topic_enabled: false
            """;

    @TempDir
    private Path folder;

    @Test
    void all_see_all_hear_all_and_see_the_death_of_one() throws Exception {
        try (var neighbours = new Neighbours(folder, COUNT, DISCOVERY_ONLY)) {
            neighbours.shareKey();
            var begun = System.nanoTime();
            neighbours.start();
            var started = (System.nanoTime() - begun) / 1e9;
            List<Long> memory = new ArrayList<>();
            for (var one : neighbours.all()) memory.add(one.residentKilobytes());
            memory.sort(null);

            neighbours.get(2).server().does("gossip", "events", "add", "all-hear");
            var heard = secondsUntil(
                    10,
                    () -> all(
                            neighbours.all(),
                            one -> one.get("/agent/events?type=all-hear").contains("all-hear")));

            var gone = neighbours.get(COUNT);
            var others = neighbours.all().subList(0, COUNT - 1);
            gone.server().kill();
            var dead = secondsUntil(30, () -> all(others, one -> one.sees(gone).equals("dead")));
            for (var one : others) assertThat(one.count("alive")).isEqualTo(COUNT - 1);

            System.out.printf(
                    "%d agents: started and all seen by all after %.1f s, memory %d MiB (median), an event at all after %.2f s, a kill -9 after %.1f s%n",
                    COUNT, started, memory.get(COUNT / 2) / 1024, heard, dead);
        }
    }

    private interface Look {
        boolean holds(Neighbours.One one) throws Exception;
    }

    private static boolean all(List<Neighbours.One> agents, Look look) throws Exception {
        for (var one : agents) if (!look.holds(one)) return false;
        return true;
    }
}
