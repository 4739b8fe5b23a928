package org.opsbro.cli.commands;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.opsbro.cli.Answer;
import org.opsbro.cli.display.Braille;
import org.opsbro.cli.display.Columns;
import org.opsbro.cli.display.Drawing;
import org.opsbro.cli.display.Limits;
import org.opsbro.cli.display.Mark;
import org.opsbro.cli.display.Paint;
import org.opsbro.cli.display.Quantity;
import org.opsbro.cli.display.Safe;

/** A node at a glance, as lines of a window: what the call {@code /top} tells, and the minutes before. */
final class TopView {
    private static final int LABEL = 5;
    private static final int BAR = 16;
    private static final int FIGURE = 8;
    private static final int LEFT = LABEL + BAR + FIGURE + 2;
    private static final int LEAST_HISTORY = 10;
    private static final String LEVELS = "▁▂▃▄▅▆▇█";
    private static final Limits BUSY = Limits.PERCENT;

    private final Paint paint;
    private final Drawing drawing;
    private final TopHistory history;

    TopView(Paint paint, TopHistory history) {
        this.paint = paint;
        this.drawing = new Drawing(paint);
        this.history = history;
    }

    /**
     * How it is shown.
     *
     * @param sort by what the processes are sorted
     * @param skipped processes that stand above the window
     * @param note what stands in the first line, such as {@code paused}
     * @param keys the last line
     */
    record Choice(String sort, int skipped, String note, String keys) {}

    /** Remembers the figures of an answer. */
    void look(Answer top) {
        history.take(top.at("history"));
        var time = top.instant("at").orElse(Instant.EPOCH).getEpochSecond();
        var facts = top.at("facts");
        history.add("load", time, figure(facts, "loadaverage", "load1"));
        history.add("memory", time, figure(facts, "memory", "phys_used"));
        if (top.number("seconds") == 0) return;
        history.add("idle", time, figure(facts, "cpustats", "cpu_all", "%idle"));
        history.add("received", time, traffic(facts, "recv_bytes/s"));
        history.add("sent", time, traffic(facts, "trans_bytes/s"));
    }

    private static double figure(Answer facts, String... path) {
        return facts.at(path).isPresent() ? facts.number(path) : Double.NaN;
    }

    private static double traffic(Answer facts, String key) {
        return sum(facts.at("networktraffic"), key);
    }

    private static double sum(Answer rows, String key) {
        return rows.keys().stream().mapToDouble(name -> rows.number(name, key)).sum();
    }

    /** Lines for a window, no more than it has rows; the last is for keys, where there are some. */
    List<String> lines(Answer top, Choice choice, int width, int height) {
        List<String> lines = new ArrayList<>();
        lines.add(head(top, choice, width));
        meters(top, width).forEach(lines::add);
        checks(top.at("checks"), width, Math.max(1, height / 8)).forEach(lines::add);
        cluster(top, width).forEach(lines::add);
        lines.addAll(processes(top.at("processes"), choice, width, height - lines.size() - 3));
        if (!choice.keys().isEmpty()) {
            while (lines.size() < height - 1) lines.add("");
            lines.subList(Math.max(0, height - 1), lines.size()).clear();
            lines.add(paint.faint(choice.keys()));
        }
        return lines.stream()
                .limit(height)
                .map(line -> Columns.fit(line, width))
                .toList();
    }

    private String head(Answer top, Choice choice, int width) {
        var facts = top.at("facts");
        var up = Duration.ofSeconds((long) Math.max(1, facts.number("uptime", "seconds")));
        var told = paint.strong(Safe.line(top.text("node")))
                + paint.faint("  zone ")
                + Safe.line(top.text("zone"))
                + paint.faint("  up ")
                + Quantity.duration(up);
        var note = Columns.fit(choice.note(), width / 2);
        return Columns.left(told, width - Columns.of(note) - 1) + " " + note;
    }

