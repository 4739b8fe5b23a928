package org.opsbro.monitoring;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.opsbro.host.Commands.Outcome;
import org.opsbro.model.CheckState;
import org.opsbro.model.Performance;

/**
 * What a plugin of Nagios said: the state is its exit code alone, the line to read is the first that names a state. Source: monitoring-plugins
 * development guidelines; the plugins 2.3.3 and 3.0.3 themselves, some of which print a cause before their status line.
 */
public final class NagiosPlugin {
    private static final Pattern STATUS = Pattern.compile("\\b(OK|WARNING|CRITICAL|UNKNOWN)\\b");
    private static final int LONGEST_LINE = 4096;

    private NagiosPlugin() {}

    public static Verdict read(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Exited exited -> exited(exited);
            case Outcome.Signalled ended ->
                failed("the plugin was ended by signal " + ended.signal(), ended.output(), ended.errors());
            case Outcome.TimedOut late ->
                failed(
                        "the plugin did not end within " + late.limit().toMillis() / 1000.0 + " s",
                        late.output(),
                        late.errors());
            case Outcome.Stopped stopped ->
                failed("the plugin was stopped with the agent", stopped.output(), stopped.errors());
            case Outcome.NotStarted never -> Verdict.unknown(never.reason());
        };
    }

    private static Verdict failed(String reason, String output, String errors) {
        return new Verdict(CheckState.UNKNOWN, reason, (output.isBlank() ? errors : output).strip(), List.of());
    }

    private static Verdict exited(Outcome.Exited exited) {
        var said = exited.output().isBlank() ? exited.errors() : exited.output();
        var code = exited.code();
        if (code == 126 || code == 127) return failed("the plugin cannot be run (exit code " + code + ")", said, "");
        var verdict = text(code <= 3 ? state(code) : CheckState.UNKNOWN, said);
        if (code <= 3) return verdict;
        return new Verdict(
                CheckState.UNKNOWN,
                "exit code " + code + " is no state of a plugin: " + verdict.output(),
                verdict.details(),
                verdict.performance());
    }

    private static CheckState state(int code) {
        return switch (code) {
            case 0 -> CheckState.OK;
            case 1 -> CheckState.WARNING;
            case 2 -> CheckState.CRITICAL;
            default -> CheckState.UNKNOWN;
        };
    }

    /** {@code TEXT | PERF}, then lines of text; behind a bar in them all is performance data, if it reads as such. */
    private static Verdict text(CheckState state, String said) {
        var lines = said.strip().lines().toList();
        List<String> words = new ArrayList<>();
        List<Performance> figures = new ArrayList<>();
        var inFigures = false;
        for (var line : lines) {
            var bar = inFigures ? -1 : line.indexOf('|');
            var text = inFigures ? "" : bar < 0 ? line : line.substring(0, bar);
            var data = PerformanceData.read(inFigures ? line : bar < 0 ? "" : line.substring(bar + 1));
            if (bar >= 0 && data.figures().isEmpty() && data.wrong() > 0) text = line;
            figures.addAll(data.figures());
            if (bar >= 0 && !words.isEmpty() && !data.figures().isEmpty()) inFigures = true;
            if (!text.isBlank() || (!inFigures && !words.isEmpty())) words.add(text.stripTrailing());
        }
        return summary(state, words, figures);
    }

    private static Verdict summary(CheckState state, List<String> words, List<Performance> figures) {
        if (words.isEmpty()) return new Verdict(state, "the plugin said nothing", "", figures);
        var first = words.stream()
                .filter(line -> STATUS.matcher(line).find())
                .findFirst()
                .orElse(words.getFirst());
        List<String> rest = new ArrayList<>(words);
        rest.remove(first);
        var line = first.strip();
        if (line.length() > LONGEST_LINE) line = line.substring(0, LONGEST_LINE) + "…";
        return new Verdict(state, line, String.join("\n", rest).strip(), figures);
    }
}
