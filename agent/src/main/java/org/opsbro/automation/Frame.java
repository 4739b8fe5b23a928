package org.opsbro.automation;

import java.time.Duration;
import java.util.Locale;
import org.opsbro.host.Commands.Output;
import org.opsbro.model.ByteReader;
import org.opsbro.model.ByteWriter;
import org.opsbro.model.Malformed;

/**
 * What the two ends of an order say to one another. The one who orders sends a {@link Signed} first, then {@link Beat}s, and a {@link Cancel} to end it;
 * the other answers {@link Refused}, or {@link Started}, then any number of {@link Printed} and {@link Beat}, and {@link Ended} last.
 */
public sealed interface Frame {
    /** The longest piece of an output, in bytes. */
    int MOST_PIECE_BYTES = 64 * 1024;

    /** How often each end says that it is still there. */
    Duration BETWEEN_BEATS = Duration.ofMillis(2500);

    /** The {@link Order}, as its bytes were signed. */
    record Signed(byte[] order, byte[] signature) implements Frame {}

    record Cancel() implements Frame {}

    /** Still here. */
    record Beat() implements Frame {}

    /** Nothing was run. */
    record Refused(String reason) implements Frame {}

    record Started() implements Frame {}

    record Printed(Output output, byte[] piece) implements Frame {}

    /**
     * It is over.
     *
     * @param code the exit code, or the number of the signal; 0 where there is none
     * @param cut whether it printed more than was wanted
     * @param reason why it could not be started, or why it was killed where nobody cancelled it; else empty
     */
    record Ended(Manner manner, int code, Duration took, boolean cut, String reason) implements Frame {}

    /** How a command ended. */
    enum Manner {
        EXITED(1),
        SIGNALLED(2),
        TIMED_OUT(3),
        CANCELLED(4),
        NOT_STARTED(5);

        private final int number;

        Manner(int number) {
            this.number = number;
        }

        private static Manner numbered(int number) {
            for (var manner : values()) if (manner.number == number) return manner;
            throw new Malformed("the manner is number " + number + ", want 1 to " + values().length);
        }

        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private static int type(Frame frame) {
        return switch (frame) {
            case Signed signed -> 1;
            case Cancel cancel -> 2;
            case Beat beat -> 3;
            case Refused refused -> 16;
            case Started started -> 17;
            case Printed printed -> 18;
            case Ended ended -> 19;
        };
    }

    default byte[] bytes() {
        var to = new ByteWriter().octet(type(this));
        switch (this) {
            case Signed signed -> to.block(signed.order()).block(signed.signature());
            case Refused refused -> to.text(refused.reason());
            case Printed printed -> to.flag(printed.output() == Output.ERRORS).raw(printed.piece());
            case Ended ended ->
                to.octet(ended.manner().number)
                        .number(ended.code())
                        .number(ended.took().toMillis())
                        .flag(ended.cut())
                        .text(ended.reason());
            case Cancel cancel -> {}
            case Beat beat -> {}
            case Started started -> {}
        }
        return to.bytes();
    }

    /** @throws Malformed with the reason */
    static Frame read(byte[] bytes) {
        var from = new ByteReader(bytes);
        var type = from.octet("the type");
        var frame = switch (type) {
            case 1 -> new Signed(from.block("the order", Order.MOST_BYTES), from.block("the signature", 128));
            case 2 -> new Cancel();
            case 3 -> new Beat();
            case 16 -> new Refused(from.text("the reason", 16 * 1024));
            case 17 -> new Started();
            case 18 ->
                new Printed(
                        from.flag("the output") ? Output.ERRORS : Output.STANDARD,
                        from.rest("the piece", MOST_PIECE_BYTES));
            case 19 ->
                new Ended(
                        Manner.numbered(from.octet("the manner")),
                        from.number("the code"),
                        took(from.longNumber("the time")),
                        from.flag("the cut"),
                        from.text("the reason", 16 * 1024));
            default -> throw new Malformed("there is no frame of type " + type);
        };
        from.end();
        return frame;
    }

    private static Duration took(long millis) {
        if (millis < 0) throw new Malformed("it took " + millis + " ms, want 0 or more");
        return Duration.ofMillis(millis);
    }
}
