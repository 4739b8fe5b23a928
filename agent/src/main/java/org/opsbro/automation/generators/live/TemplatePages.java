package org.opsbro.automation.generators.live;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.opsbro.automation.generators.GeneratorScope;
import org.opsbro.automation.generators.Page;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.Expression.Dependency;
import org.opsbro.host.ReadableFiles;
import org.opsbro.model.Nearest;
import org.opsbro.model.Problem;
import org.opsbro.model.Source;
import org.opsbro.pack.Packs.Pack;
import org.opsbro.template.Template;
import org.opsbro.template.Template.Reading;
import org.opsbro.template.TemplateException;
import org.opsbro.template.Templates;

/** The templates of packs as they lie on the disk. */
public final class TemplatePages implements Pages {
    private final ReadableFiles files;
    private final Evaluator evaluator;

    public TemplatePages(ReadableFiles files, Evaluator evaluator) {
        this.files = files;
        this.evaluator = evaluator;
    }

    @Override
    public TemplateBook of(Pack pack) {
        var texts = TemplateFiles.of(files, pack);
        return new TemplateBook(pack, texts, Templates.of(texts.texts(), evaluator));
    }

    /** The templates of one pack, read. */
    public static final class TemplateBook implements Book {
        private final Pack pack;
        private final TemplateFiles files;
        private final Templates templates;

        private TemplateBook(Pack pack, TemplateFiles files, Templates templates) {
            this.pack = pack;
            this.files = files;
            this.templates = templates;
        }

        @Override
        public Page page(String name) {
            if (!templates.names().contains(name))
                return new Missing(
                        pack.folder(),
                        "there is no file generators/templates/" + name + " in the pack " + pack.name()
                                + ", nor one of at most " + TemplateFiles.LONGEST + " bytes"
                                + Nearest.hint(name, templates.names()));
            try {
                return new OfTemplate(templates.template(name), files);
            } catch (TemplateException wrong) {
                return new Broken(files.below(wrong.source()).toString(), wrong.reason());
            }
        }

        @Override
        public List<Problem> problems() {
            return templates.problems().stream()
                    .map(wrong -> Problem.error(within(wrong.source()), "", wrong.reason()))
                    .toList();
        }

        /** What each reads, and in which line of its file. */
        public List<Reading> readings() {
            return templates.readings().stream()
                    .map(each -> new Reading(within(each.at()), each.what()))
                    .toList();
        }

        private Source within(Source at) {
            var below = files.below(at);
            return new Source(pack.folder() + "/" + below.file(), below.line(), below.column());
        }
    }

    /** No file. */
    private record Missing(String where, String why) implements Page {
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
            return Optional.of(why);
        }
    }

    /** A file that is no template, which {@link Book#problems} tells. */
    private record Broken(String where, String why) implements Page {
        @Override
        public Rendered render(GeneratorScope scope) {
            return new Rendered.Failed(where, why);
        }

        @Override
        public Set<Dependency> reads() {
            return Set.of();
        }
    }

    private record OfTemplate(Template template, TemplateFiles files) implements Page {
        @Override
        public Rendered render(GeneratorScope scope) {
            try {
                return new Rendered.Text(template.render(scope));
            } catch (TemplateException failed) {
                return new Rendered.Failed(files.below(failed.source()).toString(), failed.reason());
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
