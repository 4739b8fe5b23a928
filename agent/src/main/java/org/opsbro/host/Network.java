package org.opsbro.host;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opsbro.model.Value;

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

    /** Asks a database one question over a connection of its own. */
    default Rows sql(SqlCall call) {
        return new Rows.NoAnswer("this machine speaks to no database");
    }

    /** The databases that {@link #sql} speaks to; MySQL's protocol is MariaDB's too. */
    enum Database {
        MYSQL,
        POSTGRESQL
    }

    /**
     * A question to a database.
     *
     * @param database its name on the server; may be empty for MySQL
     * @param timeout for connecting, and for each read
     * @param maxRows more are an error
     */
    record SqlCall(
            Database kind,
            String host,
            int port,
            String database,
            String user,
            String password,
            String query,
            Duration timeout,
            int maxRows) {
        /** Without the password. */
        @Override
        public String toString() {
            return kind + " " + user + "@" + host + ":" + port + "/" + database + ": " + query;
        }
    }

    sealed interface Rows {
        /**
         * What it answered.
         *
         * @param columns their names
         * @param rows a text for each column; what is NULL is empty
         */
        record Received(List<String> columns, List<List<String>> rows) implements Rows {
            public Received {
                columns = List.copyOf(columns);
                rows = List.copyOf(rows);
            }
        }

        /** The server runs, but this user may not log in, or may not ask this. */
        record Refused(String reason) implements Rows {}

        record NoAnswer(String reason) implements Rows {}
    }

    /** Asks a MongoDB server some commands over a connection of its own. */
    default Documents documents(DocumentCall call) {
        return new Documents.NoAnswer("this machine speaks to no MongoDB");
    }

    /**
     * Commands to a MongoDB server, of numbers, texts, truths and documents of them; the first key of each is its name.
     *
     * @param database that is asked, and that knows the user
     * @param user empty for nobody
     * @param timeout for all together
     */
    record DocumentCall(
            String host,
            int port,
            String database,
            String user,
            String password,
            List<Value.Fields> commands,
            Duration timeout) {
        public DocumentCall {
            commands = List.copyOf(commands);
        }

        /** Without the password. */
        @Override
        public String toString() {
            return "MONGODB " + user + "@" + host + ":" + port + "/" + database;
        }
    }

    sealed interface Documents {
        /** @param answers one for each command, good or not */
        record Received(List<Value.Fields> answers) implements Documents {
            public Received {
                answers = List.copyOf(answers);
            }
        }

        /** The server runs, but this user may not log in. */
        record Refused(String reason) implements Documents {}

        record NoAnswer(String reason) implements Documents {}

        /** Whether the answer to a command is one, and no reason why there is none: {@code ok} is 1. */
        static boolean isGood(Value.Fields answer) {
            return answer.get("ok").equals(Value.of(1)) || answer.get("ok").equals(Value.of(1.0));
        }
    }

    sealed interface Answer {
        /** @param code of HTTP, 0 for other dialogs */
        record Received(int code, String body) implements Answer {}

        record NoAnswer(String reason) implements Answer {}
    }
}
