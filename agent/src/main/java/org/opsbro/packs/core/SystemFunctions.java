package org.opsbro.packs.core;

import static org.opsbro.evaluator.Function.Purity.IO;
import static org.opsbro.evaluator.Function.Purity.RANDOM;
import static org.opsbro.evaluator.Function.Purity.TIME;
import static org.opsbro.evaluator.Function.Type.ANY;
import static org.opsbro.evaluator.Function.Type.INT;
import static org.opsbro.evaluator.Function.Type.TEXT;
import static org.opsbro.evaluator.Function.impure;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.opsbro.evaluator.Arguments;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Function;
import org.opsbro.evaluator.Function.Argument;
import org.opsbro.evaluator.FunctionLibrary;
import org.opsbro.evaluator.Scope;
import org.opsbro.host.Accounts;
import org.opsbro.model.Value;

/** Users, packages, time and chance of this machine. */
@AutoService(FunctionLibrary.class)
public final class SystemFunctions implements FunctionLibrary {
    private static final String GROUP = "system";

    @Override
    public List<Function> functions() {
        return List.of(
                impure(
                        IO,
                        GROUP,
                        "system_get_os",
                        "The kind of system: linux.",
                        "system_get_os() → 'linux'",
                        (a, scope) -> Value.of("linux")),
                impure(
                        IO,
                        GROUP,
                        "system_user_exists",
                        "Whether there is a user of this name or id.",
                        "system_user_exists('root') → True",
                        (a, scope) -> Value.of(user(a, scope).isPresent()),
                        Argument.of("user", ANY)),
                impure(
                        IO,
                        GROUP,
                        "system_group_exists",
                        "Whether there is a group of this name or id.",
                        "system_group_exists('root') → True",
                        (a, scope) -> Value.of(group(a, scope).isPresent()),
                        Argument.of("group", ANY)),
                impure(
                        IO,
                        GROUP,
                        "system_userid_from_username",
                        "The id of a user.",
                        "system_userid_from_username('root') → 0",
                        (a, scope) -> Value.of(user(a, scope)
                                .orElseThrow(() -> unknown("user", a))
                                .uid()),
                        Argument.of("name", TEXT)),
                impure(
                        IO,
                        GROUP,
                        "system_username_from_userid",
                        "The name of a user.",
                        "system_username_from_userid(0) → 'root'",
                        (a, scope) -> Value.of(user(a, scope)
                                .orElseThrow(() -> unknown("user", a))
                                .name()),
                        Argument.of("uid", INT)),
                impure(
                        IO,
                        GROUP,
                        "system_groupid_from_groupname",
                        "The id of a group.",
                        "system_groupid_from_groupname('root') → 0",
                        (a, scope) -> Value.of(group(a, scope)
                                .orElseThrow(() -> unknown("group", a))
                                .gid()),
                        Argument.of("name", TEXT)),
                impure(
                        IO,
                        GROUP,
                        "system_groupname_from_groupid",
                        "The name of a group.",
                        "system_groupname_from_groupid(0) → 'root'",
                        (a, scope) -> Value.of(group(a, scope)
                                .orElseThrow(() -> unknown("group", a))
                                .name()),
                        Argument.of("gid", INT)),
                impure(
                        IO,
                        "package",
                        "has_package",
                        "Whether a package is installed.",
                        "has_package('no-such-package') → False",
                        (a, scope) -> Value.of(scope.host().packages().has(Arguments.text(a, 0))),
                        Argument.of("name", TEXT)),
                impure(
                        TIME,
                        "time",
                        "now",
                        "Seconds since 1970, UTC, as of the last event.",
                        "now() > 1000000000 → True",
                        (a, scope) -> Value.of(scope.world().at().getEpochSecond())),
                impure(
                        RANDOM,
                        "random",
                        "random",
                        "A number from 0 to below 1, another each time.",
                        "random() < 1 → True",
                        (a, scope) -> Value.of(scope.random().nextDouble())),
                impure(
                        RANDOM,
                        "random",
                        "randomint_between",
                        "A whole number from the first to the last, both included.",
                        "randomint_between(3, 3) → 3",
                        SystemFunctions::between,
                        Argument.of("first", INT),
                        Argument.of("last", INT)),
                impure(
                        RANDOM,
                        "random",
                        "shuffle",
                        "The values of a list in another order.",
                        "len(shuffle([1, 2])) → 2",
                        SystemFunctions::shuffled,
                        Argument.of("values", ANY)));
    }

    private static Optional<Accounts.User> user(List<Value> arguments, Scope scope) {
        var accounts = scope.host().accounts();
        return switch (arguments.getFirst()) {
            case Value.Int uid -> accounts.user(uid.number());
            case Value.Text name -> accounts.user(name.text());
            default -> throw wrong("user", arguments);
        };
    }

    private static Optional<Accounts.Group> group(List<Value> arguments, Scope scope) {
        var accounts = scope.host().accounts();
        return switch (arguments.getFirst()) {
            case Value.Int gid -> accounts.group(gid.number());
            case Value.Text name -> accounts.group(name.text());
            default -> throw wrong("group", arguments);
        };
    }

    private static EvaluationException wrong(String what, List<Value> arguments) {
        return new EvaluationException("want the name or id of a " + what + ", found "
                + arguments.getFirst().display());
    }

    private static EvaluationException unknown(String what, List<Value> arguments) {
        return new EvaluationException(
                "there is no " + what + " " + arguments.getFirst().display());
    }

    private static Value between(List<Value> arguments, Scope scope) {
        var first = Arguments.whole(arguments, 0);
        var last = Arguments.whole(arguments, 1);
        if (last < first || last == Long.MAX_VALUE)
            throw new EvaluationException(
                    "want a first number that is not above the last, found " + first + " and " + last);
        return Value.of(scope.random().nextLong(first, last + 1));
    }

    private static Value shuffled(List<Value> arguments, Scope scope) {
        List<Value> all = new ArrayList<>(Arguments.parts(arguments, 0));
        RandomGenerator random = scope.random();
        for (var i = all.size() - 1; i > 0; i--) Collections.swap(all, i, random.nextInt(i + 1));
        return new Value.Items(all);
    }
}
