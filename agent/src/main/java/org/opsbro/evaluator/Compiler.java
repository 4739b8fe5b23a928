package org.opsbro.evaluator;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.opsbro.evaluator.Expression.Dependency;
import org.opsbro.evaluator.Function.Purity;
import org.opsbro.model.Nearest;
import org.opsbro.model.Value;

/** Tree to steps: functions are found, arguments put in order, constants worked out beforehand, dependencies gathered. */
class Compiler {
    private static final int MAX_DEPTH = 200;

    private final String text;
    private final Map<String, Function> functions;
    private final Set<Dependency> dependencies = new LinkedHashSet<>();
    private int depth;

    Compiler(String text, Map<String, Function> functions) {
        this.text = text;
        this.functions = functions;
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
        var function = functions.get(call.name());
        if (function == null)
            throw new BadExpression(
                    "there is no function " + call.name() + Nearest.hint(call.name(), functions.keySet()),
                    text,
                    call.at().start());
        if (function.purity() != Purity.PURE)
            dependencies.add(new Dependency(Dependency.FUNCTION, List.of(function.name())));
        var ordered = new CallArguments(text, function).inOrder(call);
        List<Step> steps = new ArrayList<>(ordered.size());
        for (var i = 0; i < ordered.size(); i++)
            steps.add(step(ordered.get(i), function.arguments().get(i).type() != Function.Type.BAG));
        var step = new CallStep(function, steps, call.at());
        return function.purity() == Purity.PURE ? folded(step, call) : step;
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
            case Expr.Call call -> isPure(call.name()) && call.parts().stream().allMatch(this::isConstant);
            default -> part.parts().stream().allMatch(this::isConstant);
        };
    }

    private boolean isPure(String name) {
        var function = functions.get(name);
        return function != null && function.purity() == Purity.PURE;
    }
}
