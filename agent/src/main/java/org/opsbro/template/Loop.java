package org.opsbro.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.opsbro.evaluator.Callable;
import org.opsbro.evaluator.Containers;
import org.opsbro.evaluator.Equality;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Frame;
import org.opsbro.evaluator.Variables;
import org.opsbro.model.Value;

/** A loop under way, which is also the value {@code loop} in its body. Lives as long as its rendering. */
final class Loop implements Callable {
    private static final List<String> KEYS = List.of(
            "index",
            "index0",
            "revindex",
            "revindex0",
            "first",
            "last",
            "length",
            "depth",
            "depth0",
            "previtem",
            "nextitem",
            "cycle",
            "changed");

    private final Statement.For statement;
    private final Rendering rendering;
    private final Variables outside;
    private final int depth;
    private List<Value> all = List.of();
    /** Those of all that were looked at and kept. */
    private List<Value> items = List.of();

    private int lookedAt;
    private int at;
    private List<Value> watched = List.of();
    private boolean watching;

    Loop(Statement.For statement, Rendering rendering, Variables outside, int depth) {
        this.statement = statement;
        this.rendering = rendering;
        this.outside = outside;
        this.depth = depth;
    }

    void run(Value over) {
        var frame = rendering.frame();
        frame.standAt(statement.over().offset());
        all = Containers.parts(over);
        var filtered = statement.filter().isPresent();
        items = filtered ? new ArrayList<>() : all;
        lookedAt = filtered ? 0 : all.size();
        for (at = 0; reaches(at); at++) {
            var inner = outside.inner();
            inner.set("loop", this);
            statement.target().set(items.get(at), inner, statement.over().offset(), frame);
            frame.spend(1);
            rendering.within(inner, statement.body());
        }
        if (items.isEmpty()) rendering.within(outside.inner(), statement.otherwise());
    }

    /** Whether there is an item with this number. The filter is asked no sooner than that, as what the body does may change its answer. */
    private boolean reaches(int number) {
        while (items.size() <= number && lookedAt < all.size()) {
            var item = all.get(lookedAt++);
            if (isKept(item)) items.add(item);
        }
        return items.size() > number;
    }

    private boolean isKept(Value item) {
        var frame = rendering.frame();
        var before = frame.variables();
        var inner = outside.inner();
        statement.target().set(item, inner, statement.over().offset(), frame);
        frame.spend(1);
        frame.enter(inner);
        var kept = statement.filter().map(filter -> filter.test(frame)).orElse(true);
        frame.enter(before);
        return kept;
    }

    private int length() {
        reaches(all.size());
        return items.size();
    }

    @Override
    public Value get(String key) {
        return switch (key) {
            case "index" -> Value.of(at + 1);
            case "index0" -> Value.of(at);
            case "revindex" -> Value.of(length() - at);
            case "revindex0" -> Value.of(length() - at - 1);
            case "first" -> Value.of(at == 0);
            case "last" -> Value.of(!reaches(at + 1));
            case "length" -> Value.of(length());
            case "depth" -> Value.of(depth + 1);
            case "depth0" -> Value.of(depth);
            case "previtem" -> at > 0 ? items.get(at - 1) : new Value.Undefined("there is no item before the first");
            case "nextitem" ->
                reaches(at + 1) ? items.get(at + 1) : new Value.Undefined("there is no item behind the last");
            case "cycle" -> (Callable) (arguments, keywords, frame) -> cycled(arguments);
            case "changed" -> (Callable) (arguments, keywords, frame) -> Value.of(changed(arguments));
            default -> Value.UNDEFINED;
        };
    }

    private Value cycled(List<Value> arguments) {
        if (arguments.isEmpty()) throw new EvaluationException("loop.cycle() wants the values to go through");
        return arguments.get(at % arguments.size());
    }

    private boolean changed(List<Value> now) {
        var changed = !watching
                || now.size() != watched.size()
                || !Equality.same(new Value.Tuple(now), new Value.Tuple(watched));
        watching = true;
        watched = now;
        return changed;
    }

    @Override
    public List<String> keys() {
        return KEYS;
    }

    /** The body of the loop for other items: what they write. */
    @Override
    public Value call(List<Value> arguments, Map<String, Value> keywords, Frame frame) {
        if (!statement.recursive())
            throw new EvaluationException("this loop calls itself: it wants \"recursive\" at the end of its \"for\"");
        if (arguments.size() != 1) throw new EvaluationException("loop() wants one list");
        var template = rendering.template();
        var before = frame.variables();
        var text = rendering.captured(() -> rendering.deeper(
                template, () -> new Loop(statement, rendering, outside, depth + 1).run(arguments.getFirst())));
        frame.enter(before);
        return text;
    }
}
