package org.opsbro.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.Supplier;

/** The table of contents of the tool: chapters of commands. A command is made only when it is chosen, so that a call pays for one of them. */
public record Contents(List<Chapter> chapters) {
    public Contents {
        chapters = List.copyOf(chapters);
    }

    /** A topic and its commands. */
    public record Chapter(String title, List<Entry> entries) {
        public Chapter {
            entries = List.copyOf(entries);
        }
    }

    /**
     * A line of the table.
     *
     * @param words what a person types after {@code opsbro}
     * @param summary what it does, as an imperative without a full stop
     */
    public record Entry(String words, String summary, Supplier<Command> command) {
        List<String> split() {
            return List.of(words.split(" "));
        }
    }

    public static Chapter chapter(String title, Entry... entries) {
        return new Chapter(title, List.of(entries));
    }

    public static Entry command(String words, String summary, Supplier<Command> command) {
        return new Entry(words, summary, command);
    }

    public List<Entry> entries() {
        var all = new ArrayList<Entry>();
        chapters.forEach(chapter -> all.addAll(chapter.entries()));
        return all;
    }

    /** The command whose words begin a line; the longest of several. */
    public Optional<Entry> find(List<String> line) {
        Optional<Entry> best = Optional.empty();
        var length = 0;
        for (var chapter : chapters) {
            for (var entry : chapter.entries()) {
                var words = entry.split();
                if (words.size() > length && begins(line, words)) {
                    best = Optional.of(entry);
                    length = words.size();
                }
            }
        }
        return best;
    }

    /** The commands below some words: {@code agent parameters}. */
    public List<Entry> below(List<String> words) {
        return entries().stream()
                .filter(entry -> entry.split().size() > words.size() && begins(entry.split(), words))
                .toList();
    }

    /** The words that may follow some words. */
    public SequencedSet<String> next(List<String> words) {
        var next = new LinkedHashSet<String>();
        below(words).forEach(entry -> next.add(entry.split().get(words.size())));
        return next;
    }

    private static boolean begins(List<String> line, List<String> words) {
        return line.size() >= words.size() && line.subList(0, words.size()).equals(words);
    }
}
