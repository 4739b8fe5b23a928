package org.opsbro.metrology.render;

import java.util.List;
import org.opsbro.evaluator.Display;

/** Functions that say how series are drawn and made smaller. */
final class Drawings {
    private Drawings() {}

    /** {@code alpha}, {@code color}, {@code lineWidth}. */
    static Function.Body option(String option, String parameter) {
        return call -> call.each(curve -> curve.drawn(option, call.text(parameter)));
    }

    static Given dashed(Call call) {
        var length = call.text("dashLength");
        return call.each(curve -> curve.tagged("dashed", length)
                .named("dashed(" + curve.name() + ", " + Display.general(call.number("dashLength")) + ")")
                .drawn("dashed", length));
    }

    /** {@code drawAsInfinite} and {@code secondYAxis}. */
    static Given flagged(Call call) {
        return call.each(curve -> curve.tagged(call.function(), "1")
                .named(call.function() + "(" + curve.name() + ")")
                .drawn(call.function(), "true"));
    }

    static Given areaBetween(Call call) {
        return new Given.Curves(between(call.curves(), "areaBetween"));
    }

    static List<Curve> between(List<Curve> curves, String function) {
        if (curves.size() != 2) throw new BadTarget(function + "(): want exactly 2 series, not " + curves.size());
        var lower = curves.getFirst();
        var upper = curves.getLast().tagged(function, "1");
        var name = function + "(" + upper.path() + ")";
        return List.of(
                lower.named(name).tagged(upper.tags()).drawn("stacked", "true").drawn("invisible", "true"),
                upper.named(name).drawn("stacked", "true"));
    }

    static Given consolidateBy(Call call) {
        return consolidated(call, call.text("consolidationFunc"));
    }

    static Given cumulative(Call call) {
        return consolidated(call, "sum");
    }

    private static Given consolidated(Call call, String fold) {
        return call.each(curve -> curve.called("consolidateBy(" + curve.name() + ",\"" + fold + "\")")
                .tagged("consolidateBy", fold)
                .looking(new Curve.Look(
                        fold, curve.look().xFilesFactor(), curve.look().drawing())));
    }

    static Given setXFilesFactor(Call call) {
        var part = call.number("xFilesFactor");
        call.context().xFilesFactor(part);
        return call.each(curve -> curve.tagged("xFilesFactor", call.text("xFilesFactor"))
                .looking(new Curve.Look(
                        curve.look().consolidation(), part, curve.look().drawing())));
    }
}
