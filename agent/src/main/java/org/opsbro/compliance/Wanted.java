package org.opsbro.compliance;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.opsbro.model.Nearest;
import org.opsbro.model.Value;
import org.opsbro.pack.CommandLine;

/**
 * The parameters of a rule, read with types. What a machine could be hurt with is refused here, before anybody looks at it: a text has no line ends and
 * no NUL unless it is asked for as lines, a path is absolute and whole, an account has the letters that accounts have. Reading is total: each refusal is
 * told, a harmless value is returned, and reading goes on. For one thread.
 */
public final class Wanted {
    /** Letters of one text. */
    public static final int MOST_LETTERS = 4096;

    /** Letters of a text of several lines. */
    public static final int MOST_TEXT = 1024 * 1024;

    /** Items of a list. */
    public static final int MOST_ITEMS = 1000;

    private static final int MOST_OF_KEY = 200;
    private static final int MOST_TOLD = 600;

    private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,31}\\$?|[0-9]{1,10}");
    private static final Pattern MODE = Pattern.compile("(?:0o?)?([0-7]{3,4})");
    private static final String HARMLESS_PATH = "/nonexistent";

    /** What is wrong: the path of the key, such as {@code entries[0].address}, and what was found and wanted. */
    public record Refusal(String key, String message) {}

    private final Value.Fields values;
    private final String home;
    private final String above;
    private final Consumer<Refusal> refusals;
    private final Set<String> asked = new LinkedHashSet<>();
    private final List<Wanted> below = new ArrayList<>();

    /** @param home the folder of the pack that the rule comes from */
    public Wanted(Value.Fields values, String home, Consumer<Refusal> refusals) {
        this(values, home, "", refusals);
    }

    private Wanted(Value.Fields values, String home, String above, Consumer<Refusal> refusals) {
        this.values = values;
        this.home = home;
        this.above = above;
        this.refusals = refusals;
    }

    public boolean has(String key) {
        asked.add(key);
        return values.has(key) && !(values.get(key) instanceof Value.None);
    }

    /** One line of text. */
    public Optional<String> text(String key) {
        return has(key) ? line(key, values.get(key)) : Optional.empty();
    }

    /** As {@link #text}; its absence is refused, and then "". */
    public String requiredText(String key) {
        if (!has(key)) refuse(key, "the key is missing, want " + key + ": and a text");
        return text(key).orElse("");
    }

    /** One line of text that a pattern describes wholly; told is how a person would say it. */
    public Optional<String> text(String key, Pattern pattern, String told) {
        return text(key).filter(text -> fits(key, text, pattern, told));
    }

    /** Text of any number of lines, its last line ended. */
    public Optional<String> lines(String key) {
        if (!has(key)) return Optional.empty();
        if (!(values.get(key) instanceof Value.Text(String text)))
            return text(key).map(line -> line + "\n");
        if (text.length() > MOST_TEXT)
            return refused(key, "a text of " + text.length() + " letters", "at most " + MOST_TEXT);
        if (text.indexOf(0) >= 0) return refused(key, "a text with NUL", "none");
        return Optional.of(text.isEmpty() || text.endsWith("\n") ? text : text + "\n");
    }

    /** One line each; one text alone is a list of one. */
    public List<String> texts(String key) {
        if (!has(key)) return List.of();
        if (!(values.get(key) instanceof Value.Items(List<Value> all)))
            return text(key).stream().toList();
        if (tooMany(key, all)) return List.of();
        var texts = new ArrayList<String>();
        for (var i = 0; i < all.size(); i++)
            line(key + "[" + i + "]", all.get(i)).ifPresent(texts::add);
        return texts;
    }

    /** A list of texts that a pattern describes wholly. */
    public List<String> texts(String key, Pattern pattern, String told) {
        return texts(key).stream()
                .filter(text -> fits(key, text, pattern, told))
                .toList();
    }

    /** A command: its words as a list, or a text that is split into them, or is a line for the shell. */
    public Optional<CommandLine> command(String key, boolean shell) {
        var texts = texts(key);
        if (!has(key)) return Optional.empty();
        try {
            return Optional.of(CommandLine.of(texts, values.get(key) instanceof Value.Items, shell));
        } catch (CommandLine.NotWords no) {
            refuse(key, String.valueOf(no.getMessage()));
            return Optional.empty();
        }
    }

    /** An absolute path; absence is refused, and then one where nothing is. */
    public String requiredPath(String key) {
        if (!has(key)) refuse(key, "the key is missing, want " + key + ": and an absolute path");
        return path(key).orElse(HARMLESS_PATH);
    }

    /** An absolute path without {@code ..}, {@code .} and empty parts. */
    public Optional<String> path(String key) {
        return text(key).filter(text -> isWholePath(key, text));
    }

    private boolean isWholePath(String key, String text) {
        if (text.startsWith("/") && text.length() > 1 && isOfNames(text.substring(1))) return true;
        refuse(key, "found \"" + text + "\", want an absolute path without \"..\", \".\", \"//\" and a last \"/\"");
        return false;
    }

    private static boolean isOfNames(String path) {
        return Stream.of(path.split("/", -1))
                .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    }

    /**
     * A file that comes with the pack, below its {@code compliance/files} or {@code files}: the paths at which it may lie, the first of which that is there
     * is meant. Empty if absent.
     */
    public List<String> packFile(String key) {
        var name = text(key);
        if (name.isEmpty()) return List.of();
        if (!isOfNames(name.get()) || name.get().startsWith("/")) {
            refuse(
                    key,
                    "found \"" + cut(name.get())
                            + "\", want the name of a file in compliance/files/ of the pack, without \"..\"");
            return List.of();
        }
        return List.of(home + "/compliance/files/" + name.get(), home + "/files/" + name.get());
    }

    /** A list of {@link #path}s. */
    public List<String> paths(String key) {
        return texts(key).stream().filter(text -> isWholePath(key, text)).toList();
    }

    /** The name or the number of a user or a group. */
    public Optional<String> account(String key) {
        return text(key, ACCOUNT, "the name of an account, or its number");
    }

    /** Permission bits, written as chmod(1) takes them in digits: {@code 644}, {@code 0644}, {@code 4755}. */
    public OptionalInt mode(String key) {
        var text = text(key);
        if (text.isEmpty()) return OptionalInt.empty();
        var match = MODE.matcher(text.get());
        if (match.matches()) return OptionalInt.of(Integer.parseInt(match.group(1), 8));
        refuse(key, "found \"" + text.get() + "\", want 3 or 4 octal digits such as 644 or 0750");
        return OptionalInt.empty();
    }

    public boolean flag(String key, boolean fallback) {
        if (!has(key)) return fallback;
        if (values.get(key) instanceof Value.Bool flag) return flag.isTrue();
        refuse(key, "found " + shown(values.get(key)) + ", want true or false");
        return fallback;
    }

    public long number(String key, long fallback, long min, long max) {
        if (!has(key)) return fallback;
        var number = values.get(key) instanceof Value.Int found ? found.number() : digits(values.get(key));
        if (number >= min && number <= max) return number;
        refuse(key, "found " + shown(values.get(key)) + ", want a whole number from " + min + " to " + max);
        return fallback;
    }

    /** A number may come as text from an expression. */
    private static long digits(Value value) {
        return value instanceof Value.Text(String text) && text.matches("-?[0-9]{1,15}")
                ? Long.parseLong(text)
                : Long.MIN_VALUE;
    }

    /** One of some words, whatever the case; the first is the fallback. */
    public String choice(String key, String... words) {
        var text = text(key).map(word -> word.toLowerCase(Locale.ROOT)).orElse(words[0]);
        for (var word : words) if (word.equals(text)) return word;
        refuse(key, "found \"" + text + "\", want one of " + String.join(", ", words));
        return words[0];
    }

    /** A map of its own parameters below a key; empty if absent. */
    public Wanted map(String key) {
        if (has(key) && values.get(key) instanceof Value.Fields fields) return child(key, fields);
        if (has(key)) refuse(key, "found " + shown(values.get(key)) + ", want keys below it");
        return child(key, Value.Fields.EMPTY);
    }

    /** A list of maps. */
    public List<Wanted> maps(String key) {
        if (!has(key)) return List.of();
        if (!(values.get(key) instanceof Value.Items(List<Value> all))) {
            refuse(key, "found " + shown(values.get(key)) + ", want a list whose items have keys");
            return List.of();
        }
        if (tooMany(key, all)) return List.of();
        var maps = new ArrayList<Wanted>();
        for (var i = 0; i < all.size(); i++) {
            var place = key + "[" + i + "]";
            if (all.get(i) instanceof Value.Fields fields) maps.add(child(place, fields));
            else refuse(place, "found " + shown(all.get(i)) + ", want an item with keys");
        }
        return maps;
    }

    /** The keys there are, for parameters that a person names freely: one line each. */
    public List<String> names() {
        return values.keys().stream()
                .filter(name -> line(name, Value.of(name)).isPresent())
                .toList();
    }

    /** Tells that a value is not as wanted. */
    public void refuse(String key, String message) {
        refusals.accept(new Refusal(place(cut(key, MOST_OF_KEY)), cut(message, MOST_TOLD)));
    }

    /** Refuses the keys that nobody asked for, here and below. */
    public void end() {
        for (var name : values.keys())
            if (!asked.contains(name))
                refuse(
                        name,
                        "unknown parameter"
                                + Nearest.to(name, asked)
                                        .map(near -> ", did you mean " + near + "?")
                                        .orElse(": want one of " + String.join(", ", asked)));
        below.forEach(Wanted::end);
    }

    private Wanted child(String key, Value.Fields fields) {
        var child = new Wanted(fields, home, place(key), refusals);
        below.add(child);
        return child;
    }

    private Optional<String> line(String key, Value value) {
        if (!(value instanceof Value.Text
                || value instanceof Value.Int
                || value instanceof Value.Real
                || value instanceof Value.Bool)) return refused(key, shown(value), "a text");
        var text = value.display();
        if (text.length() > MOST_LETTERS)
            return refused(key, "a text of " + text.length() + " letters", "at most " + MOST_LETTERS);
        if (text.chars()
                .anyMatch(letter -> (letter < ' ' && letter != '\t')
                        || letter == 0x7f
                        || letter == 0x85
                        || letter == 0x2028
                        || letter == 0x2029))
            return refused(key, "a text with a line end or another control character", "one line");
        return Optional.of(text);
    }

    private boolean fits(String key, String text, Pattern pattern, String told) {
        if (pattern.matcher(text).matches()) return true;
        refuse(key, "found \"" + cut(text) + "\", want " + told);
        return false;
    }

    private boolean tooMany(String key, List<Value> all) {
        if (all.size() <= MOST_ITEMS) return false;
        refuse(key, "found " + all.size() + " items, want at most " + MOST_ITEMS);
        return true;
    }

    private <T> Optional<T> refused(String key, String found, String wanted) {
        refuse(key, "found " + found + ", want " + wanted);
        return Optional.empty();
    }

    private static String shown(Value value) {
        return value instanceof Value.Fields ? "a map" : value instanceof Value.Items ? "a list" : cut(value.display());
    }

    private static String cut(String text) {
        return cut(text, 40);
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "…";
    }

    private String place(String key) {
        return above.isEmpty() ? key : above + "." + key;
    }
}
