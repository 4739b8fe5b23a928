package org.opsbro.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.opsbro.cli.display.Paint;
import org.opsbro.model.Nearest;

/**
 * The command line: finds the command that the first words name, reads the rest, runs it and returns its {@link ExitCode}.
 *
 * <p>Only the chosen command is made. Words that name none print the commands they begin, and exit 2.
 */
public final class Cli {
    private final Contents contents;
    private final Means means;

    public Cli(Contents contents, Means means) {
        this.contents = contents;
        this.means = means;
    }

    /** Ends this process; what a signal has begun to end goes on to its end: an agent that stops, a run that is cancelled. */
    public static void leave(int exitCode) {
        // System.exit waits for that, but it looks for a logger in every jar first, 9 ms
        if (isEnding()) System.exit(exitCode);
        Runtime.getRuntime().halt(exitCode);
    }

    private static boolean isEnding() {
        try {
            Runtime.getRuntime().removeShutdownHook(new Thread(() -> {}));
            return false;
        } catch (IllegalStateException ending) {
            return true;
        }
    }

    public int run(List<String> words, Map<String, String> variables, Streams streams) {
        var environment = new Environment(variables);
        try {
            return run(optionsLast(words), environment, streams);
        } catch (CommandFailed failure) {
            streams.out().flush();
            streams.error().println("opsbro: " + failure.getMessage());
            return failure.exitCode();
        } finally {
            streams.flush();
        }
    }

    private int run(List<String> words, Environment environment, Streams streams) {
        var help = new Help(
                contents,
                environment.width(),
                new Paint(environment.terminal()
                        && environment.find("NO_COLOR").isEmpty()
                        && !words.contains("--no-color")));
        var entry = contents.find(words);
        if (entry.isEmpty()) return family(help, words, streams);
        var command = entry.get().command().get();
        var arguments = GlobalOptions.with(command);
        var given = read(arguments, entry.get(), words);
        if (given.has("--help")) {
            help.command(entry.get(), command).forEach(streams.out()::println);
            return ExitCode.OK;
        }
        try (var session =
                new Session(given, environment, streams, contents, means, command.runsWithTemporaryAgent())) {
            return command.run(session);
        }
    }

    private static Given read(Arguments arguments, Contents.Entry entry, List<String> words) {
        try {
            return arguments.read(words.subList(entry.split().size(), words.size()));
        } catch (CommandFailed failure) {
            throw CommandFailed.usage(
                    entry.words() + ": " + failure.getMessage() + " (see: opsbro " + entry.words() + " --help)");
        }
    }

    private int family(Help help, List<String> words, Streams streams) {
        var known = new ArrayList<String>();
        for (var word : words) {
            if (contents.below(append(known, word)).isEmpty()) break;
            known.add(word);
        }
        help.family(known).forEach(streams.out()::println);
        var asked = words.isEmpty()
                || words.stream().skip(known.size()).allMatch(word -> word.equals("--help") || word.equals("-h"));
        if (asked && (known.isEmpty() || words.size() > known.size())) return ExitCode.OK;
        if (words.size() > known.size()) {
            var typed = words.get(known.size());
            var near = Nearest.to(typed, contents.next(known))
                    .map(each -> "; did you mean " + String.join(" ", append(known, each)) + "?")
                    .orElse("");
            throw CommandFailed.usage("there is no command " + String.join(" ", append(known, typed)) + near);
        }
        return ExitCode.USAGE;
    }

    // opsbro --json agent info: the options go behind the words they were typed before
    private static List<String> optionsLast(List<String> words) {
        var at = 0;
        while (at < words.size() && Arguments.looksLikeOption(words.get(at))) {
            at += GlobalOptions.takesValue(words.get(at)) ? 2 : 1;
        }
        if (at == 0 || at >= words.size()) return words;
        var turned = new ArrayList<>(words.subList(at, words.size()));
        var raw = turned.indexOf("--");
        turned.addAll(raw < 0 ? turned.size() : raw, words.subList(0, at));
        return turned;
    }

    private static List<String> append(List<String> words, String word) {
        var longer = new ArrayList<>(words);
        longer.add(word);
        return longer;
    }
}
