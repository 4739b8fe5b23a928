package org.opsbro.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.opsbro.model.Nearest;

/**
 * What may follow the words of a command: flags, options with a value, and words by position. Declared by the command, then read from the command
 * line; help, completion and the reference are made from the same declaration.
 */
public final class Arguments {
    private final List<Option> options = new ArrayList<>();
    private final List<Word> words = new ArrayList<>();

    /**
     * @param label what its value is, as {@code SECONDS}; empty for a flag
     * @param fallback its value where it is not given; empty for none
     * @param choices the only values it may have; empty for any
     */
    public record Option(String name, String label, String fallback, String doc, List<String> choices) {
        public boolean isFlag() {
            return label.isEmpty();
        }
    }

    /**
     * @param most how many there may be, 0 for as many as wanted
     * @param raw whether what follows it belongs to it, options too
     * @param choices the only words it may be; empty for any
     */
    public record Word(String label, String doc, int least, int most, boolean raw, List<String> choices) {}

    /** {@code --all}: given or not. */
    public Arguments flag(String name, String doc) {
        options.add(new Option(name, "", "", doc, List.of()));
        return this;
    }

    /** {@code --zone NAME}, absent unless given. */
    public Arguments option(String name, String label, String doc) {
        options.add(new Option(name, label, "", doc, List.of()));
        return this;
    }

    /** {@code --lines N}, with a value where it is not given; an empty one would be none. */
    public Arguments option(String name, String label, String fallback, String doc) {
        if (fallback.isEmpty())
            throw new IllegalArgumentException(name + " has an empty fallback, which is none: leave it out");
        options.add(new Option(name, label, fallback, doc, List.of()));
        return this;
    }

    /** {@code --level global}, one of some values, absent unless given. */
    public Arguments choice(String name, String label, String doc, String... choices) {
        options.add(new Option(name, label, "", doc, List.of(choices)));
        return this;
    }

    /** An option of another declaration, unless it is here already. */
    Arguments with(Option option) {
        if (options.stream().noneMatch(own -> own.name().equals(option.name()))) options.add(option);
        return this;
    }

    /** A word that must be there. */
    public Arguments word(String label, String doc, String... choices) {
        words.add(new Word(label, doc, 1, 1, false, List.of(choices)));
        return this;
    }

    /** A word that may be there. */
    public Arguments optionalWord(String label, String doc, String... choices) {
        words.add(new Word(label, doc, 0, 1, false, List.of(choices)));
        return this;
    }

    /** One word or more, the last ones. */
    public Arguments words(String label, String doc) {
        words.add(new Word(label, doc, 1, 0, false, List.of()));
        return this;
    }

    /** The rest of the line as it is, one word at least: a command with its own options. */
    public Arguments rest(String label, String doc) {
        words.add(new Word(label, doc, 1, 0, true, List.of()));
        return this;
    }

    public List<Option> options() {
        return List.copyOf(options);
    }

    public List<Word> words() {
        return List.copyOf(words);
    }

    /**
     * Reads a command line; {@code --name value}, {@code --name=value}, {@code --} before words that look like options.
     *
     * @throws CommandFailed naming the word at fault
     */
    Given read(List<String> line) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        Set<String> flags = new LinkedHashSet<>();
        var onlyWords = false;
        var position = 0;
        for (var at = 0; at < line.size(); at++) {
            var each = line.get(at);
            if (!onlyWords && each.equals("--")) {
                onlyWords = true;
            } else if (!onlyWords && looksLikeOption(each)) {
                var equals = each.indexOf('=');
                var option = named(equals < 0 ? each : each.substring(0, equals));
                if (option.isFlag()) {
                    if (equals >= 0) throw CommandFailed.usage(option.name() + " takes no value, found " + each);
                    flags.add(option.name());
                } else if (equals >= 0) {
                    values.put(
                            option.name(),
                            List.of(chosen(option.name(), option.choices(), each.substring(equals + 1))));
                } else if (++at < line.size()) {
                    values.put(option.name(), List.of(chosen(option.name(), option.choices(), line.get(at))));
                } else {
                    throw CommandFailed.usage(
                            option.name() + " wants a value: " + option.name() + " " + option.label());
                }
            } else {
                var word = wordAt(position++, each);
                values.computeIfAbsent(word.label(), label -> new ArrayList<>()).add(each);
                onlyWords |= word.raw();
            }
        }
        if (!flags.contains("--help")) demandWords(values);
        options.stream()
                .filter(option -> !option.fallback().isEmpty())
                .forEach(option -> values.putIfAbsent(option.name(), List.of(option.fallback())));
        return new Given(values, flags);
    }

    // -5 and -.5 begin an expression or a number, not an option
    static boolean looksLikeOption(String text) {
        return text.length() > 1
                && text.charAt(0) == '-'
                && (text.charAt(1) == '-' || Character.isLetter(text.charAt(1)));
    }

    private Option named(String name) {
        var wanted = name.equals("-h") ? "--help" : name;
        for (var option : options) if (option.name().equals(wanted)) return option;
        var near = Nearest.to(name, options.stream().map(Option::name).toList());
        throw CommandFailed.usage("there is no option " + name
                + near.map(each -> "; did you mean " + each + "?").orElse(""));
    }

    private Word wordAt(int position, String text) {
        var last = words.isEmpty() ? Optional.<Word>empty() : Optional.of(words.getLast());
        var word = position < words.size() ? Optional.of(words.get(position)) : last.filter(each -> each.most() == 0);
        var found = word.orElseThrow(() -> CommandFailed.usage("one word too many: " + text));
        chosen(found.label(), found.choices(), text);
        return found;
    }

    private static String chosen(String name, List<String> choices, String text) {
        if (!choices.isEmpty() && !choices.contains(text))
            throw CommandFailed.usage(name + " is " + text + ", want one of " + String.join(", ", choices));
        return text;
    }

    private void demandWords(Map<String, List<String>> values) {
        for (var word : words) {
            if (word.least() > 0 && !values.containsKey(word.label()))
                throw CommandFailed.usage(word.label() + " is missing: " + word.doc());
        }
    }
}
