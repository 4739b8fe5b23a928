package org.opsbro.pack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opsbro.host.Commands.Command;
import org.opsbro.model.Value;

/**
 * A command as a pack gives it: words that start a program, or a line for the shell where a pack asks for that.
 *
 * @param words the program and its arguments; the line alone for the shell
 */
public record CommandLine(List<String> words, boolean shell) {
    /** Stands for the path of the file that is to be looked at. */
    public static final String FILE = "{file}";

    private static final int MOST_OUTPUT = 64 * 1024;
    /** What means something to a shell outside of quotes. */
    private static final String OF_A_SHELL = "|&;<>()$`*?[]~#!\n";

    public CommandLine {
        words = List.copyOf(words);
    }

    /** With a program that the pack brings by its whole path: see {@link Definition#program}. */
    public CommandLine in(Definition pack) {
        var all = new ArrayList<>(words);
        all.set(0, shell ? pack.line(words.getFirst()) : pack.program(words.getFirst()));
        return new CommandLine(all, shell);
    }

    /** A text that only a shell understands, or that is no text of words. */
    public static final class NotWords extends Exception {
        private static final long serialVersionUID = 1;

        NotWords(String message) {
            super(message);
        }
    }

    /** A command that a pack gives as text or as words; empty if there is none, or a wrong one, which is told on its key. */
    public static Optional<CommandLine> read(Keys keys, String key, boolean shell) {
        return keys.written(key).flatMap(written -> read(keys, key, "", written, shell));
    }

    /** A list of commands, each a text or a list of words; one text alone is a list of one. */
    public static List<CommandLine> readAll(Keys keys, String key, boolean shell) {
        var commands = new ArrayList<CommandLine>();
        var all = keys.allWritten(key);
        for (var i = 0; i < all.size(); i++)
            read(keys, key, "command " + (i + 1) + ": ", all.get(i), shell).ifPresent(commands::add);
        return commands;
    }

    private static Optional<CommandLine> read(
            Keys keys, String key, String which, Keys.Written written, boolean shell) {
        try {
            return Optional.of(of(written.texts(), written.isList(), shell));
        } catch (NotWords no) {
            keys.problem(key, which + no.getMessage());
            return Optional.empty();
        }
    }

    /**
     * As every command of a pack is read.
     *
     * @param isList whether these are the words; else it is one text, which is split into words, or is the line for the shell
     * @throws NotWords with what is wrong
     */
    public static CommandLine of(List<String> texts, boolean isList, boolean shell) throws NotWords {
        if (texts.isEmpty() || texts.getFirst().isBlank()) throw new NotWords("want a program and its arguments");
        if (texts.stream().anyMatch(text -> text.indexOf(0) >= 0))
            throw new NotWords("want words without the character 0");
        if (isList) return new CommandLine(texts, false);
        return shell ? new CommandLine(texts, true) : split(texts.getFirst());
    }

    /**
     * Splits a text as a shell does, with quotes and backslashes, and expands nothing.
     *
     * @throws NotWords with what to do, if it has something that a shell would expand or act upon
     */
    public static CommandLine split(String text) throws NotWords {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        var begun = false;
        for (var at = 0; at < text.length(); at++) {
            var letter = text.charAt(at);
            if (letter == ' ' || letter == '\t') {
                if (begun) words.add(word.toString());
                word.setLength(0);
                begun = false;
                continue;
            }
            begun = true;
            if (letter == '\'' || letter == '"') at = quoted(text, at, word);
            else if (letter == '\\' && at + 1 < text.length()) word.append(text.charAt(++at));
            else if (OF_A_SHELL.indexOf(letter) >= 0) throw ofAShell(letter);
            else word.append(letter);
        }
        if (begun) words.add(word.toString());
        if (words.isEmpty()) throw new NotWords("want a program and its arguments");
        if (words.getFirst().matches("[A-Za-z_][A-Za-z0-9_]*=.*")) throw ofAShell('=');
        return new CommandLine(words, false);
    }

    private static int quoted(String text, int open, StringBuilder word) throws NotWords {
        var quote = text.charAt(open);
        for (var at = open + 1; at < text.length(); at++) {
            var letter = text.charAt(at);
            if (letter == quote) return at;
            if (quote == '"' && letter == '\\' && at + 1 < text.length() && "\\\"$`".indexOf(text.charAt(at + 1)) >= 0)
                word.append(text.charAt(++at));
            else if (quote == '"' && (letter == '$' || letter == '`')) throw ofAShell(letter);
            else word.append(letter);
        }
        throw new NotWords("the quote " + quote + " is not closed");
    }

    private static NotWords ofAShell(char letter) {
        return new NotWords(
                "it has " + (letter == '\n' ? "a line end" : "" + letter)
                        + ", which only a shell acts upon: put it in single quotes, or give the words as a list, or add shell: true");
    }

    /** What to run, with a file in the place of {@code {file}}: as a word of its own, or for the shell as a variable, never as text of the line. */
    public Command about(String file, Duration limit) {
        if (!shell)
            return Command.of(
                            words.stream().map(word -> word.replace(FILE, file)).toArray(String[]::new))
                    .within(limit)
                    .keeping(MOST_OUTPUT);
        var line = words.getFirst().replace(FILE, "\"$OPSBRO_FILE\"");
        return new Command(List.of("/bin/sh", "-c", line), Map.of("OPSBRO_FILE", file), "", limit, MOST_OUTPUT);
    }

    /** What to run where no file is meant. */
    public Command within(Duration limit) {
        var command = shell ? Command.shell(words.getFirst()) : Command.of(words.toArray(String[]::new));
        return command.within(limit).keeping(MOST_OUTPUT);
    }

    /** As people read it. */
    public String text() {
        return shell ? words.getFirst() : String.join(" ", words);
    }

    /** For the disk; {@link #of} reads it. */
    public Value.Fields toValue() {
        return Value.object()
                .with("words", Value.texts(words))
                .with("shell", shell)
                .end();
    }

    public static CommandLine of(Value.Fields kept) {
        var words = new ArrayList<String>();
        if (kept.get("words") instanceof Value.Items items) items.all().forEach(each -> words.add(each.display()));
        return new CommandLine(words, Value.TRUE.equals(kept.get("shell")));
    }
}
