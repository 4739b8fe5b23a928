package org.opsbro.template;

import java.util.List;
import org.opsbro.evaluator.Callable;
import org.opsbro.evaluator.Display;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Frame;
import org.opsbro.evaluator.Variables;
import org.opsbro.model.Value;

/** One rendering under way: what is written so far, which template is at it, how deep it stands in macros and includes. One thread's. */
final class Rendering {
    /** Characters of the whole, and of each text that a block or a macro makes. */
    private static final int MAX_OUTPUT = 16 * 1024 * 1024;

    private static final int MAX_DEPTH = 100;

    private final Frame frame;
    private Template template;
    private StringBuilder out = new StringBuilder();
    private int depth;

    private Rendering(Frame frame, Template template) {
        this.frame = frame;
        this.template = template;
    }

    static Begun begin(Inputs inputs) {
        return new Begun(new Frame(inputs.scope(), Variables.ofInputs(inputs::get, inputs.all()), Template.FUEL));
    }

    /** A rendering that has no template yet. */
    record Begun(Frame frame) {
        Rendering on(Template template) {
            return new Rendering(frame, template);
        }
    }

    void whole() {
        all(template, template.body(), frame.variables());
    }

    /** So far. */
    String written() {
        return out.toString();
    }

    Frame frame() {
        return frame;
    }

    Template template() {
        return template;
    }

    void write(String text) {
        if (out.length() + text.length() > MAX_OUTPUT)
            throw new EvaluationException("more than " + MAX_OUTPUT + " characters: the rendering was stopped");
        frame.spend(1 + (text.length() >> 6));
        out.append(text);
    }

    void write(Value value) {
        if (value instanceof Value.Text text) {
            write(text.text());
            return;
        }
        if (value instanceof Value.Int number) {
            frame.spend(1);
            out.append(number.number());
            return;
        }
        if (value instanceof Callable) throw new EvaluationException("this is no text: call it, with parentheses");
        frame.spendOn(value);
        write(Display.str(value));
    }

    void all(List<Statement> body) {
        for (var statement : body) statement.render(this);
    }

    /** Statements in a block of their own. */
    void within(Variables inner, List<Statement> body) {
        var outside = frame.variables();
        frame.enter(inner);
        all(body);
        frame.enter(outside);
    }

    /** The statements of a template, in a block: what fails in them is told with their place. */
    void all(Template of, List<Statement> body, Variables variables) {
        deeper(of, () -> within(variables, body));
    }

    /** Work that belongs to a template and may come back to itself. */
    void deeper(Template of, Runnable work) {
        if (++depth > MAX_DEPTH)
            throw new EvaluationException(
                    "more than " + MAX_DEPTH + " macros, loops or templates within each other: does one call itself?");
        var before = template;
        template = of;
        try {
            work.run();
        } catch (EvaluationException failed) {
            throw of.failed(failed, frame.offset());
        }
        template = before;
        depth--;
    }

    /** What the work writes, as a text instead. */
    Value captured(Runnable work) {
        var before = out;
        out = new StringBuilder();
        work.run();
        var text = out.toString();
        out = before;
        return Value.of(text);
    }
}
