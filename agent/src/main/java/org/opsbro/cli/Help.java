package org.opsbro.cli;

import java.util.ArrayList;
import java.util.List;
import org.opsbro.cli.display.Columns;
import org.opsbro.cli.display.Paint;

/** The help of one command, of a family of commands, and of all of them. */
public final class Help {
    private static final int INDENT = 2;
    private final Contents contents;
    private final int width;
    private final Paint paint;

    Help(Contents contents, int width, Paint paint) {
        this.contents = contents;
        this.width = width;
        this.paint = paint;
    }

    /** The commands that begin with some words, by topic; all for none. */
    List<String> family(List<String> words) {
        var lines = new ArrayList<String>();
        lines.add(paint.strong("opsbro " + (words.isEmpty() ? "" : String.join(" ", words) + " ") + "COMMAND")
                + " [OPTIONS]");
        var below = contents.below(words);
        var widest =
                below.stream().mapToInt(entry -> entry.words().length()).max().orElse(0);
        for (var chapter : contents.chapters()) {
            var entries = chapter.entries().stream().filter(below::contains).toList();
            if (entries.isEmpty()) continue;
            lines.add("");
            lines.add(paint.accent(chapter.title()));
            entries.forEach(entry -> lines.add(Columns.fit(
                    " ".repeat(INDENT) + Columns.left(paint.key(entry.words()), widest) + "  " + entry.summary(),
                    width)));
        }
        lines.add("");
        lines.add("opsbro COMMAND --help tells more of each, with examples.");
        return lines;
    }

    List<String> command(Contents.Entry entry, Command command) {
        var arguments = new Arguments();
        command.declare(arguments);
        var lines = new ArrayList<String>();
        var words = "opsbro " + entry.words();
        var usage = Columns.wrap(words + usage(arguments), width - 2 * INDENT);
        lines.add(paint.strong(words) + usage.getFirst().substring(words.length()));
        usage.stream().skip(1).forEach(line -> lines.add(" ".repeat(2 * INDENT) + line));
        lines.add("");
        lines.add(" ".repeat(INDENT) + entry.summary() + ".");
        if (command.runsWithTemporaryAgent())
            lines.add(" ".repeat(INDENT) + "Where no agent runs, one is started for this command.");
        section(lines, "Words", arguments.words().stream().map(Help::row).toList());
        section(lines, "Options", arguments.options().stream().map(Help::row).toList());
        section(
                lines,
                "Examples",
                command.examples().stream()
                        .map(each -> new Row("opsbro " + each, ""))
                        .toList());
        section(
                lines,
                "Options of every command",
                GlobalOptions.all().options().stream().map(Help::row).toList());
        section(
                lines,
                "Exit codes",
                ExitCode.MEANINGS.entrySet().stream()
                        .map(each -> new Row(each.getKey().toString(), each.getValue()))
                        .toList());
        return lines;
    }

    /** {@code  NAME [--all] [--limit N]}: what follows the words. */
    static String usage(Arguments arguments) {
        var usage = new StringBuilder();
        for (var word : arguments.words()) {
            var shown = (word.raw() ? "-- " : "") + word.label() + (word.most() == 0 ? "..." : "");
            usage.append(' ').append(word.least() == 0 ? "[" + shown + "]" : shown);
        }
        for (var option : arguments.options())
            usage.append(" [")
                    .append(option.name())
                    .append(option.isFlag() ? "" : " " + option.label())
                    .append(']');
        return usage.toString();
    }

    record Row(String name, String doc) {}

    static Row row(Arguments.Word word) {
        return new Row(word.label(), word.doc() + oneOf(word.choices()));
    }

    static Row row(Arguments.Option option) {
        var fallback = option.fallback().isEmpty() ? "" : " (" + option.fallback() + ")";
        return new Row(
                option.isFlag() ? option.name() : option.name() + " " + option.label(),
                option.doc() + oneOf(option.choices()) + fallback);
    }

    private static String oneOf(List<String> choices) {
        return choices.isEmpty() ? "" : ": " + String.join(", ", choices);
    }

    private void section(List<String> lines, String title, List<Row> rows) {
        if (rows.isEmpty()) return;
        lines.add("");
        lines.add(paint.accent(title));
        var widest = rows.stream().mapToInt(each -> each.name().length()).max().orElse(0);
        for (var each : rows) {
            var name = " ".repeat(INDENT) + Columns.left(paint.key(each.name()), widest) + "  ";
            var indent = " ".repeat(widest + 2 * INDENT);
            var first = true;
            for (var part : Columns.wrap(each.doc(), Math.max(20, width - widest - 2 * INDENT))) {
                lines.add(((first ? name : indent) + part).stripTrailing());
                first = false;
            }
        }
    }
}
