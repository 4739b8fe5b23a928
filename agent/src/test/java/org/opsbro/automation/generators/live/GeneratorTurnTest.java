package org.opsbro.automation.generators.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opsbro.model.GeneratorState.COMPLIANT;
import static org.opsbro.model.GeneratorState.ERROR;
import static org.opsbro.model.GeneratorState.FIXED;
import static org.opsbro.model.GeneratorState.NON_COMPLIANT;
import static org.opsbro.model.GeneratorState.NOT_ELIGIBLE;
import static org.opsbro.model.GeneratorState.PENDING;
import static org.opsbro.model.GeneratorState.UNKNOWN;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.automation.generators.Proposal;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.model.Event;
import org.opsbro.model.GeneratorState;
import org.opsbro.model.GeneratorStatus;

class GeneratorTurnTest {
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    private Workshop shop;

    @BeforeEach
    void open() throws IOException {
        shop = new Workshop(folder);
    }

    private GeneratorStatus status() {
        return shop.status("f");
    }

    private void isIn(GeneratorState state, String why) {
        assertThat(status().reason()).contains(why);
        assertThat(status().state()).isEqualTo(state);
    }

    @Test
    void a_file_is_written_and_compliant_with_the_next_look() throws Exception {
        shop.nodes("web-1", "web-2").generator("f").finish();

        assertThat(shop.text("f")).isEqualTo("server web-1 10.0.0.1\nserver web-2 10.0.0.2\n");
        isIn(FIXED, "the file was written");
        assertThat(status().diff())
                .startsWith("--- /dev/null\n+++ " + shop.path("f") + "\n@@ -0,0 +1,2 @@\n+server web-1");

        shop.pass(INTERVAL).take();
        isIn(COMPLIANT, "the file is right");
        assertThat(status().diff()).contains("+server web-1");
    }

    /** In the original such a file stayed UNKNOWN. */
    @Test
    void a_file_that_is_right_already_is_compliant_from_the_start_and_nothing_runs() throws Exception {
        shop.nodes("web-1").file("f", "server web-1 10.0.0.1\n");

        shop.generator("f", "command: " + shop.program("reload")).finish();

        isIn(COMPLIANT, "the file is right");
        assertThat(shop.ran("reload")).isZero();
    }

    @Test
    void it_is_rendered_when_the_nodes_change_and_not_each_second() throws Exception {
        shop.nodes("web-1", "web-2").generator("f").finish();
        var before = shop.renderings();

        for (var second = 0; second < 60; second++)
            shop.pass(Duration.ofSeconds(1)).take();
        assertThat(shop.renderings()).isEqualTo(before);

        shop.lose("web-1").take();
        assertThat(shop.text("f")).isEqualTo("server web-2 10.0.0.2\n");
    }

