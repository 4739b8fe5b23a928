package org.opsbro.detection;

import java.util.random.RandomGenerator;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Scope;
import org.opsbro.host.Host;
import org.opsbro.model.Value;
import org.opsbro.model.World;
import org.opsbro.pack.Parameters;

/** What a declared collector may refer to: the {@code parameters.} of its pack, and nothing that changes by itself. */
record ParameterScope(Parameters parameters, Host host) implements Scope {
    @Override
    public Value.Fields root(String name) {
        return name.equals("parameters") ? parameters.values() : Value.Fields.EMPTY;
    }

    @Override
    public World world() {
        throw new EvaluationException("a declared collector cannot ask about the cluster");
    }

    @Override
    public RandomGenerator random() {
        throw new EvaluationException("a declared collector cannot throw dice");
    }
}
