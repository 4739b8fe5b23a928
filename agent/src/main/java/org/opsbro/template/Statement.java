package org.opsbro.template;

import java.util.List;
import java.util.Optional;
import org.opsbro.evaluator.Containers;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Part;
import org.opsbro.evaluator.TemplateReader;
import org.opsbro.model.Value;

/** What a template is made of, in the order in which it is written. */
sealed interface Statement {
    void render(Rendering to);

    /** Text as it is. */
    record Data(String text) implements Statement {
        @Override
        public void render(Rendering to) {
            to.write(text);
        }
    }

    /** <code>{{ expression }}</code>. */
    record Print(Part expression) implements Statement {
        @Override
        public void render(Rendering to) {
            to.write(expression.known(to.frame()));
        }
    }

    /** {@code if elif else}. */
    record If(List<Branch> branches, List<Statement> otherwise) implements Statement {
        record Branch(Part condition, List<Statement> body) {}

        @Override
        public void render(Rendering to) {
            for (var branch : branches) {
                if (!branch.condition().test(to.frame())) continue;
                to.all(branch.body());
                return;
            }
            to.all(otherwise);
        }
    }

    /** {@code for}. */
    record For(
            Target target,
            Part over,
            Optional<Part> filter,
            List<Statement> body,
            List<Statement> otherwise,
            boolean recursive)
            implements Statement {
        @Override
        public void render(Rendering to) {
            var outside = to.frame().variables();
            new Loop(this, to, outside, 0).run(over.known(to.frame()));
        }
    }

    /** {@code set name = expression}. */
    record Set(Target target, Part expression) implements Statement {
        @Override
        public void render(Rendering to) {
            target.set(expression.value(to.frame()), to.frame().variables(), expression.offset(), to.frame());
        }
    }

    /** {@code set name} … {@code endset}. */
    record SetBlock(Target target, Optional<Part> filters, List<Statement> body, int offset) implements Statement {
        @Override
        public void render(Rendering to) {
            var text = captured(body, to);
            var value = filters.isEmpty() ? text : filtered(text, filters.get(), to);
            target.set(value, to.frame().variables(), offset, to.frame());
        }
    }

    /** {@code filters}: the block as the filters change it. */
    record Filter(Part filters, List<Statement> body) implements Statement {
        @Override
        public void render(Rendering to) {
            to.write(filtered(captured(body, to), filters, to));
        }
    }

    /** {@code with}: names that count in this block only. */
    record With(List<Target> targets, List<Part> values, List<Statement> body) implements Statement {
        @Override
        public void render(Rendering to) {
            var inner = to.frame().variables().inner();
            for (var i = 0; i < targets.size(); i++)
                targets.get(i)
                        .set(
                                values.get(i).value(to.frame()),
                                inner,
                                values.get(i).offset(),
                                to.frame());
            to.within(inner, body);
        }
    }

    /** {@code macro}. */
    record Macro(Signature signature, List<Statement> body) implements Statement {
        @Override
        public void render(Rendering to) {
            to.frame().variables().set(signature.name(), new MacroValue(this, to));
        }
    }

    /** {@code call}: a macro that is given this block as its {@code caller}. */
    record Call(Macro caller, Part call) implements Statement {
        @Override
        public void render(Rendering to) {
            to.write(TemplateReader.caller().given(new MacroValue(caller, to), call, to.frame()));
        }
    }

    /** {@code include}. */
    record Include(Part names, boolean ignoreMissing, boolean withContext) implements Statement {
        @Override
        public void render(Rendering to) {
            var found = found(names, ignoreMissing, to);
            if (found.isEmpty()) return;
            var here = to.frame().variables();
            to.all(found.get(), found.get().body(), withContext ? here.inner() : here.separate());
        }
    }

    /** {@code import … as name}, {@code from … import name as alias}: the macros and names of another template. */
    record Import(Part source, boolean withContext, Optional<String> as, List<Imported> names) implements Statement {
        record Imported(String name, String alias) {}

        @Override
        public void render(Rendering to) {
            var here = to.frame().variables();
            var template = found(source, false, to).orElseThrow();
            var inner = withContext ? here.inner() : here.separate();
            to.captured(() -> to.all(template, template.body(), inner));
            as.ifPresent(alias -> here.set(alias, Module.of(inner)));
            for (var each : names) here.set(each.alias(), Module.named(each.name(), inner, template.name()));
        }
    }

    private static Value captured(List<Statement> body, Rendering to) {
        return to.captured(() -> to.within(to.frame().variables().inner(), body));
    }

    private static Value filtered(Value text, Part filters, Rendering to) {
        return TemplateReader.filtered().given(text, filters, to.frame());
    }

    /** The first of the names that is a template; empty if none is and that is allowed. */
    private static Optional<Template> found(Part names, boolean ignoreMissing, Rendering to) {
        var wanted = names.known(to.frame());
        to.frame().standAt(names.offset());
        var all = wanted instanceof Value.Text ? List.of(wanted) : Containers.parts(wanted);
        for (var name : all) {
            if (!(name instanceof Value.Text text)) throw new EvaluationException("want the name of a template");
            var found = to.template().pack().find(text.text());
            if (found.isPresent()) return found;
        }
        if (ignoreMissing) return Optional.empty();
        throw new EvaluationException(
                to.template().pack().missing(all.stream().map(Value::display).toList()));
    }
}
