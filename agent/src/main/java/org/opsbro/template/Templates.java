package org.opsbro.template;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.model.Nearest;

/** The templates of one pack, which may include each other and nothing else. Immutable once made, for any thread. */
public final class Templates {
    private final Map<String, Template> readable = new HashMap<>();
    private final Map<String, TemplateException> wrong = new HashMap<>();
    private final Set<String> names;

    private Templates(Set<String> names) {
        this.names = new TreeSet<>(names);
    }

    /** @param texts by the name under which others include it: its path below the folder of templates */
    public static Templates of(Map<String, String> texts, Evaluator evaluator) {
        var all = new Templates(texts.keySet());
        texts.forEach((name, text) -> all.read(name, text, evaluator));
        return all;
    }

    private void read(String name, String text, Evaluator evaluator) {
        try {
            readable.put(name, Template.parse(name, text, evaluator, this));
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
        return find(name).orElseThrow(() -> new IllegalArgumentException(missing(name)));
    }

    /** Empty if there is none. */
    Optional<Template> find(String name) {
        var refused = wrong.get(name);
        if (refused != null) throw refused;
        return Optional.ofNullable(readable.get(name));
    }

    String missing(String name) {
        return "there is no template \"" + name + "\" in this pack" + Nearest.hint(name, names);
    }

    /** What is wrong, in the order of the names: templates that are none, and includes of templates that are not there. */
    public List<TemplateException> problems() {
        return names.stream()
                .flatMap(name -> Optional.ofNullable(wrong.get(name)).stream())
                .toList();
    }
}
