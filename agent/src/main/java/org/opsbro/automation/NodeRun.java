package org.opsbro.automation;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalInt;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.Value;

/**
 * How a run does on one node, as the one who ordered it knows: the fold of the {@link Frame}s that the node sent.
 *
 * @param code the exit code; 128 and more for the signal that ended it; absent where there is none
 * @param reason why there is no exit code; else empty
 * @param printedBytes of both outputs, as far as they were wanted
 * @param cut whether it printed more
 */
public record NodeRun(
        NodeId node,
        String name,
        State state,
        OptionalInt code,
        String reason,
        long printedBytes,
        boolean cut,
        Duration took) {
    private static final int SIGNAL_BASE = 128;

    /** Where it stands; all but the first two are the end. */
    public enum State {
        WAITING,
        RUNNING,
        /** It ended by itself or by a signal: there is a code. */
        DONE,
        TIMEOUT,
        CANCELLED,
        NOT_STARTED,
        /** The node does not obey. */
        REFUSED,
        /** The order did not reach it. */
        UNREACHABLE,
        /** It began, and nobody knows how it ended. */
        LOST;

        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public static NodeRun waiting(Node node) {
        return new NodeRun(node.id(), node.name(), State.WAITING, OptionalInt.empty(), "", 0, false, Duration.ZERO);
    }

    public boolean over() {
        return state != State.WAITING && state != State.RUNNING;
    }

    /** Whether the command ended with 0. */
    public boolean succeeded() {
        return state == State.DONE && code.orElse(1) == 0;
    }

    /** After a frame of the node; what it must not say ends it as lost. */
    public NodeRun after(Frame frame, int mostBytes) {
        return switch (frame) {
            case Frame.Beat beat -> this;
            case Frame.Refused refused when state == State.WAITING -> ended(State.REFUSED, refused.reason());
            case Frame.Started started
            when state == State.WAITING ->
                new NodeRun(node, name, State.RUNNING, code, reason, printedBytes, cut, took);
            case Frame.Printed printed when state == State.RUNNING -> printed(printed.piece().length, mostBytes);
            case Frame.Ended ended when state == State.RUNNING -> ended(ended);
            case Frame other ->
                ended(
                        State.LOST,
                        "the node said " + other.getClass().getSimpleName() + " while the run was " + state.word());
        };
    }

    private NodeRun printed(int length, int mostBytes) {
        if (printedBytes + length > mostBytes)
            return ended(State.LOST, "the node sent more output than was wanted, " + mostBytes + " bytes");
        return new NodeRun(node, name, state, code, reason, printedBytes + length, cut, took);
    }

    private NodeRun ended(Frame.Ended end) {
        return switch (end.manner()) {
            case EXITED ->
                new NodeRun(
                        node, name, State.DONE, OptionalInt.of(end.code()), "", printedBytes, end.cut(), end.took());
            case SIGNALLED ->
                new NodeRun(
                        node,
                        name,
                        State.DONE,
                        OptionalInt.of(SIGNAL_BASE + end.code()),
                        "ended by signal " + end.code(),
                        printedBytes,
                        end.cut(),
                        end.took());
            case TIMED_OUT -> ended(State.TIMEOUT, "killed after " + end.took().toMillis() / 1000.0 + " s", end);
            case CANCELLED ->
                ended(
                        State.CANCELLED,
                        "killed because " + (end.reason().isEmpty() ? "the run was cancelled" : end.reason()),
                        end);
            case NOT_STARTED -> ended(State.NOT_STARTED, end.reason(), end);
        };
    }

    /** Ended without a code. */
    public NodeRun ended(State how, String why) {
        return new NodeRun(node, name, how, OptionalInt.empty(), why, printedBytes, cut, took);
    }

    private NodeRun ended(State how, String why, Frame.Ended end) {
        return new NodeRun(node, name, how, OptionalInt.empty(), why, printedBytes, end.cut(), end.took());
    }

    /** Keys node (its name), uuid, state, rc (absent without a code), reason, cut, took (seconds). */
    public Value.Fields toValue() {
        var fields = Value.object().with("node", name).with("uuid", node.uuid()).with("state", state.word());
        code.ifPresent(number -> fields.with("rc", number));
        return fields.with("reason", reason)
                .with("cut", cut)
                .with("took", took.toMillis() / 1000.0)
                .end();
    }
}
