package org.opsbro.automation;

import java.time.Duration;
import java.time.Instant;
import org.opsbro.model.ByteReader;
import org.opsbro.model.ByteWriter;
import org.opsbro.model.GroupName;
import org.opsbro.model.Malformed;
import org.opsbro.model.NodeId;

/**
 * An {@link Errand} for one node, to be done once and soon. Its {@link #bytes} are what the authority signs: each order has exactly one form, which
 * begins with words that nothing else signed by an authority begins with.
 *
 * @param run the id of the run it belongs to
 * @param zone the zone of the node
 * @param authority the zone whose key signs: the same, or one above
 * @param nonce by which it is known again: 32 hexadecimal digits
 * @param notAfter whole milliseconds; it was made {@link #LIFE} before
 */
public record Order(
        String run,
        NodeId target,
        String zone,
        String authority,
        Errand errand,
        Requester requester,
        String nonce,
        Instant notAfter) {
    /** How long an order is good; the clocks of two nodes may differ as much. */
    public static final Duration LIFE = Duration.ofSeconds(60);

    /** The longest order, in bytes. */
    public static final int MOST_BYTES = 64 * 1024;

    private static final byte[] HEAD = "opsbro exec order 1\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_TEXT_BYTES = 256;

    /**
     * Who gave it.
     *
     * @param node where it was signed
     * @param user as the command line says; whoever holds the key may say anything
     */
    public record Requester(NodeId node, String name, String user) {
        public Requester {
            check("the name of the node", name);
            check("the user", user);
        }

        private static void check(String what, String text) {
            if (text.length() > LONGEST_NAME || text.chars().anyMatch(letter -> letter < ' ' || letter == 127))
                throw new IllegalArgumentException(
                        what + " is longer than " + LONGEST_NAME + " letters, or has control characters in it");
        }
    }

    public Order {
        if (!run.matches("[0-9a-f]{1,64}")) throw new IllegalArgumentException("the id of a run is hexadecimal");
        if (!nonce.matches("[0-9a-f]{32}")) throw new IllegalArgumentException("a nonce is 32 hexadecimal digits");
        if (!GroupName.isOne(zone) || !GroupName.isOne(authority))
            throw new IllegalArgumentException(
                    "the name of a zone has letters, digits and _ - . : only, at most " + GroupName.MAX_LENGTH);
    }

    /** When it was made, by the clock of the node that signed it. */
    public Instant made() {
        return notAfter.minus(LIFE);
    }

    public byte[] bytes() {
        return new ByteWriter()
                .raw(HEAD)
                .text(run)
                .text(target.uuid())
                .text(zone)
                .text(authority)
                .text(errand.group())
                .texts(errand.words())
                .flag(errand.shell())
                .number(errand.timeout().toMillis())
                .number(errand.mostBytes())
                .text(requester.node().uuid())
                .text(requester.name())
                .text(requester.user())
                .text(nonce)
                .number(notAfter.toEpochMilli())
                .bytes();
    }

    /** @throws Malformed with the reason */
    public static Order read(byte[] bytes) {
        if (bytes.length > MOST_BYTES)
            throw new Malformed("the order has " + bytes.length + " bytes, want at most " + MOST_BYTES);
        var reader = new ByteReader(bytes);
        for (var expected : HEAD)
            if (reader.octet("the head") != expected) throw new Malformed("this is no order of exec, version 1");
        try {
            var order = order(reader);
            reader.end();
            return order;
        } catch (IllegalArgumentException refused) {
            throw new Malformed(String.valueOf(refused.getMessage()));
        }
    }

    private static Order order(ByteReader from) {
        var run = from.text("the run", LONGEST_TEXT_BYTES);
        var target = new NodeId(from.text("the target", LONGEST_TEXT_BYTES));
        var zone = from.text("the zone", LONGEST_TEXT_BYTES);
        var authority = from.text("the authority", LONGEST_TEXT_BYTES);
        var errand = new Errand(
                from.text("the group expression", Errand.LONGEST_GROUP),
                from.texts("the command", Errand.MOST_WORDS, Errand.MOST_COMMAND_BYTES),
                from.flag("the shell"),
                Duration.ofMillis(from.longNumber("the time limit")),
                from.number("the limit of the output"));
        var requester = new Requester(
                new NodeId(from.text("the requester", LONGEST_TEXT_BYTES)),
                from.text("the requester", LONGEST_TEXT_BYTES),
                from.text("the user", LONGEST_TEXT_BYTES));
        var nonce = from.text("the nonce", LONGEST_TEXT_BYTES);
        var notAfter = Instant.ofEpochMilli(from.longNumber("the time"));
        return new Order(run, target, zone, authority, errand, requester, nonce, notAfter);
    }
}
