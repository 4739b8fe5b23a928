package org.opsbro.agent.api;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.opsbro.agent.api.PrometheusText.Form;
import org.opsbro.model.CheckState;
import org.opsbro.model.CollectorReport;
import org.opsbro.model.ModuleReport;
import org.opsbro.model.Node;
import org.opsbro.model.World;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Route;
import org.opsbro.wire.Route.Access;

/**
 * The present values of the agent for Prometheus: what its collectors measured, the states of checks, services and compliance, what its modules count, what it
 * knows and what it costs. Written while it is asked for, in the text format or as OpenMetrics, whichever the caller would rather have.
 */
public final class MetricsApi {
    private final Supplier<World> world;
    private final BooleanSupplier ready;
    private final Supplier<List<ModuleReport>> modules;
    private final Supplier<Cost> process;
    private final String version;

    /**
     * What the agent costs its machine.
     *
     * @param cpuSeconds of processor time since it started
     * @param startedAt seconds since 1970
     */
    public record Cost(double cpuSeconds, double residentBytes, double startedAt, double threads, double openFiles) {}

    public MetricsApi(
            Supplier<World> world,
            BooleanSupplier ready,
            Supplier<List<ModuleReport>> modules,
            Supplier<Cost> process,
            String version) {
        this.world = world;
        this.ready = ready;
        this.modules = modules;
        this.process = process;
        this.version = version;
    }

    public List<Route> routes() {
        return List.of(new Route(
                "GET",
                "/metrics",
                "Values of the collectors, states of checks, services and compliance, and the agent itself, for Prometheus",
                Access.OPEN,
                request -> metrics(form(request.accept()))));
    }

    /** OpenMetrics for who names it and does not like plain text better; else the text format, which all read. */
    static Form form(String accept) {
        var open = 0.0;
        var plain = 0.0;
        for (var each : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            var parts = each.strip().split("\\s*;\\s*", -1);
            if (parts[0].equals("application/openmetrics-text") && isOurs(parts)) open = Math.max(open, weight(parts));
            if (parts[0].equals("text/plain")) plain = Math.max(plain, weight(parts));
        }
        return open > 0 && open >= plain ? Form.OPEN_METRICS : Form.TEXT;
    }

    private static boolean isOurs(String[] parts) {
        for (var part : parts) if (part.startsWith("version=") && !part.equals("version=1.0.0")) return false;
        return true;
    }

    private static double weight(String[] parts) {
        for (var part : parts)
            if (part.matches("q=(0(\\.\\d{0,3})?|1(\\.0{0,3})?)")) return Double.parseDouble(part.substring(2));
        return 1;
    }

    private Reply metrics(Form form) {
        return Reply.flowing(form.type(), sink -> {
            var text = new PrometheusText(form);
            var figures = new FigureMetrics(text, sink);
            var now = world.get();
            states(text, now);
            figures.collectors(new TreeMap<>(now.collectors()).values());
            figures.modules(modules.get());
            sink.send(text.takeLast());
        });
    }

    private void states(PrometheusText text, World now) {
        agent(text, now);
        nodes(text, now);
        checks(text, now);
        services(text, now);
        ComplianceMetrics.write(text, new TreeMap<>(now.compliance()).values());
        process(text, process.get());
    }

    private void agent(PrometheusText text, World now) {
        text.family("opsbro_info", "The agent; always 1.")
                .sample(
                        "opsbro_info",
                        new TreeMap<>(Map.of(
                                "version",
                                version,
                                "node",
                                now.node().name(),
                                "zone",
                                now.node().zone())),
                        1);
        text.family("opsbro_ready", "Whether all its turns have run once.")
                .sample("opsbro_ready", ready.getAsBoolean() ? 1 : 0);
        text.family("opsbro_problems", "What is wrong in its packs and settings.")
                .sample("opsbro_problems", now.problems().size());
        text.family("opsbro_collectors", "Collectors of this node by state.");
        var states = new TreeMap<String, Integer>();
        for (var state : CollectorReport.State.values()) states.put(state.word(), 0);
        for (var report : now.collectors().values()) states.merge(report.state().word(), 1, Integer::sum);
        states.forEach((state, count) -> text.sample("opsbro_collectors", Map.of("state", state), count));
    }

    private static void nodes(PrometheusText text, World now) {
        var counts = new TreeMap<String, Integer>();
        for (var state : Node.State.values()) counts.put(state.word(), 0);
        for (var node : now.nodes().values()) counts.merge(node.state().word(), 1, Integer::sum);
        text.family("opsbro_nodes", "Nodes this agent knows by state, itself too.");
        counts.forEach((state, count) -> text.sample("opsbro_nodes", Map.of("state", state), count));
    }

    private static void checks(PrometheusText text, World now) {
        text.family(
                "opsbro_check_state",
                "Confirmed state of a check of this node: 0 OK, 1 warning, 2 critical, 3 unknown.");
        for (var status : new TreeMap<>(now.checks()).values())
            if (status.hardState() != CheckState.PENDING)
                text.sample(
                        "opsbro_check_state",
                        Map.of("check", status.name()),
                        status.hardState().code());
        text.family("opsbro_check_duration_seconds", "How long the last run of a check took.");
        for (var status : new TreeMap<>(now.checks()).values())
            if (status.state() != CheckState.PENDING)
                text.sample(
                        "opsbro_check_duration_seconds",
                        Map.of("check", status.name()),
                        status.took().toNanos() / 1e9);
    }

    private static void services(PrometheusText text, World now) {
        text.family("opsbro_service_passes", "Whether others may be sent to a service of this node.");
        for (var service : now.node().services().values())
            text.sample("opsbro_service_passes", Map.of("service", service.id()), service.passes() ? 1 : 0);
    }

    private static void process(PrometheusText text, Cost process) {
        text.family("process_cpu_seconds_total", "Processor time of the agent.")
                .sample("process_cpu_seconds_total", process.cpuSeconds());
        text.family("process_resident_memory_bytes", "Memory of the agent that is in use.")
                .sample("process_resident_memory_bytes", process.residentBytes());
        text.family("process_start_time_seconds", "When the agent started, in seconds since 1970.")
                .sample("process_start_time_seconds", process.startedAt());
        text.family("process_threads", "Threads of the agent.").sample("process_threads", process.threads());
        text.family("process_open_fds", "Files and sockets the agent has open.")
                .sample("process_open_fds", process.openFiles());
    }
}
