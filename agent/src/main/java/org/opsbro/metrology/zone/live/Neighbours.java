package org.opsbro.metrology.zone.live;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;

/** The other nodes of the zone, to be asked. */
@FunctionalInterface
public interface Neighbours {
    /**
     * What became of a question.
     *
     * @param told whatever was answered in time, errors too
     * @param silent why others did not answer
     */
    record Answers(Map<NodeId, Reply> told, Map<NodeId, String> silent) {}

    /**
     * Asks some at once. Each of them is in the answers.
     *
     * @param patience for all of them together
     * @param room whether there is room for so many bytes more of all answers; for several threads. One that finds none is cut off and told as silent
     */
    Answers ask(List<Node> nodes, Request request, Duration patience, LongPredicate room) throws InterruptedException;

    /** Room for so many bytes. */
    static LongPredicate upTo(long bytes) {
        var left = new AtomicLong(bytes);
        return more -> left.addAndGet(-more) >= 0;
    }
}
