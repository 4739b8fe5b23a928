package org.opsbro.template;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.Vocabulary;
import org.opsbro.model.Nearest;
import org.opsbro.template.Template.Reading;

/** The templates of one pack, which may include each other and nothing else. Immutable once made, for any thread. */
public final class Templates {
    private final Map<String, Template> readable = new TreeMap<>();
    private final Map<String, TemplateException> wrong = new TreeMap<>();
    private final Set<String> names;

    private Templates(Set<String> names) {
        this.names = new TreeSet<>(names);
    }

    /** @param texts by the name under which others include it: its path below the folder of templates */
    public static Templates of(Map<String, String> texts, Evaluator evaluator) {
        var all = new Templates(texts.keySet());
        if (texts.isEmpty()) return all;
        var words = Words.of(evaluator);
        texts.forEach((name, text) -> all.read(name, text, words));
        return all;
    }

    private void read(String name, String text, Vocabulary words) {
        try {
            readable.put(name, Template.parse(name, text, words, this));
        } catch (TemplateException refused) {
            wrong.put(name, refused);
        }
    }

    public Set<String> names() {
        return Set.copyOf(names);
    }

    /**
     * The template of this name.
     *
     * @throws TemplateException if it is wrong
     * @throws IllegalArgumentException if there is none
     */
    public Template template(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException(missing(List.of(name))));
    }

    /** Empty if there is none. */
    Optional<Template> find(String name) {
        var refused = wrong.get(name);
        if (refused != null) throw refused;
        return Optional.ofNullable(readable.get(name));
    }

    /** Why none of these can be included. */
    String missing(List<String> wanted) {
        return wanted.size() == 1
                ? "there is no template \"" + wanted.getFirst() + "\" in this pack"
                        + Nearest.hint(wanted.getFirst(), names)
                : "none of these templates is in this pack";
    }

    /** What is wrong, in the order of the names: templates that are none, and includes of templates that are not there. */
    public List<TemplateException> problems() {
        var missing = readable.values().stream().flatMap(template -> template.missing().stream());
        return Stream.concat(wrong.values().stream(), missing)
                .sorted(Comparator.comparing(each -> each.source().file()))
                .toList();
    }

    /** What those that can be read read, in the order of their names, each for itself. */
    public List<Reading> readings() {
        return readable.values().stream()
                .flatMap(template -> template.readings().stream())
                .toList();
    }
}
