package org.opsbro.monitoring;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opsbro.evaluator.Display;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Expression;
import org.opsbro.evaluator.Scope;
import org.opsbro.host.Commands.Command;
import org.opsbro.model.CheckState;
import org.opsbro.monitoring.Check.Way;

/** Runs a check once. Whatever goes wrong is an UNKNOWN with its reason, never a CRITICAL. */
public final class Judgement {
    private static final int MOST_OUTPUT = 64 * 1024;

    private Judgement() {}

    /** @param complete false if a value it needs was not there, so that it says nothing of the machine */
    public record Result(Verdict verdict, boolean complete) {}

    public static Result of(Check check, Scope scope) {
        try {
            return new Result(verdict(check, scope), true);
        } catch (EvaluationException failed) {
            return new Result(unknown(failed), false);
        }
    }

    private static Verdict verdict(Check check, Scope scope) {
        return switch (check.way()) {
            case Way.Judged judged -> judged(judged, scope);
            case Way.Told told -> told.now().get();
            case Way.Plugin plugin -> NagiosPlugin.read(scope.host().commands().run(command(check, plugin, scope)));
        };
    }

    private static Verdict judged(Way.Judged way, Scope scope) {
        if (way.criticalIf().isPresent() && way.criticalIf().get().test(scope))
            return Verdict.of(CheckState.CRITICAL, output(way.criticalOutput(), way.criticalIf(), scope));
        if (way.warningIf().isPresent() && way.warningIf().get().test(scope))
            return Verdict.of(CheckState.WARNING, output(way.warningOutput(), way.warningIf(), scope));
        return Verdict.of(CheckState.OK, output(way.okOutput(), Optional.empty(), scope));
    }

    /** Without an output of its own, a problem shows the condition that held. */
    private static String output(Optional<Expression> output, Optional<Expression> condition, Scope scope) {
        return output.map(expression -> Display.str(expression.evaluate(scope)))
                .or(() -> condition.map(expression -> "this holds: " + expression.text()))
                .orElse("OK");
    }

    private static Command command(Check check, Way.Plugin plugin, Scope scope) {
        var words = plugin.words().stream()
                .map(word -> Display.str(word.evaluate(scope)))
                .toList();
        return plugin.shellLine().isEmpty()
                ? new Command(words, Map.of(), "", check.timeout(), MOST_OUTPUT)
                : Command.shell(plugin.shellLine()).within(check.timeout()).keeping(MOST_OUTPUT);
    }

    private static Verdict unknown(EvaluationException failed) {
        var lines = String.valueOf(failed.getMessage()).split("\n", 2);
        return new Verdict(
                CheckState.UNKNOWN, "cannot be evaluated: " + lines[0], lines.length > 1 ? lines[1] : "", List.of());
    }
}
