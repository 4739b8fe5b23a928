package org.opsbro.evaluator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.opsbro.evaluator.Function.Argument;
import org.opsbro.model.Nearest;

/** Puts what was written between the parentheses of a call in the order that its function declares, defaults filled in. */
final class CallArguments {
    private final String text;
    private final Function function;

    CallArguments(String text, Function function) {
        this.text = text;
        this.function = function;
    }

    /** One for each declared argument. */
    List<Expr> inOrder(Expr.Call call) {
        checkNames(call);
        List<Expr> ordered = new ArrayList<>();
        var written = call.arguments();
        var takesAll = false;
        for (var i = 0; i < function.arguments().size(); i++) {
            var argument = function.arguments().get(i);
            if (argument.many()) ordered.add(rest(written, i, call));
            else
                ordered.add(one(
                        argument,
                        i < written.size() && !takesAll ? Optional.of(written.get(i)) : Optional.empty(),
                        call));
            takesAll |= argument.many();
        }
        if (!takesAll && written.size() > function.arguments().size())
            throw wrong(
                    "found " + written.size() + " arguments",
                    written.get(function.arguments().size()).at().start());
        return ordered;
    }

    private static Expr rest(List<Expr> written, int from, Expr.Call call) {
        var rest = from < written.size() ? List.copyOf(written.subList(from, written.size())) : List.<Expr>of();
        return new Expr.Sequence(Expr.Brackets.LIST, rest, call.at());
    }

    private Expr one(Argument argument, Optional<Expr> positional, Expr.Call call) {
        var keyword = call.keywords().stream()
                .filter(each -> each.name().equals(argument.name()))
                .findFirst();
        if (positional.isPresent() && keyword.isPresent())
            throw wrong(argument.name() + " is given twice", keyword.get().at().start());
        return positional
                .or(() -> keyword.map(Expr.Keyword::value))
                .or(() -> argument.fallback().map(value -> new Expr.Constant(value, call.at())))
                .orElseThrow(() -> wrong(
                        "the argument " + argument.name() + " is missing",
                        call.at().start()));
    }

    private void checkNames(Expr.Call call) {
        var known = function.arguments().stream()
                .filter(each -> !each.many())
                .map(Argument::name)
                .toList();
        for (var keyword : call.keywords())
            if (!known.contains(keyword.name()))
                throw wrong(
                        "it has no argument " + keyword.name() + Nearest.hint(keyword.name(), known),
                        keyword.at().start());
    }

    private BadExpression wrong(String reason, int offset) {
        return new BadExpression("want " + function.signature() + ": " + reason, text, offset);
    }
}
