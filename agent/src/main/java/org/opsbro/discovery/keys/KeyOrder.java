package org.opsbro.discovery.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import org.opsbro.discovery.BadMessage;
import org.opsbro.model.GroupName;
import org.opsbro.model.NodeId;

/**
 * One step of a change of keys, for one member, to be done once and soon. Its {@link #text} is what the authority signs: each order has exactly one form,
 * which begins with words that nothing else signed by an authority begins with.
 *
 * @param zone whose key is changed
 * @param authority the zone whose authority signs: the same, or one above
 * @param requester the node that orders
 * @param id of the key
 * @param key the key itself in base64 where it is to be installed, else empty: an order travels on sealed streams only
 * @param created when the key was made, whole milliseconds
 * @param nonce by which the order is known again: 32 hexadecimal digits
 * @param notAfter whole milliseconds; it was made {@link #LIFE} before
 */
public record KeyOrder(
        String zone,
        String authority,
        NodeId target,
        NodeId requester,
        Step step,
        String id,
        String key,
        Instant created,
        String nonce,
        Instant notAfter) {
    /** How long an order is good; the clocks of two nodes may differ as much. */
    public static final Duration LIFE = Duration.ofSeconds(60);

    public static final int SIGNATURE_BYTES = 64;

    private static final String HEAD = "opsbro key order 1";
    private static final int LINES = 11;
    private static final int MOST_BYTES = 1024;

    /** In this order. */
    public enum Step {
        /** Open with it. */
        INSTALL,
        /** Seal with it. */
        USE,
        /** Open with it no longer. */
        REMOVE;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Step named(String word) {
            return Arrays.stream(values())
                    .filter(step -> step.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new BadMessage("want install, use or remove, found " + word));
        }
    }

    public KeyOrder {
        if (!GroupName.isOne(zone) || !GroupName.isOne(authority)) throw new BadMessage("a zone cannot be called so");
        want(id, "[0-9a-f]{8}", "the id of a key");
        want(nonce, "[0-9a-f]{32}", "a nonce of 32 hexadecimal digits");
        want(
                key,
                step == Step.INSTALL ? "[A-Za-z0-9+/]{43}=" : "",
                "a key with an order to install it, and only there");
        want(target.uuid() + requester.uuid(), "[0-9a-zA-Z_.:-]+", "the ids of two nodes");
    }

    private static void want(String found, String pattern, String what) {
        if (!found.matches(pattern)) throw new BadMessage("want " + what); // never told: it may be the key
    }

    /** When it was made, by the clock of the node that signed it. */
    public Instant made() {
        return notAfter.minus(LIFE);
    }

    /** What is signed, and says all. */
    public byte[] text() {
        return String.join(
                        "\n",
                        HEAD,
                        zone,
                        authority,
                        target.uuid(),
                        requester.uuid(),
                        step.word(),
                        id,
                        key,
                        Long.toString(created.toEpochMilli()),
                        nonce,
                        Long.toString(notAfter.toEpochMilli()))
                .getBytes(UTF_8);
    }

    /** As it travels: the signature, then the text. */
    public byte[] signed(byte[] signature) {
        var text = text();
        var all = Arrays.copyOf(signature, SIGNATURE_BYTES + text.length);
        System.arraycopy(text, 0, all, SIGNATURE_BYTES, text.length);
        return all;
    }

    /** The signature of a frame that {@link #read} took. */
    public static byte[] signature(byte[] frame) {
        return Arrays.copyOf(frame, SIGNATURE_BYTES);
    }

    /**
     * Reads what {@link #signed} wrote; whether the signature is good is not asked here.
     *
     * @throws BadMessage with the reason, which holds nothing of the key
     */
    public static KeyOrder read(byte[] frame) {
        if (frame.length <= SIGNATURE_BYTES || frame.length > MOST_BYTES)
            throw new BadMessage("an order about keys has up to " + MOST_BYTES + " bytes, this has " + frame.length);
        var text = Arrays.copyOfRange(frame, SIGNATURE_BYTES, frame.length);
        var lines = new String(text, UTF_8).split("\n", -1);
        if (lines.length != LINES || !lines[0].equals(HEAD))
            throw new BadMessage("this is no order about keys, version 1");
        try {
            var order = of(lines);
            if (Arrays.equals(order.text(), text)) return order;
            throw new BadMessage("the order is not in its only form");
        } catch (IllegalArgumentException | ArithmeticException | java.time.DateTimeException malformed) {
            throw new BadMessage("a number or an id of the order is none");
        }
    }

    private static KeyOrder of(String[] lines) {
        return new KeyOrder(
                lines[1],
                lines[2],
                new NodeId(lines[3]),
                new NodeId(lines[4]),
                Step.named(lines[5]),
                lines[6],
                lines[7],
                Instant.ofEpochMilli(Long.parseLong(lines[8])),
                lines[9],
                Instant.ofEpochMilli(Long.parseLong(lines[10])));
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "order to " + step.word() + " the key " + id + " of the zone " + zone;
    }
}
