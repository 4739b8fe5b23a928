package org.opsbro.agent.api;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.opsbro.detection.processes.Task;
import org.opsbro.host.Host;
import org.opsbro.metrology.SeriesName;
import org.opsbro.metrology.render.Answers;
import org.opsbro.metrology.render.BadTarget;
import org.opsbro.model.Node;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;

/** A node at a glance, in one answer, for whoever watches it: its figures as they are at this moment, its processes, its checks and its cluster. */
public final class TopApi {
    private static final int USUAL_PROCESSES = 50;
    private static final int MOST_PROCESSES = 500;
    private static final int MOST_CHECKS = 50;
    private static final int MOST_NODES = 50;
    private static final int MOST_POINTS = 400;

    private static final Comparator<Task> BUSIEST =
            Comparator.comparingDouble(Task::cpuPercent).reversed();

    private static final Map<String, Comparator<Task>> ORDERS = Map.of(
            "cpu", BUSIEST,
            "memory", Comparator.comparingLong(Task::residentKb).reversed(),
            "disk", Comparator.comparingDouble(Task::diskBytes).reversed(),
            "threads", Comparator.comparingLong(Task::threads).reversed(),
            "pid", Comparator.comparingLong(Task::pid),
            "name", Comparator.comparing(Task::name));

    private final LiveLook live;
    private final Supplier<World> world;
    private final MonitoringApi checks;
    private final GraphiteApi series;
    private final String version;

    public TopApi(
            Host host,
            InstantSource clock,
            Supplier<World> world,
            MonitoringApi checks,
            GraphiteApi series,
            String version) {
        this.live = new LiveLook(host, clock);
        this.world = world;
        this.checks = checks;
        this.series = series;
        this.version = version;
    }

    public List<Route> routes() {
        return List.of(new Route(
                "GET",
                "/top",
                "This node at a glance: figures of this moment, processes, checks, cluster. sort: "
                        + String.join(", ", ORDERS.keySet().stream().sorted().toList())
                        + "; processes: how many; history: seconds of figures before",
                Access.OPEN,
                this::top));
    }

    private Reply top(Request request) {
        var sort = request.query("sort").orElse("cpu");
        if (!ORDERS.containsKey(sort))
            throw new IllegalArgumentException("sort is " + sort + ", want one of "
                    + String.join(", ", ORDERS.keySet().stream().sorted().toList()));
        var most = (int) Bodies.number(request, "processes", USUAL_PROCESSES, MOST_PROCESSES);
        var history = Bodies.number(request, "history", 0, 86_400);
        var now = world.get();
        var look = live.look();
        var facts = Value.object();
        for (var key : look.facts().keys()) facts.with(key, look.facts().get(key));
        for (var slow : List.of("diskusage", "system"))
            if (now.facts().has(slow)) facts.with(slow, now.facts().get(slow));
        var told = Value.object()
                .with("node", now.node().name())
                .with("zone", now.node().zone())
                .with("version", version)
                .with("at", look.at().toString())
                .with("seconds", look.seconds())
                .with("facts", facts.end())
                .with("processes", processes(look.tasks(), sort, most, request.local()))
                .with("checks", CheckRows.told(checks.checksOfThisNode(), name -> true, true, MOST_CHECKS))
                .with("services", services(now.node()))
                .with("groups", Value.texts(now.node().groups()))
                .with("nodes", nodes(now));
        return Reply.json(
                history == 0
                        ? told.end()
                        : told.with("history", history(now, history)).end());
    }

    /** Command lines are told on this machine only: some have passwords in them. */
    private Value processes(List<Task> tasks, String sort, int most, boolean withCommands) {
        List<Value> rows = new ArrayList<>();
        tasks.stream()
                .sorted(ORDERS.getOrDefault(sort, BUSIEST).thenComparing(Task::residentKb, Comparator.reverseOrder()))
                .limit(most)
                .forEach(task -> rows.add(row(task, withCommands)));
        return Value.object()
                .with("total", tasks.size())
                .with("threads", tasks.stream().mapToLong(Task::threads).sum())
                .with("running", count(tasks, 'R'))
                .with("blocked", count(tasks, 'D'))
                .with("zombie", count(tasks, 'Z'))
                .with("rows", new Value.Items(rows))
                .end();
    }

    private Value row(Task task, boolean withCommand) {
        var row = Value.object()
                .with("pid", task.pid())
                .with("user", live.user(task.pid()))
                .with("name", task.name())
                .with("state", String.valueOf(task.state()))
                .with("threads", task.threads())
                .with("cpu%", task.cpuPercent())
                .with("memory_bytes", task.residentKb() * 1024)
                .with("disk_bytes/s", task.diskBytes());
        return withCommand ? row.with("command", live.command(task.pid())).end() : row.end();
    }

    private static long count(List<Task> tasks, char state) {
        return tasks.stream().filter(task -> task.state() == state).count();
    }

    private static Value services(Node node) {
        List<Value> told = new ArrayList<>();
        node.services()
                .forEach((name, service) -> told.add(Value.object()
                        .with("name", name)
                        .with("port", service.port())
                        .with("state", service.state().word())
                        .end()));
        return new Value.Items(told);
    }

    /** How many in each state, and those that are not alive, then the others by name. */
    private static Value nodes(World now) {
        var counts = new TreeMap<String, Integer>();
        now.nodes().values().forEach(node -> counts.merge(node.state().word(), 1, Integer::sum));
        var counted = Value.object();
        counts.forEach((state, count) -> counted.with(state, count));
        List<Value> rows = new ArrayList<>();
        now.nodes().values().stream()
                .sorted(Comparator.comparing((Node node) -> node.state() == Node.State.ALIVE)
                        .thenComparing(Node::name))
                .limit(MOST_NODES)
                .forEach(node -> rows.add(Value.object()
                        .with("name", node.name())
                        .with("zone", node.zone())
                        .with("state", node.state().word())
                        .with("since", node.since().toString())
                        .end()));
        return Value.object()
                .with("counts", counted.end())
                .with("rows", new Value.Items(rows))
                .end();
    }

    /** What the store has of the time before: idle, load, memory, received and sent; nothing where there is no store. */
    private Value history(World now, long seconds) {
        var node = SeriesName.part(now.node().name());
        var targets = List.of(
                "alias(" + node + ".cpustats.cpu_all.%idle, 'idle')",
                "alias(" + node + ".loadaverage.load1, 'load')",
                "alias(" + node + ".memory.phys_used, 'memory')",
                "alias(sumSeries(" + node + ".networktraffic.*.recv_bytes/s), 'received')",
                "alias(sumSeries(" + node + ".networktraffic.*.trans_bytes/s), 'sent')");
        try {
            return Answers.curves(
                    series.curves(Map.of("target", targets, "from", List.of("-" + seconds + "s"))), MOST_POINTS);
        } catch (BadTarget none) {
            return Value.Items.EMPTY;
        }
    }
}
