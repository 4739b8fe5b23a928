package org.opsbro.discovery;

import org.opsbro.model.Profile;

/**
 * Where an agent is reached.
 *
 * @param ip an IPv4 or IPv6 address as text, never a name: what others tell us must not make us ask a name server
 * @param port of its gossip, from 1; its streams are one above
 */
public record Address(String ip, int port) {
    /** The longest text of an IPv6 address, with IPv4 digits at its end. */
    public static final int MAX_IP = 45;

    public Address {
        if (!isIp(ip)) throw new IllegalArgumentException("want an IPv4 or IPv6 address, found " + ip);
        if (port < 1 || port > 65_535) throw new IllegalArgumentException("want a port from 1 to 65535, found " + port);
    }

    /** Whether a node says where it is. */
    public static boolean isTold(Profile profile) {
        return isIp(profile.address()) && profile.port() >= 1 && profile.port() <= 65_535;
    }

    /** @throws IllegalArgumentException unless {@link #isTold} */
    public static Address of(Profile profile) {
        return new Address(profile.address(), profile.port());
    }

    /** Whether it can only be a literal address: hexadecimal digits, dots and colons. */
    static boolean isIp(String text) {
        if (text.isEmpty() || text.length() > MAX_IP) return false;
        for (var i = 0; i < text.length(); i++) if (!isOfIp(text.charAt(i))) return false;
        // "cafe" has only hexadecimal digits and is a name
        return text.indexOf(':') >= 0 || Character.isDigit(text.charAt(text.length() - 1));
    }

    private static boolean isOfIp(char letter) {
        return (letter >= '0' && letter <= '9')
                || (letter >= 'a' && letter <= 'f')
                || (letter >= 'A' && letter <= 'F')
                || letter == '.'
                || letter == ':';
    }

    @Override
    public String toString() {
        return (ip.indexOf(':') < 0 ? ip : "[" + ip + "]") + ":" + port;
    }
}
