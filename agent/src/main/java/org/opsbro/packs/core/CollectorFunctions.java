package org.opsbro.packs.core;

import static org.opsbro.evaluator.Function.Purity.WORLD;
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
import org.opsbro.model.CollectorReport;
import org.opsbro.model.CollectorReport.State;
import org.opsbro.model.Value;

/** How the last runs of collectors ended: their facts stay readable after a failure, and a check must not take old ones for new. */
@AutoService(FunctionLibrary.class)
public final class CollectorFunctions implements FunctionLibrary {
    private static final String GROUP = "collectors";
    private static final Argument NAME = Argument.of("collector", TEXT);

    @Override
    public List<Function> functions() {
        return List.of(
                impure(
                        WORLD,
                        GROUP,
                        "collector_state",
                        "How the last run of a collector ended: OK, ERROR, MISSING-CONFIGURATION, NOT-ELIGIBLE; PENDING before it.",
                        "collector_state('no-such-collector') → 'PENDING'",
                        (a, scope) -> Value.of(report(a, scope).state().word()),
                        NAME),
                impure(
                        WORLD,
                        GROUP,
                        "collector_log",
                        "Why the last run of a collector was not OK; an empty text when it was.",
                        "collector_log('no-such-collector') → ''",
                        (a, scope) -> Value.of(report(a, scope).reason()),
                        NAME),
                impure(
                        WORLD,
                        GROUP,
                        "fresh",
                        "The facts of a collector whose last run was OK; of any other it is an error that says why.",
                        "fresh('memory')['phys_used'] < 95",
                        (a, scope) -> fresh(report(a, scope)),
                        NAME));
    }

    private static CollectorReport report(List<Value> arguments, Scope scope) {
        var name = Arguments.text(arguments, 0);
        var known = scope.world().collectors().get(name);
        return known != null ? known : CollectorReport.pending(name, "");
    }

    private static Value fresh(CollectorReport report) {
        if (report.state() == State.OK) return report.facts();
        throw new EvaluationException("the collector " + report.name() + " is "
                + report.state().word() + (report.reason().isEmpty() ? "" : ": " + report.reason()));
    }
}
