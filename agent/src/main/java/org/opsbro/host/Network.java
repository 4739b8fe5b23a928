package org.opsbro.host;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Names, addresses and short dialogs with other machines and local sockets. */
public interface Network {
    /** The short host name. */
    String hostName();

    /** The whole name, with its domain where it has one. */
    String fullName();

    /** Addresses of this machine's interfaces that are up, without loopback, by interface name. */
    Map<String, List<String>> addresses();

    /** The first address of a name; empty if it does not resolve in time. */
    Optional<String> addressOf(String name);

    /** The name of an address; empty without one. */
    Optional<String> nameOf(String address);

    /** Whether a TCP connection opens within the time. */
    boolean connects(String host, int port, Duration timeout);

    /** A URL such as {@code http://unix:/run/podman.sock:/info} asks over a Unix socket. */
    Answer http(HttpCall call);

    /** Connects to a Unix socket (by path) or a TCP port ({@code host:port}), sends, reads to the end, at most maxBytes. */
    Answer talk(String where, String text, Duration timeout, int maxBytes);

    /** As {@link #talk}, of bytes: the body has one letter for each byte, ISO 8859-1. */
    default Answer exchange(String where, byte[] said, Duration timeout, int maxBytes) {
        return new Answer.NoAnswer("this machine has no sockets");
    }

    /** @param headers sent as they are */
    record HttpCall(
            String method, String url, Map<String, String> headers, String body, Duration timeout, int maxBytes) {
        public static HttpCall get(String url) {
            return new HttpCall("GET", url, Map.of(), "", Duration.ofSeconds(5), 4 * 1024 * 1024);
        }
    }

    /** The certificates that a server shows when a TLS dialog begins, whether anybody should trust them or not. */
    default Shown certificates(String host, int port, Duration timeout) {
        return new Shown.NoAnswer("this machine has no TLS");
    }

    sealed interface Shown {
        /** @param encoded in DER, the server's own first */
        record Chain(List<byte[]> encoded) implements Shown {
            public Chain {
                encoded = List.copyOf(encoded);
            }
        }

        record NoAnswer(String reason) implements Shown {}
    }

    sealed interface Answer {
        /** @param code of HTTP, 0 for other dialogs */
        record Received(int code, String body) implements Answer {}

        record NoAnswer(String reason) implements Answer {}
    }
}
