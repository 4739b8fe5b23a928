package org.opsbro.evaluator;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.opsbro.host.Host;
import org.opsbro.model.Value;
import org.opsbro.model.World;

/**
 * What an object of a pack may refer to: {@code collector. parameters. variables. node. kv.}. A variable is evaluated when it is first asked for, once. For
 * one evaluation of the object, and one thread.
 */
public class PackScope implements Scope {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final World world;
    private final Host host;
    private final RandomGenerator random;
    private final Value.Fields parameters;
    private final Map<String, Expression> expressions;
    private final Duration patience;
    private final Map<String, Value> variables = new HashMap<>();
    private final Map<Call, Value> calls = new HashMap<>();
    private final Deque<String> underWay = new ArrayDeque<>();

    /** Without variables; functions that reach outside may take ten seconds together. */
    public PackScope(World world, Host host, RandomGenerator random, Value.Fields parameters) {
        this(world, host, random, parameters, Map.of(), PATIENCE);
    }

    /**
     * The scope.
     *
     * @param variables by name
     * @param patience how long functions that reach outside may take, together
     */
    public PackScope(
            World world,
            Host host,
            RandomGenerator random,
            Value.Fields parameters,
            Map<String, Expression> variables,
            Duration patience) {
        this.world = world;
        this.host = host;
        this.random = random;
        this.parameters = parameters;
        this.expressions = variables;
        this.patience = patience;
    }

    @Override
    public Value.Fields root(String name) {
        return switch (name) {
            case "collector" -> world.facts();
            case "parameters" -> parameters;
            case "variables" -> new Variables();
            case "node" -> world.node().toValue();
            case "kv" -> world.kv();
            default -> Value.Fields.EMPTY;
        };
    }

    @Override
    public World world() {
        return world;
    }

    @Override
    public Host host() {
        return host;
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public Duration patience() {
        return patience;
    }

    @Override
    public Value once(Call call, Supplier<Value> work) {
        var known = calls.get(call);
        if (known != null) return known;
        var value = work.get();
        calls.put(call, value);
        return value;
    }

    private Value variable(String name) {
        var known = variables.get(name);
        if (known != null) return known;
        var expression = expressions.get(name);
        if (expression == null) return Value.UNDEFINED;
        if (underWay.contains(name))
            throw new EvaluationException("the variables " + String.join(", ", underWay) + " need one another");
        underWay.push(name);
        try {
            var value = expression.evaluate(this);
            variables.put(name, value);
            return value;
        } catch (EvaluationException failed) {
            throw new EvaluationException("variable " + name + ": " + failed.getMessage());
        } finally {
            underWay.pop();
        }
    }

    private final class Variables implements Value.Fields {
        @Override
        public Value get(String key) {
            return variable(key);
        }

        @Override
        public List<String> keys() {
            return expressions.keySet().stream().sorted().toList();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Value.Fields fields && Value.Fields.same(this, fields);
        }

        @Override
        public int hashCode() {
            return Value.Fields.hash(this);
        }
    }
}
