package org.opsbro.cli.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.CommandFailed;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Quantity;
import org.opsbro.model.Value;

/** A chart that is written into a file. */
final class ChartFile {
    /** What {@code --svg FILE} and {@code --png FILE} ask for. */
    static final List<String> KINDS = List.of("svg", "png");

    private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");

    private ChartFile() {}

    static void declare(Arguments arguments) {
        arguments
                .option("--title", "TEXT", "of the chart: what stands over it")
                .option("--size", "WIDTHxHEIGHT", "800x320", "of the chart: pixels")
                .option(
                        "--with",
                        "WORDS",
                        "of the chart: more of Graphite's words, such as 'areaMode=stacked&yMax=100'")
                .flag("--dark", "of the chart: for dark pages");
    }

    /** @param target the call without how it is to be answered */
    static int write(Session session, String target, String kind) {
        var chart = SeriesQuestion.rendered(session, target + words(session, kind));
        var file = session.given().text("--" + kind);
        if (file.equals("-")) {
            session.streams().out().write(chart, 0, chart.length);
            session.streams().out().flush();
            return ExitCode.OK;
        }
        try {
            Files.write(Path.of(file), chart);
        } catch (IOException failed) {
            throw new CommandFailed(ExitCode.FAILED, "the chart cannot be written: " + failed);
        }
        if (session.json())
            return session.print(Value.object()
                    .with("file", file)
                    .with("bytes", chart.length)
                    .end());
        session.streams().out().println(file + ", " + Quantity.bytes(chart.length));
        return ExitCode.OK;
    }

    private static String words(Session session, String kind) {
        var given = session.given();
        var size = SIZE.matcher(given.text("--size"));
        if (!size.matches())
            throw CommandFailed.usage("--size: found \"" + given.text("--size") + "\", want pixels such as 800x320");
        var words = new StringBuilder("&format=" + kind + "&width=" + size.group(1) + "&height=" + size.group(2)
                + "&template=" + (given.has("--dark") ? "dark" : "light") + "&title="
                + AgentClient.encoded(given.find("--title").orElse("")));
        for (var word : given.find("--with").orElse("").split("&", -1)) {
            if (word.isBlank()) continue;
            var equals = word.indexOf('=');
            if (equals < 1)
                throw CommandFailed.usage("--with: found \"" + word + "\", want NAME=VALUE such as areaMode=stacked");
            words.append('&')
                    .append(AgentClient.encoded(word.substring(0, equals).strip()))
                    .append('=')
                    .append(AgentClient.encoded(word.substring(equals + 1)));
        }
        return words.toString();
    }
}
