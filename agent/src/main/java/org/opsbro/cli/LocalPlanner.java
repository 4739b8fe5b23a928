package org.opsbro.cli;

import java.util.List;
import java.util.Optional;
import org.opsbro.model.Problem;
import org.opsbro.model.Value;

/** Plans what enforcing compliance would change in this process, without an agent and without writing anything. */
@FunctionalInterface
public interface LocalPlanner {
    /**
     * The plan of one compliance, or of all.
     *
     * @throws CommandFailed NOT_FOUND if none has that name
     */
    Plan plan(Optional<String> name);

    /**
     * What it found.
     *
     * @param plans as the agent's call /compliance/plan answers
     * @param problems what is wrong in the packs
     */
    record Plan(Value plans, List<Problem> problems) {
        public Plan {
            problems = List.copyOf(problems);
        }
    }
}
