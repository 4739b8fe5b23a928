package org.opsbro.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.opsbro.evaluator.Explanation;
import org.opsbro.model.Source;

/**
 * A rendering with all that was asked on the way.
 *
 * @param output as far as it came
 * @param seen each expression that was evaluated, in order, at most {@link #MOST}
 * @param failure why it stopped
 */
public record Trace(String output, List<Seen> seen, Optional<TemplateException> failure) {
    /** Later expressions are not kept. */
    public static final int MOST = 2000;

    public Trace {
        seen = List.copyOf(seen);
    }

    /** One expression, where it stands and what it came to. */
    public record Seen(Source at, Explanation explanation) {}

    static Trace of(Template template, Inputs inputs) {
        List<Seen> seen = new ArrayList<>();
        var begun = Rendering.begin(inputs);
        var rendering = begun.on(template);
        begun.frame().tell(part -> {
            if (seen.size() == MOST) return;
            var here = rendering.template();
            seen.add(new Seen(here.place(part.offset()).in(here.name()), part.explanation()));
        });
        try {
            rendering.whole();
            return new Trace(rendering.written(), seen, Optional.empty());
        } catch (TemplateException failed) {
            return new Trace(rendering.written(), seen, Optional.of(failed));
        }
    }
}
