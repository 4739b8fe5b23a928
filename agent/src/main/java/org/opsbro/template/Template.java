package org.opsbro.template;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.opsbro.evaluator.BadExpression;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.Expression.Dependency;
import org.opsbro.evaluator.Scope;
import org.opsbro.evaluator.Vocabulary;
import org.opsbro.model.Source;

/**
 * A template, read once and rendered as often as wanted: immutable, for any thread. What it is written in is Jinja2 with {@code trim_blocks},
 * {@code lstrip_blocks} and {@code keep_trailing_newline}; a name or a key that is not there is an error, not an empty text.
 */
public final class Template {
    /** Characters of a template. */
    static final int MAX_LENGTH = 1024 * 1024;

    /** Work of one rendering, as {@link org.opsbro.evaluator.Frame} counts it. */
    static final int FUEL = 50_000_000;

    private final String name;
    private final String text;
    private final List<Statement> body;
    private final Map<Dependency, Integer> reads;
    private final List<Inclusion> inclusions;
    private final Templates pack;

    private Template(String name, String text, TemplateParser parser, Templates pack) {
        this.name = name;
        this.text = text;
        this.body = parser.whole();
        this.reads = parser.reads();
        this.inclusions = parser.inclusions();
        this.pack = pack;
    }

    /**
     * Reads a template that includes no other.
     *
     * @param name for messages: its file
     * @throws TemplateException if it is none, or names an unknown filter, test or function
     */
    public static Template parse(String name, String text, Evaluator evaluator) {
        return Templates.of(Map.of(name, text), evaluator).template(name);
    }

    static Template parse(String name, String text, Vocabulary words, Templates pack) {
        var lines = text.replace("\r\n", "\n").replace('\r', '\n');
        try {
            if (lines.length() > MAX_LENGTH)
                throw new BadExpression("a template has at most " + MAX_LENGTH + " characters", "", 0);
            return new Template(name, lines, new TemplateParser(lines, words), pack);
        } catch (BadExpression wrong) {
            throw new TemplateException(name, lines, wrong.offset(), wrong.reason());
        }
    }

    public String name() {
        return name;
    }

    /** The text that it becomes, with what the scope knows. */
    public String render(Scope scope) {
        return render(Inputs.of(scope));
    }

    /**
     * The text that it becomes.
     *
     * @throws TemplateException if something that it wants is undefined or wrong, or if it is too much work or too long
     */
    public String render(Inputs inputs) {
        var rendering = Rendering.begin(inputs).on(this);
        rendering.whole();
        return rendering.written();
    }

    /** Renders it and tells each expression on the way: also where it fails, and then up to there. */
    public Trace trace(Inputs inputs) {
        return Trace.of(this, inputs);
    }

    /**
     * What it reads, with all that it includes: roots as {@code collector}, {@code nodes}, {@code kv} with the path below them as far as it is
     * known, and functions that are not pure. Nothing else changes what it becomes.
     */
    public Set<Dependency> dependencies() {
        var all = new LinkedHashSet<Dependency>();
        for (var each : withIncluded(new HashSet<>())) all.addAll(each.reads.keySet());
        return all;
    }

    /** What it reads itself, each with the place of the first expression that does. */
    public List<Reading> readings() {
        return reads.entrySet().stream()
                .map(each -> new Reading(place(each.getValue()).in(name), each.getKey()))
                .toList();
    }

    /**
     * That a template depends on something.
     *
     * @param at the name of the template, line and column
     */
    public record Reading(Source at, Dependency what) {}

    private Set<Template> withIncluded(Set<Template> found) {
        if (!found.add(this)) return found;
        for (var each : inclusions)
            for (var other : each.names().isEmpty() ? pack.names() : each.names())
                pack.find(other).ifPresent(included -> included.withIncluded(found));
        return found;
    }

    /** The templates that it wants and that are not in its pack. */
    List<TemplateException> missing() {
        return inclusions.stream()
                .flatMap(each -> each.problem(pack).stream()
                        .map(reason -> new TemplateException(name, text, each.offset(), reason)))
                .toList();
    }

    Templates pack() {
        return pack;
    }

    List<Statement> body() {
        return body;
    }

    /** A failure that happened in this template, with its place. */
    TemplateException failed(EvaluationException failure, int offset) {
        return new TemplateException(name, text, offset, failure.reason());
    }

    Place place(int offset) {
        return Place.of(text, offset);
    }
}
