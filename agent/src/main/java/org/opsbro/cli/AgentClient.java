package org.opsbro.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/** Calls the agent's API over its socket, and tells in words what went wrong. */
public final class AgentClient {
    private final Transport transport;
    private final Path socket;
    private final Duration timeout;

    AgentClient(Transport transport, Path socket, Duration timeout) {
        this.transport = transport;
        this.socket = socket;
        this.timeout = timeout;
    }

    /** {@code target("/collectors", name)}: a path with parts that may hold any letter. */
    public static String target(String path, String... parts) {
        var target = new StringBuilder(path);
        for (var part : parts) target.append('/').append(encoded(part));
        return target.toString();
    }

    /** As it may stand in a path or a query. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** @throws CommandFailed NOT_FOUND with the agent's reason, UNREACHABLE, or FAILED */
    public Answer get(String target) {
        return call("GET", target, "");
    }

    /** As {@link #get}, but absent where the agent knows no such thing. */
    public Optional<Answer> find(String target) {
        var exchange = exchange("GET", target, "");
        return exchange.status() == 404 ? Optional.empty() : Optional.of(read("GET", target, exchange));
    }

    public Answer put(String target, String body) {
        return call("PUT", target, body);
    }

    /** A body that may be no text. */
    public Answer put(String target, byte[] body) {
        return read("PUT", target, exchange("PUT", target, body));
    }

    /** As {@link #put}; where somebody else was first (409), the answer has an {@code error}. */
    public Answer contend(String target, byte[] body) {
        var exchange = exchange("PUT", target, body);
        return exchange.status() == 409 ? answer("PUT", target, body(exchange)) : read("PUT", target, exchange);
    }

    public Answer post(String target, String body) {
        return call("POST", target, body);
    }

    public Answer delete(String target) {
        return call("DELETE", target, "");
    }

    /** A body that is no JSON, as it is. */
    public String text(String target) {
        return new String(bytes(target), StandardCharsets.UTF_8);
    }

    /** A body that may be no text, as it is. */
    public byte[] bytes(String target) {
        return bytes(target, "", ignored -> {});
    }

    /**
     * A body that may be no text, as it is.
     *
     * @param header what it says is told; empty without it
     */
    public byte[] bytes(String target, String header, Consumer<String> says) {
        var exchange = exchange("GET", target, "");
        if (exchange.status() / 100 != 2) throw refused("GET", target, exchange);
        says.accept(exchange.header(header));
        return exchange.body();
    }

    /** {@code initializing}, {@code ok} or {@code stopped}; absent where no agent answers. */
    public Optional<String> state() {
        try {
            var exchange = transport.call("GET", "/agent/state", new byte[0], timeout);
            return Optional.of(Json.read(body(exchange)).display());
        } catch (IOException | Json.NotJson ignored) {
            return Optional.empty(); // the answer to the question
        }
    }

    /** Whether somebody takes calls at the socket, well or not. */
    public boolean isThere() {
        try {
            transport.call("GET", "/agent/state", new byte[0], timeout);
            return true;
        } catch (ConnectException nobody) {
            return false;
        } catch (IOException broken) {
            return true;
        }
    }

    private Answer call(String method, String target, String body) {
        return read(method, target, exchange(method, target, body));
    }

    private Transport.Exchange exchange(String method, String target, String body) {
        return exchange(method, target, body.getBytes(StandardCharsets.UTF_8));
    }

    private Transport.Exchange exchange(String method, String target, byte[] body) {
        try {
            return transport.call(method, target, body, timeout);
        } catch (IOException unreachable) {
            throw new CommandFailed(
                    ExitCode.UNREACHABLE,
                    "no agent answers at " + socket + " (" + reason(unreachable)
                            + "); start one: opsbro agent start --daemon");
        }
    }

    private static Answer read(String method, String target, Transport.Exchange exchange) {
        if (exchange.status() / 100 != 2) throw refused(method, target, exchange);
        return answer(method, target, body(exchange));
    }

    private static Answer answer(String method, String target, String body) {
        if (body.isEmpty()) return new Answer(Value.NONE);
        try {
            return new Answer(Json.read(body));
        } catch (Json.NotJson broken) {
            throw new CommandFailed(
                    ExitCode.FAILED, method + " " + target + " did not answer JSON: " + broken.getMessage());
        }
    }

    private static CommandFailed refused(String method, String target, Transport.Exchange exchange) {
        var code = exchange.status() == 404 ? ExitCode.NOT_FOUND : ExitCode.FAILED;
        return new CommandFailed(
                code,
                errorIn(body(exchange))
                        .orElse("the agent answered " + exchange.status() + " to " + method + " " + target));
    }

    private static Optional<String> errorIn(String body) {
        try {
            return new Answer(Json.read(body)).find("error");
        } catch (Json.NotJson ignored) {
            return Optional.empty(); // the caller has words of its own
        }
    }

    private static String body(Transport.Exchange exchange) {
        return new String(exchange.body(), StandardCharsets.UTF_8);
    }

    private static String reason(IOException unreachable) {
        var message = unreachable.getMessage();
        return message == null ? unreachable.getClass().getSimpleName() : message;
    }
}
