package org.opsbro.host.linux;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.opsbro.host.Hands.Fetching;
import org.opsbro.host.HostException;
import org.opsbro.host.Sum;

/**
 * Brings files from web servers: whose certificate is not good is refused, as is a way from https to http, and a file that is larger, later or other than
 * wanted. What a server gave that had another sum is known by its ETag, so that it is not fetched again and again.
 */
final class Downloads {
    private static final int MOST_HOPS = 5;
    private static final int MOST_REFUSED = 100;
    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final int TEMPORARY_REDIRECT = 307;
    private static final int PERMANENT_REDIRECT = 308;
    private static final int PIECE = 64 * 1024;

    private final Optional<SSLSocketFactory> tls;

    /** ETags by address and sums. */
    private final Map<String, String> refused = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> oldest) {
            return size() > MOST_REFUSED;
        }
    });

    Downloads() {
        this.tls = Optional.empty();
    }

    /** With other authorities than those that Java trusts. */
    Downloads(SSLSocketFactory tls) {
        this.tls = Optional.of(tls);
    }

    /** @throws HostException if it is not what is wanted, whatever was written of it by then */
    void into(OutputStream file, Fetching fetching) throws IOException {
        var end = System.nanoTime() + fetching.limit().toNanos();
        var address = address(fetching);
        for (var hop = 0; hop <= MOST_HOPS; hop++) {
            var connection = open(address, fetching, end);
            try {
                var next = answered(connection, address, fetching, file, end);
                if (next.isEmpty()) return;
                address = next.get();
            } finally {
                connection.disconnect();
            }
        }
        throw failure(fetching, "it leads on more than " + MOST_HOPS + " times");
    }

    private static URI address(Fetching fetching) {
        try {
            return URI.create(fetching.url());
        } catch (IllegalArgumentException wrong) {
            throw failure(fetching, "this is no address");
        }
    }

    private HttpURLConnection open(URI address, Fetching fetching, long end) throws IOException {
        if (!(address.toURL().openConnection() instanceof HttpURLConnection connection))
            throw failure(fetching, "there is no HTTP at " + address);
        if (connection instanceof HttpsURLConnection secure) tls.ifPresent(secure::setSSLSocketFactory);
        var silence = Math.toIntExact(Math.max(1, Math.min(SILENCE.toMillis(), (end - System.nanoTime()) / 1_000_000)));
        connection.setConnectTimeout(silence);
        connection.setReadTimeout(silence);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestProperty("User-Agent", "opsbro");
        connection.setRequestProperty("Accept", "*/*");
        connection.setRequestProperty("Accept-Encoding", "identity");
        Optional.ofNullable(refused.get(known(fetching)))
                .ifPresent(etag -> connection.setRequestProperty("If-None-Match", etag));
        return connection;
    }

    private static String known(Fetching fetching) {
        return fetching.url() + " " + fetching.sums();
    }

    /** @return where it leads on; empty once the file is whole */
    private Optional<URI> answered(
            HttpURLConnection connection, URI address, Fetching fetching, OutputStream file, long end)
            throws IOException {
        var code = connection.getResponseCode();
        return switch (code) {
            case HttpURLConnection.HTTP_OK -> {
                take(connection, fetching, file, end);
                yield Optional.empty();
            }
            case HttpURLConnection.HTTP_MOVED_PERM,
                    HttpURLConnection.HTTP_MOVED_TEMP,
                    HttpURLConnection.HTTP_SEE_OTHER,
                    TEMPORARY_REDIRECT,
                    PERMANENT_REDIRECT -> Optional.of(next(connection, address, fetching));
            case HttpURLConnection.HTTP_NOT_MODIFIED ->
                throw failure(
                        fetching, "the server still has what had another sum than wanted, so it was not fetched again");
            default -> throw failure(fetching, "the server answers " + code);
        };
    }

    private static URI next(HttpURLConnection connection, URI address, Fetching fetching) {
        var location =
                Optional.ofNullable(connection.getHeaderField("Location")).orElse("");
        try {
            var next = address.resolve(location);
            var down = "https".equals(address.getScheme()) && "http".equals(next.getScheme());
            if (down) throw failure(fetching, "it leads from https to http, to " + next);
            var usual = "http".equals(next.getScheme()) || "https".equals(next.getScheme());
            if (location.isEmpty() || !usual || next.getHost() == null || next.getUserInfo() != null)
                throw failure(fetching, "it leads to \"" + location + "\"");
            return next;
        } catch (IllegalArgumentException wrong) {
            throw failure(fetching, "it leads to \"" + location + "\"");
        }
    }

    private void take(HttpURLConnection connection, Fetching fetching, OutputStream file, long end) throws IOException {
        var announced = connection.getContentLengthLong();
        if (announced > fetching.mostBytes()) throw tooLarge(fetching);
        var sums = new EnumMap<Sum, MessageDigest>(Sum.class);
        fetching.sums().keySet().forEach(sum -> sums.put(sum, sum.begin()));
        long size;
        try (var from = connection.getInputStream()) {
            size = copied(from, file, sums, fetching, end);
        }
        if (announced >= 0 && size != announced)
            throw failure(fetching, "it ended after " + size + " of " + announced + " bytes");
        compare(connection, fetching, sums);
    }

    private static long copied(
            InputStream from, OutputStream file, Map<Sum, MessageDigest> sums, Fetching fetching, long end)
            throws IOException {
        var piece = new byte[PIECE];
        var size = 0L;
        for (var count = from.read(piece); count >= 0; count = from.read(piece)) {
            size += count;
            if (size > fetching.mostBytes()) throw tooLarge(fetching);
            if (System.nanoTime() > end) throw failure(fetching, "it did not end in " + fetching.limit());
            for (var sum : sums.values()) sum.update(piece, 0, count);
            file.write(piece, 0, count);
        }
        return size;
    }

    private void compare(HttpURLConnection connection, Fetching fetching, Map<Sum, MessageDigest> sums) {
        for (var sum : sums.entrySet()) {
            var found = Sum.end(sum.getValue());
            var wanted = fetching.sums().get(sum.getKey());
            if (found.equals(wanted)) continue;
            Optional.ofNullable(connection.getHeaderField("ETag"))
                    .ifPresent(etag -> refused.put(known(fetching), etag));
            throw failure(
                    fetching, "what the server gives has the " + sum.getKey() + " sum " + found + ", want " + wanted);
        }
    }

    private static HostException tooLarge(Fetching fetching) {
        return failure(fetching, "it has more than " + fetching.mostBytes() + " bytes");
    }

    private static HostException failure(Fetching fetching, String why) {
        return new HostException("cannot fetch " + fetching.url() + ": " + why);
    }
}
