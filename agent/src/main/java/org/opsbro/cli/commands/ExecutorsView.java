package org.opsbro.cli.commands;

import org.opsbro.cli.Answer;

/** How the answers of many nodes are shown. */
interface ExecutorsView {
    /** An event of a run, as the agent tells it: node, uuid, and output, or err, or a new state. */
    void take(Answer event);

    /** All nodes are over. */
    void end();

    /** Shows nothing. */
    final class Silent implements ExecutorsView {
        @Override
        public void take(Answer event) {}

        @Override
        public void end() {}
    }
}
