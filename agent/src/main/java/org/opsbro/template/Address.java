package org.opsbro.template;

import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.opsbro.evaluator.EvaluationException;
import org.opsbro.evaluator.Ranges;
import org.opsbro.model.Value;

/**
 * An IP address with its network: {@code 10.1.2.3/24}; one without is a network of itself alone.
 *
 * @param bytes 4 or 16
 * @param prefix how many bits the network has
 */
record Address(String text, byte[] bytes, int prefix) {
    /** The answer to a question of the filter ipaddr, or false if this is no address. */
    static Value asked(String text, String query) {
        Address address;
        try {
            address = parse(text);
        } catch (EvaluationException noAddress) {
            return Value.FALSE;
        }
        return switch (query) {
            case "" -> Value.of(text);
            case "address" -> Value.of(address.text());
            case "prefix" -> Value.of(address.prefix());
            case "network" -> Value.of(Ranges.written(address.masked(false)));
            case "broadcast" -> Value.of(Ranges.written(address.masked(true)));
            case "netmask" -> Value.of(Ranges.written(address.mask()));
            case "size" -> size(address);
            case "version" -> Value.of(address.bytes().length == 4 ? 4 : 6);
            default -> inNetwork(text, query, address);
        };
    }

    private static Value inNetwork(String text, String query, Address address) {
        if (query.indexOf('/') < 0)
            throw new EvaluationException(
                    "want address, prefix, network, netmask, broadcast, size, version or a network"
                            + " such as 10.0.0.0/8, found " + query);
        return Ranges.holds(query, address.text()) ? Value.of(text) : Value.FALSE;
    }

    private static Address parse(String text) {
        var slash = text.indexOf('/');
        var alone = slash < 0 ? text : text.substring(0, slash);
        var bytes = Ranges.bytes(alone);
        return new Address(
                alone,
                bytes,
                slash < 0 ? bytes.length * 8 : Ranges.prefix(text.substring(slash + 1), bytes.length * 8, text));
    }

    private static Value size(Address address) {
        var bits = address.bytes().length * 8 - address.prefix();
        if (bits > 62) throw new EvaluationException("this network has 2**" + bits + " addresses");
        return Value.of(BigInteger.TWO.pow(bits).longValueExact());
    }

    private byte[] mask() {
        var mask = new byte[bytes.length];
        for (var bit = 0; bit < prefix; bit++) mask[bit >> 3] |= (byte) (0x80 >> (bit & 7));
        return mask;
    }

    /** The address with the bits of the host all zero, or all one. */
    private byte[] masked(boolean ones) {
        var mask = mask();
        var masked = new byte[bytes.length];
        for (var i = 0; i < masked.length; i++) masked[i] = (byte) (ones ? bytes[i] | ~mask[i] : bytes[i] & mask[i]);
        return masked;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Address address && Arrays.equals(bytes, address.bytes) && prefix == address.prefix;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes) + prefix;
    }
}
