package org.opsbro.evaluator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.opsbro.evaluator.Expression.Dependency;
import org.opsbro.evaluator.Function.Purity;
import org.opsbro.model.Nearest;
import org.opsbro.model.Value;

/** Tree to steps: functions are found, arguments put in order, constants worked out beforehand, dependencies gathered. */
class Compiler {
    private static final int MAX_DEPTH = 200;

    private final String text;
    private final Vocabulary words;
    private final Set<Dependency> dependencies = new LinkedHashSet<>();
    private int depth;

    Compiler(String text, Vocabulary words) {
        this.text = text;
        this.words = words;
    }

    Set<Dependency> dependencies() {
        return Set.copyOf(dependencies);
    }

    final Step step(Expr part) {
        return step(part, true);
    }

    /** @param ordered whether the values of a wildcard must come in the order of their keys */
    Step step(Expr part, boolean ordered) {
        if (++depth > MAX_DEPTH)
            throw new BadExpression(
                    "more than " + MAX_DEPTH + " operators in a row or in each other: use parentheses or variables",
                    text,
                    part.at().start());
        var step = switch (part) {
            case Expr.Constant constant -> new OperatorSteps.Constant(constant.value(), constant.at());
            case Expr.Reference reference -> reference(reference, ordered);
            case Expr.Sequence sequence ->
                folded(new ContainerSteps.Sequence(sequence.kind(), steps(sequence.parts()), sequence.at()), sequence);
            case Expr.Dictionary dictionary ->
                folded(
                        new ContainerSteps.Dictionary(
                                steps(dictionary.keys()), steps(dictionary.values()), dictionary.at()),
                        dictionary);
            case Expr.Unary unary ->
                folded(new OperatorSteps.Unary(unary.operator(), step(unary.operand()), unary.at()), unary);
            case Expr.Binary binary -> folded(binary(binary), binary);
            case Expr.Comparison comparison -> folded(comparison(comparison), comparison);
            case Expr.Logic logic -> new LogicSteps.Logic(logic.all(), steps(logic.parts()), logic.at());
            case Expr.Not not -> new LogicSteps.Not(step(not.operand()), not.at());
            case Expr.Choice choice ->
                new LogicSteps.Choice(step(choice.yes()), step(choice.condition()), step(choice.no()), choice.at());
            case Expr.Subscript subscript ->
                folded(
                        new ContainerSteps.Subscript(step(subscript.target()), step(subscript.index()), subscript.at()),
                        subscript);
            case Expr.Slice slice ->
                folded(
                        new ContainerSteps.Slice(
                                step(slice.target()),
                                step(slice.from()),
                                step(slice.to()),
                                step(slice.step()),
                                slice.at()),
                        slice);
            case Expr.Call call -> call(call);
            case Expr.Method method ->
                folded(
                        new ContainerSteps.Method(
                                step(method.target()), method.name(), steps(method.arguments()), method.at()),
                        method);
            case Expr.Interpolation free -> new ContainerSteps.Interpolation(steps(free.parts()), free.at());
            case Expr.Name name -> name(name);
            case Expr.Entry entry -> entry(entry);
            case Expr.Applied applied -> applied(applied);
            case Expr.Joined joined -> folded(new TemplateSteps.Joined(steps(joined.parts()), joined.at()), joined);
            case Expr.Invocation invocation -> invocation(invocation);
            case Expr.Fallback fallback ->
                new TemplateSteps.Fallback(step(fallback.value()), step(fallback.fallback()), fallback.at());
        };
        depth--;
        return step;
    }

    private List<Step> steps(List<Expr> parts) {
        List<Step> steps = new ArrayList<>(parts.size());
        for (var part : parts) steps.add(step(part));
        return steps;
    }

    private Step reference(Expr.Reference reference, boolean ordered) {
        dependencies.add(reference.path().dependency());
        var step = new ReferenceSteps.Reference(reference.path(), ordered, reference.at());
        if (reference.fallback().isEmpty()) return step;
        return new ReferenceSteps.Defaulted(step, step(reference.fallback().get()), reference.at());
    }

    private Step binary(Expr.Binary binary) {
        if (binary.operator() == BinaryOperator.REMAINDER
                && binary.left() instanceof Expr.Constant(Value.Text(var format), var at)) {
            try {
                return new OperatorSteps.Format(TextFormat.parse(format), step(binary.right()), binary.at());
            } catch (EvaluationException wrong) {
                throw new BadExpression(wrong.reason(), text, at.start());
            }
        }
        return new OperatorSteps.Binary(binary.operator(), step(binary.left()), step(binary.right()), binary.at());
    }

