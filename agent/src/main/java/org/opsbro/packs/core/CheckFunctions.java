package org.opsbro.packs.core;

import static org.opsbro.evaluator.Function.Purity.WORLD;
import static org.opsbro.evaluator.Function.Type.INT;
import static org.opsbro.evaluator.Function.Type.TEXT;
import static org.opsbro.evaluator.Function.impure;

import com.google.auto.service.AutoService;
import java.util.List;
import org.opsbro.evaluator.Arguments;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Function;
import org.opsbro.evaluator.Function.Argument;
import org.opsbro.evaluator.FunctionLibrary;
import org.opsbro.evaluator.Scope;
import org.opsbro.model.CheckState;
import org.opsbro.model.Value;

/** The checks of this node, for the availability of services. */
@AutoService(FunctionLibrary.class)
public final class CheckFunctions implements FunctionLibrary {
    private static final String GROUP = "monitoring";

    @Override
    public List<Function> functions() {
        return List.of(
                impure(
                        WORLD,
                        GROUP,
                        "passes",
                        "Whether a check of this node, pack/check, is confirmed as OK or WARNING. In a service a name alone is one of its own pack.",
                        "passes('no/such-check') → False",
                        (a, scope) -> Value.of(passes(Arguments.text(a, 0), scope)),
                        Argument.of("check", TEXT)),
                impure(
                        WORLD,
                        GROUP,
                        "at_least",
                        "Whether so many of these checks pass; in a service without any: of its own checks.",
                        "at_least(1, 'no/such-check') → False",
                        CheckFunctions::atLeast,
                        Argument.of("count", INT),
                        Argument.many("checks", TEXT)));
    }

    private static Value atLeast(List<Value> arguments, Scope scope) {
        var given = Arguments.parts(arguments, 1);
        var checks =
                given.isEmpty() && scope.root("service").get("checks") instanceof Value.Items own ? own.all() : given;
        if (checks.isEmpty()) throw new EvaluationException("want the checks of which so many must pass");
        var passing =
                checks.stream().filter(check -> passes(check.display(), scope)).count();
        return Value.of(passing >= Arguments.whole(arguments, 0));
    }

    private static boolean passes(String name, Scope scope) {
        var status = scope.world().checks().get(id(name, scope));
        if (status == null) return false;
        return status.hardState() == CheckState.OK || status.hardState() == CheckState.WARNING;
    }

    private static String id(String name, Scope scope) {
        if (name.contains("/")) return name;
        if (scope.root("service").get("pack") instanceof Value.Text pack) return pack.text() + "/" + name;
        throw new EvaluationException("found the check " + name + ", want pack/check");
    }
}
