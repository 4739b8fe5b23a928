package org.opsbro.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.model.Event;
import org.opsbro.model.GeneratorState;
import org.opsbro.model.GeneratorStatus;
import org.opsbro.model.Level;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.World;

class HistoriesTest {
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void a_change_that_people_were_told_enough_of_is_no_history() throws Exception {
        var world = World.of(Node.named(new NodeId("aa"), "web-1", "internet"), NOON);
        var other = Node.named(new NodeId("bb"), "web-2", "internet");
        var dead = other.withState(Node.State.DEAD, NOON);
        try (var histories = new Histories(new Folders(folder, folder, folder), world, true)) {
            histories.read(
                    new Event.NodesChanged(
                            NOON,
                            List.of(
                                    new Event.NodeChange(Optional.of(other), dead, "flapping: agent down"),
                                    new Event.NodeChange(Optional.of(dead), other, "flapping: back", true))),
                    world);

            assertThat(histories.last(Histories.Room.NODES, 10))
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.get("why").display()).isEqualTo("flapping: agent down"));
        }
    }

    @Test
    void what_an_agent_without_hands_sees_of_files_and_rules_is_no_history() throws Exception {
        var world = World.of(Node.named(new NodeId("aa"), "web-1", "internet"), NOON);
        var file = GeneratorStatus.unknown("p/a", "p", Level.LOCAL, "/etc/a", NOON);
        var differs = file.next(GeneratorState.NON_COMPLIANT, "the file differs, and is only audited", NOON);
        for (var hands : List.of(false, true))
            try (var histories = new Histories(new Folders(folder, folder, folder), world, hands)) {
                histories.read(new Event.GeneratorChanged(NOON, file, differs), world);

                assertThat(histories.last(Histories.Room.GENERATORS, 10)).hasSize(hands ? 1 : 0);
            }
    }
}
