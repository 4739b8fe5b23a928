package org.opsbro.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class WorldTest {
    static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    final Node self = new Node(
            new NodeId("aa"),
            "web-1",
            "",
            "192.0.2.1",
            6768,
            "internet",
            Node.State.ALIVE,
            0,
            new TreeSet<>(Set.of("www")),
            new TreeSet<>());
    final World world = World.of(self, NOON);

    @Test
    void detected_groups_stand_apart_from_the_defined_ones() {
        var after = world.after(new Event.GroupsDetected(NOON, new TreeSet<>(Set.of("linux"))));

        assertThat(after.node().groups()).containsExactly("linux", "www");
        assertThat(after.node().definedGroups()).containsExactly("www");
        assertThat(world.node().groups()).containsExactly("www");
    }

    @Test
    void a_check_that_left_is_forgotten() {
        var status = Status.pending("linux/disks", "disks", 1, NOON);

        var with = world.after(new Event.ChecksRun(NOON, List.of(status)));
        var without = with.after(new Event.ChecksGone(NOON, Set.of("linux/disks")));

        assertThat(with.checks()).containsKey("linux/disks");
        assertThat(without.checks()).isEmpty();
    }

    @Test
    void nodes_come_and_go_but_never_oneself() {
        var other = new Node(
                new NodeId("bb"),
                "db-1",
                "",
                "192.0.2.2",
                6768,
                "internet",
                Node.State.ALIVE,
                3,
                new TreeSet<>(),
                new TreeSet<>());

        var with = world.after(new Event.NodesChanged(NOON, List.of(other)));

        assertThat(with.nodes()).hasSize(2);
        assertThat(with.after(new Event.NodesGone(NOON, Set.of(other.id()))).node())
                .isEqualTo(self);
    }
}
