package org.opsbro.metrology.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.model.CheckState;
import org.opsbro.model.CollectorReport;
import org.opsbro.model.Event;
import org.opsbro.model.Level;
import org.opsbro.model.ModuleReport;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Performance;
import org.opsbro.model.Status;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.pack.PaperPacks;

class SeriesKeeperTest {
    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");

    @TempDir
    Path folder;

    private Instant now = NOON;
    private boolean enabled = true;
    private final World world = World.of(Node.named(new NodeId("aa"), "web.1", "internet"), NOON);
    private final Map<String, Value> parameters = new HashMap<>();
    private Optional<SeriesKeeper> open = Optional.empty();

    private SeriesKeeper keeper() {
        return open.orElseGet(() -> {
            var keeper = new SeriesKeeper(folder.resolve("ts"), () -> now, () -> enabled, name -> 10L);
            open = Optional.of(keeper);
            keeper.packs(PaperPacks.of(SeriesKeeper.PACK, Level.CORE, parameters));
            keeper.take(world);
            return keeper;
        });
    }

    @AfterEach
    void close() {
        open.ifPresent(SeriesKeeper::close);
        open = Optional.empty();
    }

    private void collected(CollectorReport.State state, Value.Fields facts, Instant factsAt) {
        var report = new CollectorReport("mem.info", "linux", state, "", facts, factsAt, now, Duration.ZERO);
        keeper().hear(new Event.FactsCollected(now, report), world);
    }

    private void checked(String name, CheckState state, Performance... figures) {
        var status = new Status(
                name, name, state, state, 1, 1, false, NOON, now, Duration.ZERO, "", "", List.of(figures), "");
        keeper().hear(new Event.ChecksRun(now, List.of(status)), world);
    }

    private static Performance figure(String label, double value) {
        return new Performance(label, value, "", "", "", "", "");
    }

    /** Each series with its last time, from noon on, and its last value. */
    private String series() {
        var told = new StringBuilder();
        for (var each : keeper().store().orElseThrow().list(name -> true))
            told.append(each.name())
                    .append(' ')
                    .append(each.lastTime() - NOON.getEpochSecond())
                    .append('=')
                    .append(each.lastValue())
                    .append('\n');
        return told.toString();
    }

    @Test
    void numbers_and_flags_of_facts_become_series_by_their_paths() {
        var disk = Value.object().with("used", 12.5).with("free", Double.NaN).end();
        collected(
                CollectorReport.State.OK,
                Value.object()
                        .with("total", 3)
                        .with("swap", true)
                        .with("text", "12")
                        .with("list", Value.texts(List.of("a")))
                        .with("/var/log.old", disk)
                        .end(),
                now);

        assertThat(series()).isEqualTo("""
                        web_1.mem_info./var/log_old.used 0=12.5
                        web_1.mem_info.swap 0=1.0
                        web_1.mem_info.total 0=3.0
                        """);
    }

    @Test
    void values_of_labels_become_tags() {
        var cpu = Value.object()
                .with("1", Value.object().with("idle", 5).with("a b;c", 6).end())
                .with("~0.5", Value.object().with("", 7).end())
                .end();
        var units = Value.object()
                .with("value", 1)
                .with("name=sshd.service,state=on,", 2)
                .with("state=x=y,z", 3)
                .end();
        var facts = Value.object()
                .with("cpu.seconds", cpu)
                .with("units", units)
                .with("load", 0.5)
                .end();
        var labels = Map.of("cpu.seconds", List.of("mode", "cpu"), "units", List.<String>of());
        var report = new CollectorReport(
                "exporter", "p", CollectorReport.State.OK, "", facts, now, now, Duration.ZERO, labels);
        keeper().hear(new Event.FactsCollected(now, report), world);
        keeper().hear(new Event.FactsCollected(now, report), world);

        assertThat(series()).isEqualTo("""
                        web_1.exporter.cpu_seconds;cpu=a_b_c;mode=1 0=6.0
                        web_1.exporter.cpu_seconds;cpu=idle;mode=1 0=5.0
                        web_1.exporter.cpu_seconds;mode=_0.5 0=7.0
                        web_1.exporter.load 0=0.5
                        web_1.exporter.units 0=1.0
                        web_1.exporter.units;exported_name=sshd.service;state=on_ 0=2.0
                        web_1.exporter.units;state=x=y_z 0=3.0
                        """);
    }