    @Test
    void an_event_brings_the_look_at_once() throws Exception {
        shop.nodes("web-1", "web-2").generator("f").finish();
        shop.lose("web-1");

        shop.turn().hear(new Event.NodesGone(Workshop.NOON, java.util.Set.of()));

        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> !shop.text("f").contains("web-1"));
    }

    @Test
    void it_is_rendered_when_a_key_that_it_reads_changes_and_for_no_other() throws Exception {
        shop.pageOfKey("port")
                .keys(Map.of("web/port", "80"))
                .generatorOf("f", "port")
                .finish();
        assertThat(shop.text("f")).isEqualTo("port 80\n");
        var before = shop.renderings();

        shop.keys(Map.of("web/port", "80", "web/other", "x"))
                .pass(Duration.ofSeconds(1))
                .take();
        assertThat(shop.renderings()).isEqualTo(before);

        shop.keys(Map.of("web/port", "81", "web/other", "x")).take();
        assertThat(shop.text("f")).isEqualTo("port 81\n");
    }

    @Test
    void before_its_keys_were_looked_for_a_file_is_not_touched() throws Exception {
        shop.pageOfKey("port").file("f", "port 80\n").generatorOf("f", "port").take();

        isIn(UNKNOWN, "are not read yet");
        assertThat(shop.renderings()).isZero();
        shop.keys(Map.of("web/port", "80")).take();
        isIn(COMPLIANT, "the file is right");
    }

    @Test
    void a_key_that_changes_brings_the_look_at_once() throws Exception {
        shop.pageOfKey("port")
                .keys(Map.of("web/port", "80"))
                .generatorOf("f", "port")
                .finish();
        shop.keys(Map.of("web/port", "81"));

        shop.turn().hear(new Event.KeysChanged(Workshop.NOON, shop.world().kv()));

        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> shop.text("f").equals("port 81\n"));
        assertThat(shop.turn().keys()).containsExactly(List.of("web", "port"));
    }

    @Test
    void a_file_that_was_changed_by_hand_is_noticed_after_the_interval_and_put_right() throws Exception {
        shop.nodes("web-1").generator("f", "command: " + shop.program("reload")).finish();
        shop.file("f", "something else\n");

        shop.pass(Duration.ofSeconds(5)).take();
        assertThat(shop.text("f")).isEqualTo("something else\n");

        shop.pass(Duration.ofSeconds(5)).finish();
        assertThat(shop.text("f")).startsWith("server web-1");
        assertThat(shop.ran("reload")).isEqualTo(2);
        isIn(FIXED, "its command has run");
    }

    @Test
    void a_template_that_fails_leaves_the_file_and_tells_where() throws Exception {
        shop.file("f", "old\n").page("broken", scope -> {
            throw new EvaluationException("web is undefined");
        });

        shop.generatorOf("f", "broken").take();

        isIn(ERROR, "generators/templates/broken:3:7: web is undefined");
        assertThat(shop.text("f")).isEqualTo("old\n");
    }

    @Test
    void what_is_not_for_this_node_is_not_touched() throws Exception {
        shop.definition(
                "f", "generate_if: \"is_in_group('haproxy')\"\npath: " + shop.path("f") + "\ntemplate: servers\n");
        shop.take();

        isIn(NOT_ELIGIBLE, "generate_if is false");
        assertThat(shop.path("f")).doesNotExist();
    }

    @Test
    void a_condition_that_cannot_be_evaluated_is_unknown_and_touches_nothing() throws Exception {
        shop.definition(
                "f",
                "generate_if: \"{{collector.nothing.here}} == 1\"\npath: " + shop.path("f") + "\ntemplate: servers\n");
        shop.take();

        isIn(UNKNOWN, "generate_if cannot be evaluated");
        assertThat(shop.path("f")).doesNotExist();
    }

    @Test
    void nobody_heard_of_the_cluster_yet_is_no_empty_cluster() throws Exception {
        shop.settled = false;
        shop.file("f", "server web-1 10.0.0.1\n").generator("f").take();
        isIn(UNKNOWN, "the other nodes are not known yet");
        assertThat(shop.text("f")).startsWith("server web-1");

        shop.settled = true;
        shop.nodes("web-1").take();
        isIn(COMPLIANT, "the file is right");
    }

    @Test
    void too_few_items_leave_the_file_until_a_person_says_so() throws Exception {
        shop.nodes("web-1", "web-2").generator("f", "min_items: 2").finish();

        shop.lose("web-1").take();
        isIn(ERROR, "given a list of 1 nodes, want min_items: 2");
        assertThat(shop.text("f")).contains("web-1");

        assertThat(shop.turn().launch("p/f", true))
                .hasValueSatisfying(now -> assertThat(now.state()).isEqualTo(FIXED));
        assertThat(shop.text("f")).doesNotContain("web-1");
    }

    @Test
    void too_large_a_change_leaves_the_file() throws Exception {
        shop.nodes("web-1", "web-2", "web-3", "web-4")
                .generator("f", "max_change_pct: 30")
                .finish();

        shop.lose("web-1").take();
        isIn(FIXED, "the file was written");

        shop.lose("web-2").lose("web-3").take();
        isIn(ERROR, "it would change 66 % of the lines, want max_change_pct: 30");
        assertThat(shop.text("f")).contains("web-2");
    }

    @Test
    void a_block_is_written_between_its_marks() throws Exception {
        shop.nodes("web-1").file("f", "head\n# BEGIN\n# END\ntail");

        shop.generator("f", "partial_start: '# BEGIN'", "partial_end: '# END'").finish();

        assertThat(shop.text("f")).isEqualTo("head\n# BEGIN\nserver web-1 10.0.0.1\n# END\ntail");
    }

    /** In the original that was an error and nothing else. */
    @Test
    void a_missing_block_is_an_error_or_what_the_pack_says() throws Exception {
        shop.nodes("web-1")
                .file("f", "head\n")
                .generator("f", "partial_start: '# BEGIN'", "partial_end: '# END'")
                .take();
        isIn(ERROR, "has no lines \"# BEGIN\" and \"# END\"");

        shop.generator("f", "partial_start: '# BEGIN'", "partial_end: '# END'", "if_partial_missing: append")
                .take();
        assertThat(shop.text("f")).isEqualTo("head\n# BEGIN\nserver web-1 10.0.0.1\n# END\n");
    }

    @Test
    void rights_that_differ_are_put_right_though_the_content_is() throws Exception {
        shop.nodes("web-1").file("f", "server web-1 10.0.0.1\n");

        shop.generator("f", "mode: 0640").finish();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shop.path("f"))))
                .isEqualTo("rw-r-----");
        assertThat(status().diff()).contains("-> 0640");
    }

    @Test
    void an_owner_that_is_not_there_is_an_error_and_the_file_is_not_written() throws Exception {
        shop.nodes("web-1").generator("f", "owner: nobody-of-that-name").take();

        isIn(ERROR, "there is no user nobody-of-that-name");
        assertThat(shop.path("f")).doesNotExist();
    }

    @Test
    void what_its_program_does_not_take_is_not_written_and_not_offered_each_second() throws Exception {
        shop.exits("check", 1).nodes("web-1").file("f", "old\n");
        shop.generator("f", "validate: " + shop.program("check") + " -f {file}", "interval: 1s")
                .take();

        isIn(ERROR, "exited 1: cannot reload");
        assertThat(shop.text("f")).isEqualTo("old\n");
        assertThat(folder).isDirectoryNotContaining(path -> path.toString().contains("opsbro-next"));
        assertThat(shop.text("check.ran"))
                .matches("ran -f \\Q" + folder + "\\E/\\.f\\.[0-9]+-[0-9a-f]{8}\\.opsbro-next\n");

        for (var second = 0; second < 30; second++)
            shop.pass(Duration.ofSeconds(1)).take();
        assertThat(shop.ran("check")).isEqualTo(1);

        shop.exits("check", 0).pass(Duration.ofMinutes(1)).take();
        isIn(FIXED, "the file was written");
    }

    /** A draft is beside the file until it takes its place: the original wrote into the file itself. */
    @Test
    void a_reader_sees_the_old_or_the_new_file_whole() throws Exception {
        shop.file("f", "old\n").nodes("web-1");
        try (var reader = Files.newInputStream(shop.path("f"))) {
            shop.generator("f").finish();

            assertThat(new String(reader.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo("old\n");
            assertThat(shop.text("f")).startsWith("server");
        }
    }

    /** In the original a reload that failed was forgotten. */
    @Test
    void a_command_that_failed_is_owed_until_it_exits_0() throws Exception {
        shop.exits("reload", 3)
                .nodes("web-1")
                .generator("f", "command: " + shop.program("reload") + " now")
                .finish();
        isIn(ERROR, "the file is right, but " + shop.path("reload") + " now exited 3: cannot reload (try 1");

        shop.pass(Duration.ofSeconds(4)).finish();
        assertThat(shop.ran("reload")).isEqualTo(1);
        shop.pass(Duration.ofSeconds(1)).finish();
        assertThat(shop.ran("reload")).isEqualTo(2);
        isIn(ERROR, "(try 2");

        shop.exits("reload", 0).pass(Duration.ofSeconds(10)).finish();
        assertThat(shop.ran("reload")).isEqualTo(3);
        isIn(FIXED, "its command has run");
        shop.pass(INTERVAL).take();
        isIn(COMPLIANT, "the file is right");
    }

    @Test
    void what_was_owed_before_a_restart_is_paid_after_it() throws Exception {
        shop.exits("reload", 1)
                .nodes("web-1")
                .generator("f", "command: " + shop.program("reload"))
                .finish();

        shop.exits("reload", 0).restart().pass(Duration.ofMinutes(1)).finish();

        assertThat(shop.ran("reload")).isEqualTo(2);
        isIn(FIXED, "its command has run");
    }

    @Test
    void several_files_of_one_program_reload_it_once() throws Exception {
        var reload = "command: " + shop.program("reload");
        shop.nodes("web-1")
                .generator("f", reload)
                .generator("g", reload)
                .generator("h", reload)
                .finish();

        assertThat(shop.ran("reload")).isEqualTo(1);
        for (var name : List.of("f", "g", "h"))
            assertThat(shop.status(name).state()).isEqualTo(FIXED);
    }

    @Test
    void a_command_waits_for_further_changes_but_not_for_ever() throws Exception {
        shop.nodes("web-1", "web-2")
                .generator("f", "debounce: 5s", "command: " + shop.program("reload"))
                .finish();
        isIn(PENDING, "to be run: ");
        assertThat(shop.ran("reload")).isZero();

        for (var second = 0; second < 48; second += 4) {
            shop.nodes("web-1", "web-" + second).pass(Duration.ofSeconds(4)).finish();
            assertThat(shop.ran("reload")).isZero();
        }
        shop.nodes("web-1").pass(Duration.ofSeconds(4)).finish();

        assertThat(shop.ran("reload")).isEqualTo(1);
    }

    @Test
    void where_the_command_fails_the_former_file_comes_back() throws Exception {
        shop.exits("reload", 1).nodes("web-1").file("f", "old\n");
        Files.setPosixFilePermissions(shop.path("f"), PosixFilePermissions.fromString("rw-r-----"));

        shop.generator("f", "rollback: true", "command: " + shop.program("reload"))
                .finish();

        assertThat(shop.text("f")).isEqualTo("old\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shop.path("f"))))
                .isEqualTo("rw-r-----");
        assertThat(shop.ran("reload")).isEqualTo(2);
        isIn(ERROR, "the former file is back");

        shop.pass(INTERVAL).finish();
        assertThat(shop.text("f")).isEqualTo("old\n");
        shop.exits("reload", 0).nodes("web-1", "web-2").finish();
        assertThat(shop.text("f")).contains("web-2");
        isIn(FIXED, "its command has run");
    }

    @Test
    void a_new_file_whose_command_fails_goes_again() throws Exception {
        shop.exits("reload", 1).nodes("web-1");

        shop.generator("f", "rollback: true", "command: " + shop.program("reload"))
                .finish();

        assertThat(shop.path("f")).doesNotExist();
        assertThat(folder.resolve("data/generators")).doesNotExist();
    }

    @Test
    void the_former_file_is_kept_where_the_pack_says_so_and_only_its_owner_reads_it() throws Exception {
        shop.nodes("web-1").file("f", "old\n").generator("f", "backup: true").finish();
        for (var change = 0; change < 15; change++)
            shop.pass(INTERVAL).nodes("web-" + change).finish();

        try (var kept = Files.list(folder.resolve("data/backups" + folder))) {
            var all = kept.sorted().toList();
            assertThat(all).hasSize(10);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(all.getFirst())))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void a_secret_is_never_shown() throws Exception {
        shop.page("secret", scope -> "password hunter2\n");
        shop.exits("reload", 1);
        var program = shop.program("reload");
        Files.writeString(
                shop.path("reload"), Files.readString(shop.path("reload")).replace("cannot reload", "hunter2"));

        shop.generatorOf("f", "secret", "secret: true", "command: " + program).finish();

        isIn(ERROR, "what it said is not shown, the file is secret");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shop.path("f"))))
                .isEqualTo("rw-------");
        assertThat(shop.told.toString() + shop.turn().owed()).doesNotContain("hunter2");
        assertThat(status().diff()).contains("the file is secret");
    }

    @Test
    void an_audit_tells_the_difference_and_writes_nothing() throws Exception {
        shop.nodes("web-1")
                .file("f", "old\n")
                .generator("f", "audit: true", "command: " + shop.program("reload"))
                .finish();

        isIn(NON_COMPLIANT, "only audited");
        assertThat(status().diff()).contains("-old\n+server web-1");
        assertThat(shop.text("f")).isEqualTo("old\n");
        assertThat(shop.ran("reload")).isZero();
    }

    @Test
    void an_agent_that_is_there_for_one_command_only_audits() throws Exception {
        shop.nodes("web-1")
                .generator("f", "command: " + shop.program("reload"))
                .withoutHands()
                .finish();

        isIn(NON_COMPLIANT, "only audited");
        assertThat(shop.path("f")).doesNotExist();
        assertThat(shop.ran("reload")).isZero();
    }

    @Test
    void a_plan_changes_nothing() throws Exception {
        shop.nodes("web-1").generator("f", "command: " + shop.program("reload"));

        var plan = shop.turn().plan(shop.world());

        assertThat(plan.values()).singleElement().isInstanceOf(Proposal.Replacement.class);
        assertThat(shop.path("f")).doesNotExist();
        assertThat(folder.resolve("debts.json")).doesNotExist();
    }

    @Test
    void with_the_topic_off_nothing_is_written() throws Exception {
        shop.enabled = false;
        shop.nodes("web-1").generator("f").finish();

        assertThat(shop.path("f")).doesNotExist();
        assertThat(shop.world().generators()).isEmpty();
    }

    @Test
    void two_generators_of_one_whole_file_do_not_fight() throws Exception {
        shop.nodes("web-1").generator("f");
        shop.definition("g", "generate_if: 'True'\npath: " + shop.path("f") + "\ntemplate: servers\n")
                .take();

        isIn(FIXED, "the file was written");
        assertThat(shop.status("g").state()).isEqualTo(ERROR);
        assertThat(shop.status("g").reason()).contains("p/f writes the same file");
    }

    @Test
    void a_disk_that_cannot_be_written_leaves_the_old_file_and_owes_nothing() throws Exception {
        shop.nodes("web-1");
        shop.definition(
                "f",
                "generate_if: 'True'\npath: " + shop.path("missing/f") + "\ntemplate: servers\ncommand: "
                        + shop.program("reload") + "\n");
        shop.finish();

        isIn(ERROR, "there is no folder " + shop.path("missing"));
        assertThat(shop.turn().owed()).isEmpty();
        assertThat(shop.ran("reload")).isZero();
    }

    @Test
    void each_change_of_state_is_told_once() throws Exception {
        shop.nodes("web-1").generator("f", "command: " + shop.program("reload")).finish();
        shop.pass(INTERVAL).finish();
        shop.pass(INTERVAL).finish();

        assertThat(shop.told.stream()
                        .filter(Event.GeneratorChanged.class::isInstance)
                        .map(Event.GeneratorChanged.class::cast)
                        .map(each -> each.before().state() + " " + each.after().state()))
                .containsExactly("UNKNOWN PENDING", "PENDING FIXED", "FIXED COMPLIANT");
    }
}
