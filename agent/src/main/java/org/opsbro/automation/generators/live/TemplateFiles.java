package org.opsbro.automation.generators.live;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.opsbro.host.HostException;
import org.opsbro.host.ReadableFiles;
import org.opsbro.model.Source;
import org.opsbro.pack.Packs.Pack;

/**
 * The files of the templates of a pack: those below {@code generators/templates/}, then those below {@code templates/}.
 *
 * @param texts by the names under which templates include each other
 * @param places by the same names: the paths below the folder of the pack
 */
public record TemplateFiles(Map<String, String> texts, Map<String, String> places) {
    /** Bytes of one file. */
    static final long LONGEST = 1024 * 1024;

    private static final int MOST = 500;
    private static final int DEEPEST = 6;

    public TemplateFiles {
        texts = Map.copyOf(texts);
        places = Map.copyOf(places);
    }

    /** As they are now. */
    public static TemplateFiles of(ReadableFiles files, Pack pack) {
        var found = new Search(files, pack.folder(), new HashMap<>(), new HashMap<>());
        for (var folder : new String[] {"generators/templates", "templates"}) found.read(folder, "", 0);
        return new TemplateFiles(found.texts(), found.places());
    }

    /** The place with the path of the file for the name of the template. */
    Source below(Source at) {
        return new Source(places.getOrDefault(at.file(), at.file()), at.line(), at.column());
    }

    private record Search(ReadableFiles files, String pack, Map<String, String> texts, Map<String, String> places) {
        void read(String folder, String below, int depth) {
            for (var name : files.names(pack + "/" + folder + below)) {
                var next = below + "/" + name;
                var path = pack + "/" + folder + next;
                var facts = files.facts(path);
                if (name.startsWith(".") || facts.isEmpty() || texts.size() >= MOST) continue;
                if (facts.get().directory() && depth < DEEPEST) read(folder, next, depth + 1);
                else if (facts.get().regular() && facts.get().sizeBytes() <= LONGEST)
                    text(path).ifPresent(text -> {
                        texts.putIfAbsent(next.substring(1), text);
                        places.putIfAbsent(next.substring(1), folder + next);
                    });
            }
        }

        private Optional<String> text(String path) {
            try {
                return files.text(path);
            } catch (HostException tooLarge) {
                return Optional.empty();
            }
        }
    }
}
