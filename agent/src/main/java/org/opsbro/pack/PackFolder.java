package org.opsbro.pack;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.opsbro.host.Files;
import org.opsbro.host.HostException;
import org.opsbro.model.Level;
import org.opsbro.model.Problem;
import org.opsbro.model.Source;

/** One folder of a pack, as it lies on the disk: its YAML files by path below it, read once. */
record PackFolder(Level level, String path, String stamp, Map<String, String> texts, List<Problem> problems) {
    static final int MAX_FILES = 2_000;
    private static final int MAX_DEPTH = 6;

    /** Names, sizes and times of the files, templates too: it differs when one of them changed. Files and folders are added to {@code seen} with their times. */
    static String stamp(Files files, String path, Map<String, Long> seen) {
        var stamp = new StringBuilder();
        seen.put(path, files.modifiedMillis(path));
        walk(files, path, "", 0, (below, facts) -> {
            seen.put(path + "/" + below, facts.modified().toEpochMilli());
            if (!facts.directory())
                stamp.append(below)
                        .append(' ')
                        .append(facts.sizeBytes())
                        .append(' ')
                        .append(facts.modified())
                        .append('\n');
        });
        return stamp.toString();
    }

    static PackFolder read(Files files, Level level, String path, String stamp) {
        var texts = new TreeMap<String, String>();
        var problems = new ArrayList<Problem>();
        walk(files, path, "", 0, (below, facts) -> {
            if (facts.directory() || !isYaml(below)) return;
            var file = path + "/" + below;
            if (texts.size() >= MAX_FILES) {
                if (problems.isEmpty())
                    problems.add(Problem.error(Source.of(path), "", "want at most " + MAX_FILES + " files in a pack"));
            } else if (facts.sizeBytes() > Yaml.MAX_BYTES) {
                problems.add(Problem.error(
                        Source.of(file),
                        "",
                        "the file has " + facts.sizeBytes() + " bytes, want at most " + Yaml.MAX_BYTES));
            } else {
                text(files, file, problems::add).ifPresent(text -> texts.put(below, text));
            }
        });
        return new PackFolder(level, path, stamp, texts, List.copyOf(problems));
    }

    private static Optional<String> text(Files files, String file, Consumer<Problem> problems) {
        try {
            var text = files.text(file);
            if (text.isEmpty()) problems.accept(Problem.error(Source.of(file), "", "the file cannot be read"));
            return text;
        } catch (HostException failed) {
            problems.accept(Problem.error(Source.of(file), "", String.valueOf(failed.getMessage())));
            return Optional.empty();
        }
    }

    private interface Visitor {
        /** A YAML file, a template, or a folder before what is in it. */
        void visit(String below, Files.FileFacts facts);
    }

    private static void walk(Files files, String root, String below, int depth, Visitor visitor) {
        for (var name : files.names(below.isEmpty() ? root : root + "/" + below)) {
            if (name.startsWith(".")) continue;
            var next = below.isEmpty() ? name : below + "/" + name;
            var facts = files.facts(root + "/" + next);
            if (facts.isEmpty()) continue;
            if (facts.get().directory()) {
                visitor.visit(next, facts.get());
                if (depth < MAX_DEPTH) walk(files, root, next, depth + 1, visitor);
            } else if (isYaml(name) || isTemplate(next)) {
                visitor.visit(next, facts.get());
            }
        }
    }

    private static boolean isYaml(String file) {
        return file.endsWith(".yml") || file.endsWith(".yaml");
    }

    private static boolean isTemplate(String below) {
        return below.startsWith("templates/") || below.contains("/templates/");
    }
}
