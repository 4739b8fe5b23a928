package org.opsbro.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opsbro.cli.Answer;
import org.opsbro.cli.display.Columns;
import org.opsbro.cli.display.Paint;
import org.opsbro.model.Json;

class TopViewTest {
    private static final TopView.Choice CHOICE = new TopView.Choice("cpu", 0, "12:00:00  every 2s", "q leave");

    private static String rows(int count, String row) {
        return IntStream.range(0, count)
                .mapToObj(number -> row.replace("#", Integer.toString(number)).replace('\'', '"'))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static Answer answer(int problems, int processes, double seconds) {
        var cpus =
                "'cpu_all': {'%user': 20.5, '%system': 5, '%idle': 60, '%iowait': 14.5}, 'cpu0': {'%idle': 0}, 'cpu1': {'%idle': 100}";
        var facts = "{'cpustats': {" + cpus + "}, 'loadaverage': {'load1': 4.5, 'load5': 1, 'load15': 0.5},"
                + " 'memory': {'phys_total': 4194304, 'phys_free': 2097152, 'phys_used': 50, 'swap_used': 1.5},"
                + " 'networktraffic': {'eth0': {'recv_bytes/s': 2048, 'trans_bytes/s': 1024}, 'eth1': {'recv_bytes/s': 4096, 'trans_bytes/s': 0}},"
                + " 'iostats': {'sda': {'read_bytes/s': 1048576, 'write_bytes/s': 0, 'util%': 95}}, 'uptime': {'seconds': 90061},"
                + " 'diskusage': {'/': {'pct_used': 20, 'total': 10240}, '/var': {'pct_used': 91, 'total': 2048}}}";
        var text = "{'node': 'web-1', 'zone': 'internet', 'at': '2026-11-30T12:00:00Z', 'seconds': " + seconds
                + ", 'facts': " + facts
                + ", 'checks': {'counts': {'ok': 3, 'critical': " + problems + "}, 'rows': "
                + rows(problems, "{'name': 'shop/check-#', 'state': 'critical', 'output': 'broken'}")
                + "}, 'nodes': {'counts': {'alive': 2, 'dead': 1}, 'rows': [{'name': 'web-2', 'state': 'dead'}, {'name': 'web-1', 'state': 'alive'}]}"
                + ", 'services': [{'name': 'web', 'port': 80, 'state': 'ok'}], 'groups': ['linux', 'debian'], 'processes': {'total': "
                + processes + ", 'threads': 9, 'running': 1, 'blocked': 0, 'zombie': 1, 'rows': "
                + rows(
                        processes,
                        "{'pid': #, 'user': 'root', 'name': 'p#', 'state': 'S', 'threads': 2, 'cpu%': 95.5, 'memory_bytes': 1048576, 'disk_bytes/s': 0, 'command': 'program #'}")
                + "}}";
        try {
            return new Answer(Json.read(text.replace('\'', '"')));
        } catch (Json.NotJson wrong) {
            throw new IllegalStateException(wrong);
        }
    }

    private static List<String> lines(Answer top, TopView.Choice choice, int width, int height) {
        var view = new TopView(Paint.NONE, new TopHistory(10));
        view.look(top);
        return view.lines(top, choice, width, height);
    }

    @Test
    void all_of_a_node_stands_in_eighty_columns() {
        var lines = lines(answer(1, 2, 1), CHOICE, 80, 18);

        assertThat(lines.stream().map(String::stripTrailing))
                .containsExactly(
                        "web-1  zone internet  up 1d 1h                                12:00:00  every 2s",
                        "cpu  ██████░░░░░░░░░░     40 % user 21 system 5 iowait 15                      ⢠",
                        "load ████████████████      4.5 1 0.5  cores █▁                                 ⢸",
                        "mem  ████████░░░░░░░░     50 % 4 GiB  free 2 GiB  swap 1.5 %                   ⢰",
                        "net  in 6 KiB/s      out 1 KiB/s      eth1 eth0                                ⢸",
                        "disk sda r 1 MiB/s w 0 B/s 95 %",
                        "fs   /var 91 % of 2 GiB  / 20 % of 10 GiB",
                        "── checks ✕ 1 critical  ✓ 3 ok ─────────────────────────────────────────────────",
                        "✕ shop/check-0  broken",
                        "── cluster ✓ 2 alive  ✕ 1 dead ─────────────────────────────────────────────────",
                        "✕ web-2 dead",
                        "services ✓ web:80  groups linux debian",
                        "── processes 2, running 1, blocked 0, threads 9, 1 zombies ─────────────────────",
                        "    PID USER       CPU %    MEMORY    DISK/s S  THR COMMAND",
                        "      0 root        95.5     1 MiB           S    2 program 0",
                        "      1 root        95.5     1 MiB           S    2 program 1",
                        "",
                        "q leave");
    }

    @Test
    void what_is_wrong_stands_first_and_what_has_no_room_is_counted() {
        var lines = lines(answer(10, 2, 1), CHOICE, 80, 24);

        assertThat(lines).contains("✕ shop/check-0  broken", "✕ shop/check-1  broken");
        assertThat(lines).contains("8 more: opsbro monitoring state --problems");
    }

    @ParameterizedTest
    @CsvSource({"80,24", "20,5", "60,12", "200,60", "1,1", "80,3"})
    void nothing_leaves_the_window(int width, int height) {
        var lines = lines(answer(30, 100, 1), CHOICE, width, height);

        assertThat(lines).hasSizeLessThanOrEqualTo(height).allMatch(line -> Columns.of(line) <= width);
        assertThat(lines).last().isEqualTo(Columns.fit("q leave", width));
    }

    @Test
    void the_processes_fill_what_is_left_and_can_be_scrolled() {
        var scrolled = new TopView.Choice("cpu", 50, "", "q leave");
        var lines = lines(answer(0, 100, 1), scrolled, 80, 40);

        assertThat(lines).hasSize(40).last().isEqualTo("q leave");
        assertThat(lines).anyMatch(line -> line.endsWith("program 50")).noneMatch(line -> line.endsWith("program 49"));
        assertThat(lines.stream().filter(line -> line.contains("program"))).hasSizeGreaterThan(20);
    }

    @Test
    void before_the_second_look_there_are_no_rates() {
        assertThat(lines(answer(0, 1, 0), CHOICE, 80, 24)).anyMatch(line -> line.startsWith("net  …"));
    }

    @Test
    void what_is_not_known_is_not_shown_as_nothing() throws Json.NotJson {
        var lines = lines(new Answer(Json.read("{}")), CHOICE, 80, 24);

        assertThat(lines).hasSizeLessThanOrEqualTo(24);
        assertThat(lines.get(1)).contains("…");
    }

    @Test
    void help_fits_a_small_terminal() {
        var help = new TopView(Paint.NONE, new TopHistory(10)).help();

        assertThat(help).hasSizeLessThanOrEqualTo(24).allMatch(line -> Columns.of(line) <= 80);
    }
}
