package org.opsbro.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixSocketTransportTest {
    private static Transport.Exchange parse(String answer) throws IOException {
        return UnixSocketTransport.parse(answer.getBytes(StandardCharsets.UTF_8));
    }

    private static String body(Transport.Exchange exchange) {
        return new String(exchange.body(), StandardCharsets.UTF_8);
    }

    @Test
    void an_answer_has_a_status_and_a_body() throws IOException {
        var exchange = parse("HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\n√");

        assertThat(exchange.status()).isEqualTo(404);
        assertThat(body(exchange)).isEqualTo("√");
    }

    @Test
    void chunks_are_joined() throws IOException {
        assertThat(
                        body(
                                parse(
                                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;x=y\r\nabcd\r\n2\r\n\r\n\r\n0\r\n\r\n")))
                .isEqualTo("abcd\r\n");
    }

    @Test
    void random_bytes_are_refused_and_never_more() {
        var random = new SplittableRandom(42);
        for (var round = 0; round < 20_000; round++) {
            var bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            var text = "HTTP/1.1 200 \r\ntransfer-encoding: chunked\r\n\r\n"
                    + new String(bytes, StandardCharsets.ISO_8859_1);
            var cut = text.substring(0, random.nextInt(text.length() + 1)).getBytes(StandardCharsets.ISO_8859_1);
            try {
                UnixSocketTransport.parse(cut);
            } catch (IOException expected) {
                assertThat(expected).hasMessageStartingWith("the answer ");
            }
        }
    }

    @Test
    void a_server_that_never_answers_is_given_up_in_time(@TempDir Path folder) throws IOException {
        var socket = folder.resolve("s");
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));

            assertThatThrownBy(
                            () -> new UnixSocketTransport(socket).call("GET", "/", new byte[0], Duration.ofMillis(50)))
                    .hasMessage("no answer in time");
        }
    }
}
