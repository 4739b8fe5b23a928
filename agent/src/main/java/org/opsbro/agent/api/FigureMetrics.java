package org.opsbro.agent.api;

import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.opsbro.metrology.SeriesName;
import org.opsbro.model.CollectorReport;
import org.opsbro.model.ModuleReport;
import org.opsbro.model.Value;
import org.opsbro.wire.Reply;

/**
 * The numbers in facts for Prometheus: one family for all, as what there is changes from machine to machine. The label {@code key} is the path of a number
 * below its collector or module, as in the names of series. They are sent as they are written, so that a machine with many costs no more memory.
 */
final class FigureMetrics {
    private static final int PIECE = 16 << 10;

    private final PrometheusText text;
    private final Reply.Sink sink;
    private final StringBuilder path = new StringBuilder();
    /** Of one collector: parts that are cleaned may become the same, and a sample twice spoils the whole answer. */
    private final Set<String> seen = new HashSet<>();

    FigureMetrics(PrometheusText text, Reply.Sink sink) {
        this.text = text;
        this.sink = sink;
    }

    /** Of the collectors whose last run was good; what another said before is no present value. */
    void collectors(Collection<CollectorReport> reports) throws IOException, InterruptedException {
        text.family(
                "opsbro_collector_timestamp_seconds",
                "When the values of a collector were taken, in seconds since 1970.");
        for (var report : reports)
            if (isFresh(report))
                text.sample(
                        "opsbro_collector_timestamp_seconds",
                        Map.of("collector", report.name()),
                        report.factsAt().toEpochMilli() / 1e3);
        text.family("opsbro_collector_value", "Numbers of the collectors by their path; flags are 1 and 0.");
        for (var report : reports)
            if (isFresh(report)) figures("opsbro_collector_value", "collector", report.name(), report.facts());
    }

    private static boolean isFresh(CollectorReport report) {
        return report.state() == CollectorReport.State.OK && report.at().equals(report.factsAt());
    }

    void modules(Collection<ModuleReport> reports) throws IOException, InterruptedException {
        text.family(
                "opsbro_module_state",
                "Modules of this node: 1 started, 0 not wanted here, -1 wanted and not possible.");
        for (var report : reports)
            text.sample(
                    "opsbro_module_state",
                    Map.of("module", report.name()),
                    switch (report.state()) {
                        case STARTED -> 1;
                        case DISABLED -> 0;
                        case ERROR -> -1;
                    });
        text.family("opsbro_module_value", "Numbers that the modules tell of themselves by their path.");
        for (var report : reports) figures("opsbro_module_value", "module", report.name(), report.counters());
    }

    private void figures(String name, String label, String is, Value.Fields facts)
            throws IOException, InterruptedException {
        seen.clear();
        path.setLength(0);
        walk(name, label, is, facts);
    }

    private void walk(String name, String label, String is, Value.Fields fields)
            throws IOException, InterruptedException {
        var length = path.length();
        for (var key : fields.keys()) {
            if (length > 0) path.append('.');
            path.append(SeriesName.part(key));
            switch (fields.get(key)) {
                case Value.Int number -> figure(name, label, is, (double) number.number());
                case Value.Real number -> figure(name, label, is, number.number());
                case Value.Bool flag -> figure(name, label, is, flag.isTrue() ? 1 : 0);
                case Value.Fields below -> walk(name, label, is, below);
                default -> {} // texts and lists are no figures
            }
            path.setLength(length);
        }
    }

    private void figure(String name, String label, String is, double value) throws IOException, InterruptedException {
        if (Double.isNaN(value) || !seen.add(path.toString())) return;
        text.sample(name, label, is, "key", path, value);
        if (text.length() >= PIECE) sink.send(text.take());
    }
}