    private List<String> meters(Answer top, int width) {
        var facts = top.at("facts");
        var time = top.instant("at").orElse(Instant.EPOCH).getEpochSecond();
        var cpus = Math.max(1, cores(facts).size());
        var load = figure(facts, "loadaverage", "load1");
        var memory = facts.at("memory");
        return List.of(
                meter(
                        "cpu",
                        100 - figure(facts, "cpustats", "cpu_all", "%idle"),
                        BUSY,
                        " %",
                        modes(facts.at("cpustats", "cpu_all")),
                        Arrays.stream(values("idle", width, time))
                                .map(idle -> 100 - idle)
                                .toArray(),
                        width),
                meter(
                        "load",
                        load,
                        new Limits(0, cpus, cpus, 2.0 * cpus),
                        "",
                        Quantity.number(facts.number("loadaverage", "load5")) + " "
                                + Quantity.number(facts.number("loadaverage", "load15")) + paint.faint("  cores ")
                                + levels(cores(facts)),
                        values("load", width, time),
                        width),
                meter(
                        "mem",
                        figure(facts, "memory", "phys_used"),
                        BUSY,
                        " %",
                        Quantity.bytes(1024 * memory.number("phys_total"))
                                + paint.faint("  free ")
                                + Quantity.bytes(1024 * memory.number("phys_free"))
                                + memory.find("swap_used")
                                        .map(used -> paint.faint("  swap ")
                                                + Quantity.number(memory.number("swap_used")) + " %")
                                        .orElse(""),
                        values("memory", width, time),
                        width),
                network(top, facts.at("networktraffic"), width, time),
                paint.faint(Columns.left("disk", LABEL)) + disks(facts.at("iostats")),
                paint.faint(Columns.left("fs", LABEL)) + fileSystems(facts.at("diskusage"), width - LABEL));
    }

    private String meter(
            String label, double value, Limits limits, String unit, String beside, double[] before, int width) {
        var figure = Double.isNaN(value) ? "…" : Quantity.number(value) + unit;
        var columns = history(width);
        var drawn = Braille.area(before, limits, columns, 1, paint).getFirst();
        return paint.faint(Columns.left(label, LABEL)) + drawing.bar(value, limits, BAR) + " "
                + paint.strong(Columns.right(figure, FIGURE)) + " "
                + Columns.left(beside, Math.max(0, width - LEFT - columns - 1)) + " " + drawn;
    }

    /** Letters for the minutes before. */
    private static int history(int width) {
        return Math.max(LEAST_HISTORY, (width - LEFT) * 2 / 5);
    }

    private double[] values(String name, int width, long until) {
        return history.last(name, 2 * history(width), until);
    }

    private String modes(Answer modes) {
        return Stream.of("user", "system", "iowait", "nice", "steal")
                .filter(mode -> modes.at("%" + mode).isPresent())
                .filter(mode ->
                        mode.equals("user") || mode.equals("system") || Math.round(modes.number("%" + mode)) > 0)
                .map(mode -> paint.faint(mode + " ") + Math.round(modes.number("%" + mode)))
                .collect(Collectors.joining(" "));
    }

    /** How busy each processor is, in percent. */
    private static List<Double> cores(Answer facts) {
        var all = facts.at("cpustats");
        return all.keys().stream()
                .filter(name -> !name.equals("cpu_all"))
                .map(name -> all.at(name, "%idle").isPresent() ? 100 - all.number(name, "%idle") : 0)
                .toList();
    }

    private String levels(List<Double> percents) {
        return percents.stream()
                .map(percent -> BUSY.mark(percent).colour(paint, String.valueOf(LEVELS.charAt((int)
                        Math.round(BUSY.part(percent) * (LEVELS.length() - 1))))))
                .collect(Collectors.joining());
    }

