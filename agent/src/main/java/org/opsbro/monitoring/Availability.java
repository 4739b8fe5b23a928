package org.opsbro.monitoring;

import java.util.ArrayList;
import java.util.List;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Expression;
import org.opsbro.evaluator.Scope;
import org.opsbro.model.CheckState;
import org.opsbro.model.Nearest;
import org.opsbro.model.Value;
import org.opsbro.model.World;

/**
 * Whether a service is there.
 *
 * @param state of its checks as they are confirmed: the worst of them, or with {@code available_if} OK, WARNING while it is available although some
 *     check is not OK, and CRITICAL; UNKNOWN where that cannot be told
 * @param port where it listens, 0 without one
 * @param why in words, where it is not OK
 */
public record Availability(CheckState state, int port, String why) {
    /** From best to worst. */
    private static final List<CheckState> ORDER =
            List.of(CheckState.OK, CheckState.WARNING, CheckState.PENDING, CheckState.UNKNOWN, CheckState.CRITICAL);

    /** A check of a service with its confirmed state. */
    private record Standing(String check, CheckState state) {}

    public static Availability of(Service service, Scope scope) {
        var standings = standings(service, scope.world());
        try {
            var port = service.port().map(each -> port(each, scope)).orElse(0);
            return service.availableIf()
                    .map(expression -> asked(expression, standings, scope, port))
                    .orElseGet(() -> allOf(standings, scope.world(), port));
        } catch (EvaluationException failed) {
            return new Availability(CheckState.UNKNOWN, 0, failed.reason());
        }
    }

    private static List<Standing> standings(Service service, World world) {
        List<Standing> standings = new ArrayList<>();
        for (var check : service.checks()) {
            var status = world.checks().get(check);
            standings.add(new Standing(check, status == null ? CheckState.PENDING : status.hardState()));
        }
        return standings;
    }

    private static Availability allOf(List<Standing> standings, World world, int port) {
        var worst = CheckState.OK;
        for (var each : standings) if (worse(each.state(), worst)) worst = each.state();
        return new Availability(worst, port, why(standings, world));
    }

    private static Availability asked(Expression availableIf, List<Standing> standings, Scope scope, int port) {
        var available = availableIf.test(scope);
        var why = why(standings, scope.world());
        if (available) return new Availability(why.isEmpty() ? CheckState.OK : CheckState.WARNING, port, why);
        var pending = standings.stream().anyMatch(each -> each.state() == CheckState.PENDING);
        var not = "this does not hold: " + availableIf.text() + (why.isEmpty() ? "" : "; " + why);
        return new Availability(pending ? CheckState.PENDING : CheckState.CRITICAL, port, not);
    }

    private static String why(List<Standing> standings, World world) {
        List<String> words = new ArrayList<>();
        for (var each : standings) {
            if (each.state() == CheckState.OK) continue;
            words.add(
                    world.checks().containsKey(each.check())
                            ? each.check() + " is " + each.state().word()
                            : "no check " + each.check() + " has run on this node"
                                    + Nearest.hint(each.check(), world.checks().keySet()));
        }
        return String.join(", ", words);
    }

    private static boolean worse(CheckState one, CheckState other) {
        return ORDER.indexOf(one) > ORDER.indexOf(other);
    }

    private static int port(Expression expression, Scope scope) {
        var value = expression.evaluate(scope);
        if (value instanceof Value.Int number && number.number() >= 0 && number.number() <= 65_535)
            return (int) number.number();
        throw new EvaluationException("want a port from 0 to 65535, found " + value.display());
    }

    /** What is told where nothing can be asked. */
    public static Availability unknown(String why) {
        return new Availability(CheckState.UNKNOWN, 0, why);
    }
}