    private Step comparison(Expr.Comparison comparison) {
        var operands = steps(comparison.parts());
        if (operands.size() > 2) return new OperatorSteps.Chain(comparison.operators(), operands, comparison.at());
        return new OperatorSteps.Compare(
                comparison.operators().getFirst(), operands.getFirst(), operands.getLast(), comparison.at());
    }

    private Step call(Expr.Call call) {
        return call(call, known(call, words.functions(), "function"));
    }

    private Function known(Expr.Call call, Map<String, Function> known, String kind) {
        var function = known.get(call.name());
        if (function != null) return function;
        throw new BadExpression(
                "there is no " + kind + " " + call.name() + Nearest.hint(call.name(), known.keySet()),
                text,
                call.at().start());
    }

    private Step call(Expr.Call call, Function function) {
        calls(function);
        var ordered = new CallArguments(text, function).inOrder(call);
        List<Step> steps = new ArrayList<>(ordered.size());
        for (var i = 0; i < ordered.size(); i++)
            steps.add(step(ordered.get(i), function.arguments().get(i).type() != Function.Type.BAG));
        var step = new CallStep(function, steps, call.at());
        return function.purity() == Purity.PURE ? folded(step, call) : step;
    }

    private void calls(Function function) {
        if (function.purity() != Purity.PURE)
            dependencies.add(new Dependency(Dependency.FUNCTION, List.of(function.name())));
    }

    private Step name(Expr.Name name) {
        reads(name);
        if (words.globals().get(name.name()) instanceof FunctionValue(var function)) calls(function);
        return new TemplateSteps.Name(name.name(), words.globals(), name.at());
    }

    private Step entry(Expr.Entry entry) {
        reads(entry);
        return folded(new TemplateSteps.Entry(step(entry.target()), step(entry.key()), entry.at()), entry);
    }

    /** Notes what of the inputs a chain of names reads; its own parts note the beginnings of the same path. */
    private void reads(Expr part) {
        read(part).ifPresent(dependencies::add);
    }

    /** What of the inputs a chain of names reads, up to the first key that is not known. */
    final Optional<Dependency> read(Expr part) {
        var path = new ArrayDeque<String>();
        var here = part;
        while (here instanceof Expr.Entry entry) {
            if (entry.key() instanceof Expr.Constant(Value.Text(var key), var at)) path.addFirst(key);
            else path.clear();
            here = entry.target();
        }
        if (!(here instanceof Expr.Name(var name, var at)) || !words.inputs().contains(name)) return Optional.empty();
        return Optional.of(new Dependency(name.equals("collectors") ? "collector" : name, List.copyOf(path)));
    }

    private Step applied(Expr.Applied applied) {
        var call = applied.call();
        return applied.test()
                ? call(call, known(call, words.tests(), "test"))
                : call(call, known(call, words.filters(), "filter"));
    }

    /** A function that the template does not redefine is called as in any expression; all else is found when it is rendered. */
    private Step invocation(Expr.Invocation invocation) {
        if (invocation.target() instanceof Expr.Name(var name, var at)
                && words.functions().containsKey(name))
            return call(new Expr.Call(name, invocation.arguments(), invocation.keywords(), invocation.at()));
        var names = invocation.keywords().stream().map(Expr.Keyword::name).toList();
        var values =
                steps(invocation.keywords().stream().map(Expr.Keyword::value).toList());
        var arguments = steps(invocation.arguments());
        if (invocation.target()
                instanceof Expr.Entry(var object, Expr.Constant(Value.Text(var method), var key), var at)) {
            return new TemplateSteps.MethodCall(step(object), method, arguments, names, values, invocation.at());
        }
        return new TemplateSteps.Invocation(step(invocation.target()), arguments, names, values, invocation.at());
    }

    /** A constant instead of a step whose parts are all constants; what fails is left to fail when it is evaluated. */
    Step folded(Step step, Expr part) {
        if (!isConstant(part)) return step;
        try {
            return new OperatorSteps.Constant(step.value(new Frame(NoScope.INSTANCE)), part.at());
        } catch (EvaluationException ignored) {
            // it may never be reached: x if defined(x) else 1 / 0
            return step;
        }
    }

    private boolean isConstant(Expr part) {
        return switch (part) {
            case Expr.Constant constant -> true;
            case Expr.Reference reference -> false;
            case Expr.Name name -> false;
            case Expr.Invocation invocation -> false;
            case Expr.Applied(var test, var call, var at) ->
                isPure((test ? words.tests() : words.filters()).get(call.name()))
                        && call.parts().stream().allMatch(this::isConstant);
            case Expr.Call call ->
                isPure(words.functions().get(call.name()))
                        && call.parts().stream().allMatch(this::isConstant);
            default -> part.parts().stream().allMatch(this::isConstant);
        };
    }

    private static boolean isPure(@Nullable Function function) {
        return function != null && function.purity() == Purity.PURE;
    }
}
