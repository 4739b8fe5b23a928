package org.opsbro.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class WorldTest {
    static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    final Node self = Node.named(new NodeId("aa"), "web-1", "internet").withDefinedGroups(new TreeSet<>(Set.of("www")));
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
        var other = Node.named(new NodeId("bb"), "db-1", "internet");

        var with =
                world.after(new Event.NodesChanged(NOON, List.of(new Event.NodeChange(Optional.empty(), other, ""))));

        assertThat(with.nodes()).hasSize(2);
        assertThat(with.after(new Event.NodesGone(NOON, Set.of(other.id()))).node())
                .isEqualTo(self);
    }

    @Test
    void the_checks_of_this_node_are_counted_as_they_run_and_go() {
        var one = Status.pending("linux/disks", "disks", 1, NOON);
        var ran = world.after(new Event.ChecksRun(NOON, List.of(in(one, CheckState.CRITICAL), in(one, CheckState.OK))));
        assertThat(ran.node().checks()).isEqualTo(new CheckCounts(1, 0, 0, 0));

        var gone = ran.after(new Event.ChecksGone(NOON, Set.of("linux/disks")));

        assertThat(gone.node().checks()).isEqualTo(CheckCounts.NONE);
    }

    @Test
    void what_the_configuration_says_leaves_what_was_found_alone() {
        var found = world.after(new Event.GroupsDetected(NOON, new TreeSet<>(Set.of("linux"))));
        var told = Profile.named("web-1", "paris").calling("the web");

        var after = found.after(new Event.SelfDescribed(NOON, told)).node();

        assertThat(after.zone()).isEqualTo("paris");
        assertThat(after.displayName()).isEqualTo("the web");
        assertThat(after.groups()).containsExactly("linux");
    }

    @Test
    void events_of_the_cluster_are_forgotten_with_time() {
        var old = new ClusterEvent("1", "deploy", "", self.id(), NOON, "internet", false);
        var late = new ClusterEvent("2", "deploy", "", self.id(), NOON.plus(World.EVENTS_KEPT), "internet", false);

        var after = world.after(new Event.EventHeard(NOON, old)).after(new Event.EventHeard(late.at(), late));

        assertThat(after.heard()).containsExactly(late);
    }

    private static Status in(Status status, CheckState state) {
        return new Status(
                status.name(),
                status.displayName(),
                state,
                state,
                1,
                1,
                false,
                NOON,
                NOON,
                status.took(),
                "",
                "",
                List.of(),
                "");
    }
}