    @Test
    void facts_that_were_not_taken_now_are_no_samples() {
        var facts = Value.object().with("total", 3).end();
        collected(CollectorReport.State.ERROR, facts, now);
        collected(CollectorReport.State.OK, facts, now.minusSeconds(20));

        assertThat(series()).isEmpty();
    }

    @Test
    void a_collector_that_is_a_little_late_is_in_the_next_slot_all_the_same() throws IOException {
        for (var i = 0; i < 6; i++) {
            now = NOON.plusSeconds(i * 10L).plusMillis(i * 300L);
            collected(CollectorReport.State.OK, Value.object().with("total", i).end(), now);
        }
        var store = keeper().store().orElseThrow();
        var points = store.raw(store.find("web_1.mem_info.total").orElseThrow(), 0, now.getEpochSecond() + 1);

        assertThat(points.count()).isEqualTo(6);
        for (var i = 0; i < 6; i++) assertThat(points.time(i)).isEqualTo(NOON.getEpochSecond() + i * 10L);
    }

    @Test
    void a_check_tells_its_state_and_its_performance_data() {
        checked("linux/root disk", CheckState.CRITICAL, figure("/", 93.5), figure("unknown", Double.NaN));
        checked("linux/new", CheckState.PENDING);
        checked("linux/none", CheckState.OK);

        assertThat(series()).isEqualTo("""
                        web_1.linux.none.state 0=0.0
                        web_1.linux.root_disk./ 0=93.5
                        web_1.linux.root_disk.state 0=2.0
                        """);
    }

    @Test
    void the_cap_on_series_is_told_and_the_agent_goes_on() {
        parameters.put("most_series", Value.of(100));
        for (var i = 0; i < 150; i++)
            collected(
                    CollectorReport.State.OK, Value.object().with("key" + i, i).end(), now);

        assertThat(series().lines()).hasSize(100);
        var counters = keeper().report().counters();
        assertThat(((Value.Fields) counters.get("refused")).get("too_many_series"))
                .isEqualTo(Value.of(50));
    }

    @Test
    void while_the_topic_is_off_there_is_no_store_and_it_says_so() {
        enabled = false;
        collected(CollectorReport.State.OK, Value.object().with("total", 3).end(), now);
        assertThat(keeper().report().state()).isEqualTo(ModuleReport.State.DISABLED);
        assertThat(keeper().missing()).isEqualTo("the topic metrology is off");
        assertThat(folder.resolve("ts")).doesNotExist();

        enabled = true;
        keeper().take(world);
        collected(CollectorReport.State.OK, Value.object().with("total", 3).end(), now);
        assertThat(series()).isEqualTo("web_1.mem_info.total 0=3.0\n");

        enabled = false;
        keeper().take(world);
        assertThat(keeper().store()).isEmpty();
    }

    @Test
    void a_folder_that_cannot_be_used_is_told_and_tried_again() throws IOException {
        Files.writeString(folder.resolve("ts"), "a file where a folder belongs");
        assertThat(keeper().report().state()).isEqualTo(ModuleReport.State.ERROR);
        assertThat(keeper().missing()).contains("cannot be kept");

        Files.delete(folder.resolve("ts"));
        keeper().take(world);
        assertThat(keeper().report().state()).isEqualTo(ModuleReport.State.STARTED);
    }

    @Test
    void a_parameter_that_is_wrong_is_told_and_its_usual_value_counts() {
        parameters.put("raw_days", Value.of("many"));
        parameters.put("sync", Value.of("sometimes"));

        assertThat(keeper().report().log())
                .contains("raw_days: found many, want a number from 1 to 366")
                .contains("sync: found \"sometimes\", want one of second, always, never");
        assertThat(keeper().store().orElseThrow().limits()).isEqualTo(Limits.USUAL);
    }
}
