package org.opsbro.automation.generators.live;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.opsbro.automation.generators.GeneratorScope;
import org.opsbro.automation.generators.Page;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.Expression.Dependency;
import org.opsbro.host.HostException;
import org.opsbro.host.ReadableFiles;
import org.opsbro.model.Nearest;
import org.opsbro.pack.Packs.Pack;
import org.opsbro.template.Template;
import org.opsbro.template.TemplateException;
import org.opsbro.template.Templates;

/** The templates of a pack: the files below {@code generators/templates/}, then those below {@code templates/}. */
public final class TemplatePages implements Pages {
    private static final int MOST_FILES = 500;
    private static final long LONGEST_FILE = 1024 * 1024;
    private static final int DEEPEST = 6;

    private final ReadableFiles files;
    private final Evaluator evaluator;

    public TemplatePages(ReadableFiles files, Evaluator evaluator) {
        this.files = files;
        this.evaluator = evaluator;
    }

    @Override
    public Book of(Pack pack) {
        Map<String, String> texts = new HashMap<>();
        Map<String, String> places = new HashMap<>();
        for (var folder : new String[] {"generators/templates", "templates"})
            read(pack.folder(), folder, "", 0, texts, places);
        var templates = Templates.of(texts, evaluator);
        return name -> page(pack, name, templates, places);
    }

    private void read(
            String pack,
            String folder,
            String below,
            int depth,
            Map<String, String> texts,
            Map<String, String> places) {
        for (var name : files.names(pack + "/" + folder + below)) {
            var next = below + "/" + name;
            var path = pack + "/" + folder + next;
            var facts = files.facts(path);
            if (name.startsWith(".") || facts.isEmpty() || texts.size() >= MOST_FILES) continue;
            if (facts.get().directory() && depth < DEEPEST) read(pack, folder, next, depth + 1, texts, places);
            else if (facts.get().regular() && facts.get().sizeBytes() <= LONGEST_FILE)
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

    private static Page page(Pack pack, String name, Templates templates, Map<String, String> places) {
        try {
            if (templates.names().contains(name)) return new OfTemplate(templates.template(name), places);
            return new Broken(
                    pack.folder(),
                    "there is no file generators/templates/" + name + " in the pack " + pack.name()
                            + ", nor one of at most " + LONGEST_FILE + " bytes"
                            + Nearest.hint(name, templates.names()));
        } catch (TemplateException wrong) {
            return new Broken(where(wrong, places), wrong.reason());
        }
    }

    private static String where(TemplateException wrong, Map<String, String> places) {
        return places.getOrDefault(wrong.template(), wrong.template()) + ":" + wrong.line() + ":" + wrong.column();
    }

    /** One that cannot be rendered, whatever is known. */
    private record Broken(String where, String why) implements Page {
        @Override
        public Rendered render(GeneratorScope scope) {
            return new Rendered.Failed(where, why);
        }

        @Override
        public Set<Dependency> reads() {
            return Set.of();
        }

        @Override
        public Optional<String> problem() {
            return Optional.of(where + ": " + why);
        }
    }

    private record OfTemplate(Template template, Map<String, String> places) implements Page {
        @Override
        public Rendered render(GeneratorScope scope) {
            try {
                return new Rendered.Text(template.render(scope));
            } catch (TemplateException failed) {
                return new Rendered.Failed(TemplatePages.where(failed, places), failed.reason());
            }
        }

        @Override
        public Set<Dependency> reads() {
            try {
                return template.dependencies();
            } catch (TemplateException included) {
                return Set.of(); // it includes one that is wrong: its rendering tells
            }
        }
    }
}
