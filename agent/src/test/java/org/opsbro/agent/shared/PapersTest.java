package org.opsbro.agent.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.agent.shared.Papers.Elsewhere;
import org.opsbro.agent.shared.Papers.Member;
import org.opsbro.agent.shared.Papers.Stage;
import org.opsbro.agent.shared.Papers.Start;
import org.opsbro.model.NodeId;

class PapersTest {
    private static final NodeId SELF = new NodeId("a1");

    @TempDir
    Path folder;

    @Test
    void a_start_that_others_have_seen_or_one_before_is_that_of_an_older_copy() {
        var seen = new Start(1000, 5, "x");

        assertThat(new Start(1000, 5, "x").isBefore(seen)).isFalse();
        assertThat(new Start(1000, 6, "y").isBefore(seen)).isFalse();
        assertThat(new Start(2000, 1, "z").isBefore(seen)).isFalse();
        assertThat(new Start(1000, 4, "x").isBefore(seen)).isTrue();
        assertThat(new Start(1000, 5, "y").isBefore(seen)).isTrue();
        assertThat(new Start(900, 9, "x").isBefore(seen)).isTrue();
        assertThat(seen.isBefore(Start.NONE)).isFalse();
    }

    @Test
    void what_is_written_down_is_read_again() throws Exception {
        var papers = new Papers(folder.resolve("kv"));
        assertThat(papers.member()).isEmpty();
        assertThat(papers.elsewhere()).isEmpty();
        assertThat(papers.met(SELF)).isEqualTo(Start.NONE);
        var member = new Member("g1", SELF, Stage.FOUNDING, new Start(1000, 0, "")).started("m");

        papers.member(member);
        papers.elsewhere(new Elsewhere("lan", true));
        papers.met(SELF, member.start());
        papers.met(new NodeId("b2"), new Start(7, 8, "n"));

        var again = new Papers(folder.resolve("kv"));
        assertThat(again.member()).contains(member);
        assertThat(again.elsewhere()).contains(new Elsewhere("lan", true));
        assertThat(again.met(SELF)).isEqualTo(new Start(1000, 1, "m"));
        assertThat(again.met(new NodeId("b2"))).isEqualTo(new Start(7, 8, "n"));
    }

    @Test
    void a_member_that_is_forgotten_leaves_no_log_behind() throws Exception {
        var papers = new Papers(folder);
        papers.member(new Member("g1", SELF, Stage.MEMBER, Start.NONE));
        Files.createDirectories(papers.log().resolve("snapshots/snapshot_1"));
        Files.writeString(papers.log().resolve("snapshots/snapshot_1/store.sqlite"), "x");

        papers.forgetMember();

        assertThat(papers.log()).doesNotExist();
        assertThat(papers.member()).isEmpty();
        papers.forgetMember();
    }

    @Test
    void damage_is_told() throws Exception {
        Files.writeString(folder.resolve("member.json"), "{");

        assertThatThrownBy(() -> new Papers(folder).member())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("member.json");
    }
}