    private String network(Answer top, Answer interfaces, int width, long time) {
        var received = values("received", width, time);
        var sent = values("sent", width, time);
        var both = new double[received.length];
        for (var at = 0; at < both.length; at++) both[at] = received[at] + sent[at];
        var most = Math.max(
                1, Arrays.stream(both).filter(each -> !Double.isNaN(each)).max().orElse(1));
        var isKnown = top.number("seconds") > 0;
        var told = isKnown
                ? paint.faint("in ")
                        + Columns.left(Quantity.of(sum(interfaces, "recv_bytes/s"), "B/s"), 13)
                        + paint.faint("out ")
                        + Columns.left(Quantity.of(sum(interfaces, "trans_bytes/s"), "B/s"), 13)
                        + paint.faint(busiest(interfaces, "recv_bytes/s", "trans_bytes/s").stream()
                                .limit(4)
                                .map(Safe::line)
                                .collect(Collectors.joining(" ")))
                : "…";
        var columns = history(width);
        var limits = new Limits(0, most, Double.NaN, Double.NaN);
        return paint.faint(Columns.left("net", LABEL)) + Columns.left(told, Math.max(0, width - LABEL - columns - 1))
                + " " + Braille.area(both, limits, columns, 1, paint).getFirst();
    }

    private static List<String> busiest(Answer rows, String... keys) {
        return rows.keys().stream()
                .sorted(Comparator.comparingDouble((String name) -> -Arrays.stream(keys)
                                .mapToDouble(key -> rows.number(name, key))
                                .sum())
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private String disks(Answer disks) {
        return busiest(disks, "read_bytes/s", "write_bytes/s", "util%").stream()
                .limit(3)
                .map(name -> Safe.line(name) + paint.faint(" r ")
                        + Quantity.of(disks.number(name, "read_bytes/s"), "B/s") + paint.faint(" w ")
                        + Quantity.of(disks.number(name, "write_bytes/s"), "B/s") + " "
                        + percent(disks.number(name, "util%")))
                .collect(Collectors.joining(paint.faint("  ")));
    }

    private String fileSystems(Answer all, int room) {
        var line = new StringBuilder();
        for (var name : busiest(all, "pct_used")) {
            var told = Safe.line(name) + " " + percent(all.number(name, "pct_used")) + paint.faint(" of ")
                    + Quantity.bytes(1024 * 1024 * all.number(name, "total"));
            if (!line.isEmpty() && Columns.of(line.toString()) + Columns.of(told) + 2 > room) break;
            line.append(line.isEmpty() ? "" : "  ").append(told);
        }
        return line.toString();
    }

    private String percent(double value) {
        return BUSY.mark(value).colour(paint, Quantity.number(value) + " %");
    }

    private String title(String name, String told, int width) {
        var begun = paint.faint("── ") + paint.accent(name) + " " + told + " ";
        return begun + paint.faint("─".repeat(Math.max(0, width - Columns.of(begun))));
    }

    private List<String> checks(Answer checks, int width, int most) {
        List<String> lines = new ArrayList<>();
        lines.add(title("checks", DashboardView.counts(checks.at("counts"), paint), width));
        var rows = checks.list("rows");
        var shown = rows.size() <= most ? rows.size() : most - 1;
        for (var row : rows.subList(0, shown)) lines.add(DashboardView.check(row, paint));
        if (shown < rows.size())
            lines.add(paint.faint((rows.size() - shown) + " more: opsbro monitoring state --problems"));
        return lines;
    }

    private List<String> cluster(Answer top, int width) {
        var nodes = top.at("nodes");
        List<String> lines = new ArrayList<>();
        lines.add(title("cluster", DashboardView.counts(nodes.at("counts"), paint), width));
        var troubled = nodes.list("rows").stream()
                .filter(node -> !node.text("state").equals("alive"))
                .map(node -> Mark.of(node.text("state"))
                        .with(paint, Safe.line(node.text("name")) + " " + node.text("state")))
                .toList();
        if (!troubled.isEmpty()) lines.add(String.join("  ", troubled));
        var services = top.list("services").stream()
                .map(service -> Mark.of(service.text("state"))
                        .with(paint, Safe.line(service.text("name")) + ":" + service.text("port")))
                .toList();
        lines.add((services.isEmpty() ? "" : paint.faint("services ") + String.join(" ", services) + "  ")
                + paint.faint("groups ")
                + Safe.line(String.join(" ", top.texts("groups"))));
        return lines;
    }

    /** @param sort the column that is marked */
    private record Column(String title, String sort, int width, boolean left) {}

    private static final List<Column> COLUMNS = List.of(
            new Column("PID", "pid", 7, false),
            new Column("USER", "", 9, true),
            new Column("CPU %", "cpu", 6, false),
            new Column("MEMORY", "memory", 9, false),
            new Column("DISK/s", "disk", 9, false),
            new Column("S", "", 1, true),
            new Column("THR", "threads", 4, false),
            new Column("COMMAND", "name", 8, true));

    private List<String> processes(Answer processes, Choice choice, int width, int room) {
        List<String> lines = new ArrayList<>();
        var told = Quantity.number(processes.number("total"))
                + paint.faint(", running ")
                + Quantity.number(processes.number("running"))
                + paint.faint(", blocked ")
                + Quantity.number(processes.number("blocked"))
                + paint.faint(", threads ")
                + Quantity.number(processes.number("threads"));
        if (processes.number("zombie") > 0)
            told += paint.warning(", " + Quantity.number(processes.number("zombie")) + " zombies");
        lines.add(title("processes", told, width));
        lines.add(COLUMNS.stream().map(column -> titled(column, choice.sort())).collect(Collectors.joining(" ")));
        processes.list("rows").stream()
                .skip(choice.skipped())
                .limit(Math.max(0, room))
                .forEach(row -> lines.add(process(row)));
        return lines;
    }

    private String titled(Column column, String sort) {
        var text = column.left()
                ? Columns.left(column.title(), column.width())
                : Columns.right(column.title(), column.width());
        return column.sort().equals(sort) ? paint.key(text) : paint.faint(text);
    }

    private String process(Answer row) {
        var disk = row.number("disk_bytes/s");
        var cpu = row.number("cpu%");
        var command = row.find("command").filter(text -> !text.isEmpty()).orElseGet(() -> row.text("name"));
        var cells = List.of(
                row.text("pid"),
                Safe.line(row.text("user")),
                cpu == 0 ? "" : Quantity.number(cpu),
                Quantity.bytes(row.number("memory_bytes")),
                disk == 0 ? "" : Quantity.bytes(disk),
                row.text("state"),
                row.text("threads"));
        var line = new StringBuilder();
        for (var at = 0; at < cells.size(); at++) {
            var column = COLUMNS.get(at);
            var cell = column.left()
                    ? Columns.left(cells.get(at), column.width())
                    : Columns.right(cells.get(at), column.width());
            line.append(column.sort().equals("cpu") && cpu > 0 ? BUSY.mark(cpu).colour(paint, cell) : cell)
                    .append(' ');
        }
        return line + Safe.line(command);
    }

    /** What keys do. */
    List<String> help() {
        return List.of(
                paint.strong("Keys"),
                "",
                "  q, Ctrl-C      leave",
                "  space          stop and go on",
                "  left, right    sort processes by the column before, or behind",
                "  c m d t p n    sort by cpu, memory, disk, threads, pid, name",
                "  up, down       scroll the processes; Page up, Page down, Home, End",
                "  + -            look more often, or more seldom",
                "  Ctrl-Z         stop this program; fg lets it go on",
                "  ?              this page, and back",
                "",
                paint.strong("What is shown"),
                "",
                "  Curves are of the minutes before, the newest at the right. Load is red",
                "  from two tasks for each processor on; percents are yellow from 75 on,",
                "  red from 90 on. Checks that are not OK stand first, the worst on top.",
                "  CPU of a process is of one processor: 200 % are two of them.");
    }
}
