package org.opsbro.agent;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.opsbro.host.Files;
import org.opsbro.model.Nearest;
import org.opsbro.model.Problem;
import org.opsbro.model.Value;
import org.opsbro.pack.YamlEdit;

/** {@code agent.yml}: read, and changed key by key with its comments kept. Any thread may read; changes come one at a time. */
final class SettingsFile {
    private final Files files;
    private final String path;
    private volatile Read read;

    private record Read(String text, Settings settings, List<Problem> problems) {}

    /** A change that cannot be made; the message says why and what to do. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message, null, false, false);
        }
    }

    SettingsFile(Files files, String path) {
        this.files = files;
        this.path = path;
        this.read = read(text());
    }

    String path() {
        return path;
    }

    Settings settings() {
        return read.settings();
    }

    List<Problem> problems() {
        return read.problems();
    }

    /** Reads the file again; true if it says something else than before. */
    boolean refresh() {
        var text = text();
        if (text.equals(read.text())) return false;
        read = read(text);
        return true;
    }

    /** Gives a key the value that a person typed: a known key wants its own type, another takes a number, true or false, or text. */
    synchronized void set(String key, String typed) {
        var known = Settings.Known.named(key);
        if (known.isPresent() && known.get().type == Settings.Type.LIST)
            throw new Refused(key + " is a list: use 'agent parameters add " + key + " VALUE' or remove");
        var value = known.map(each -> value(each, typed)).orElseGet(() -> free(typed));
        if (known.isEmpty() && !settings().written().contains(key)) refuseMistyped(key);
        write(YamlEdit.set(text(), key, value));
    }

    synchronized void add(String key, String typed) {
        list(key);
        if (key.equals(Settings.Known.GROUPS.key))
            Settings.refusedGroup(typed).ifPresent(reason -> {
                throw new Refused(reason);
            });
        write(YamlEdit.add(text(), key, Value.of(typed)));
    }

    synchronized void remove(String key, String typed) {
        list(key);
        write(YamlEdit.remove(text(), key, Value.of(typed)));
    }

    /** A free variable may have any name, but one letter beside a known key is a slip. */
    private static void refuseMistyped(String key) {
        var names =
                Arrays.stream(Settings.Known.values()).map(known -> known.key).toList();
        Nearest.to(key, names).ifPresent(near -> {
            throw new Refused("there is no parameter " + key + ": did you mean " + near
                    + "? A variable of your own that is called so can be written into agent.yml by hand");
        });
    }

    private static void list(String key) {
        var known = Settings.Known.named(key);
        if (known.isPresent() && known.get().type != Settings.Type.LIST)
            throw new Refused(key + " is no list: use 'agent parameters set " + key + " VALUE'");
    }

    private static Value value(Settings.Known known, String typed) {
        return switch (known.type) {
            case TEXT -> {
                if (!known.choices.isEmpty() && !known.choices.contains(typed))
                    throw new Refused("found \"" + typed + "\", want one of " + String.join(", ", known.choices));
                yield Value.of(typed);
            }
            case NUMBER -> {
                if (!typed.matches("[0-9]{1,5}") || Integer.parseInt(typed) > 65_535)
                    throw new Refused("found \"" + typed + "\", " + known.key + " wants a number from 0 to 65535");
                yield Value.of(Long.parseLong(typed));
            }
            case FLAG -> {
                if (!typed.equals("true") && !typed.equals("false"))
                    throw new Refused("found \"" + typed + "\", " + known.key + " wants true or false");
                yield Value.of(typed.equals("true"));
            }
            case LIST -> throw new Refused(known.key + " is a list");
        };
    }

    private static Value free(String typed) {
        if (typed.matches("-?[0-9]{1,18}")) return Value.of(Long.parseLong(typed));
        if (typed.equals("true") || typed.equals("false")) return Value.of(typed.equals("true"));
        return Value.of(typed);
    }

    private String text() {
        return files.text(path).orElse("");
    }

    private void write(String text) {
        files.makeFolder(path.substring(0, path.lastIndexOf('/')), 0755);
        files.replace(path, text.getBytes(StandardCharsets.UTF_8), 0600);
        refresh();
    }

    private Read read(String text) {
        var problems = new ArrayList<Problem>();
        var settings = Settings.read(path, text, problems::add);
        return new Read(text, settings, List.copyOf(problems));
    }
}
