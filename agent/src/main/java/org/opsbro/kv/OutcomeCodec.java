package org.opsbro.kv;

import org.opsbro.kv.Outcome.Done;
import org.opsbro.kv.Outcome.Refused;
import org.opsbro.model.ByteReader;
import org.opsbro.model.ByteWriter;
import org.opsbro.model.Malformed;

/** Outcomes as bytes, to be kept with the request they answer. */
public final class OutcomeCodec {
    private static final int DONE = 1;
    private static final int REFUSED = 2;
    private static final int LONGEST_MESSAGE = 8 * 1024;

    private OutcomeCodec() {}

    public static byte[] write(Outcome outcome) {
        var out = new ByteWriter();
        switch (outcome) {
            case Done done ->
                out.octet(DONE)
                        .number(done.revision())
                        .number(done.token())
                        .number(done.count())
                        .flag(done.held());
            case Refused refused ->
                out.octet(REFUSED)
                        .text(refused.reason().name())
                        .text(refused.message())
                        .number(refused.number());
        }
        return out.bytes();
    }

    /** @throws Malformed if it is none */
    public static Outcome read(byte[] bytes) {
        var in = new ByteReader(bytes);
        var kind = in.octet("the outcome");
        var outcome = switch (kind) {
            case DONE ->
                new Done(
                        in.longNumber("the revision"),
                        in.longNumber("the token"),
                        in.longNumber("the count"),
                        in.flag("whether it held"));
            case REFUSED ->
                new Refused(
                        EntryCodec.one("the reason", in, Outcome.Reason.values()),
                        in.text("the message", LONGEST_MESSAGE),
                        in.longNumber("the number"));
            default -> throw new Malformed("there is no outcome number " + kind);
        };
        in.end();
        return outcome;
    }
}
