package org.opsbro.evaluator;

import java.util.random.RandomGenerator;
import org.opsbro.host.Host;
import org.opsbro.model.Value;
import org.opsbro.model.World;

/** For what needs nothing from outside: constants that are worked out when an expression is compiled. */
enum NoScope implements Scope {
    INSTANCE;

    @Override
    public Value.Fields root(String name) {
        return Value.Fields.EMPTY;
    }

    @Override
    public World world() {
        throw new EvaluationException("there is no world here");
    }

    @Override
    public Host host() {
        throw new EvaluationException("there is no machine here");
    }

    @Override
    public RandomGenerator random() {
        throw new EvaluationException("there is no chance here");
    }
}
