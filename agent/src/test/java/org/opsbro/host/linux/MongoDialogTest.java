package org.opsbro.host.linux;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opsbro.host.Network.DocumentCall;
import org.opsbro.host.Network.Documents;
import org.opsbro.model.Value;

/** Beside mongo-java-server, which speaks the protocol and knows no users, and beside a small server of this test that knows one. */
class MongoDialogTest {
    private static final Value.Fields STATUS =
            Value.object().with("serverStatus", 1).end();
    private static final Value.Fields GOOD =
            Value.object().with("version", "7.0.0").with("ok", 1).end();

    private final List<Value.Fields> heard = new CopyOnWriteArrayList<>();

    private static Documents ask(int port, String user, String password, Value.Fields... commands) {
        return new LinuxHost()
                .network()
                .documents(new DocumentCall(
                        "localhost", port, "admin", user, password, List.of(commands), Duration.ofSeconds(10)));
    }

    @Test
    void another_server_of_the_protocol_answers_each_command() {
        var server = new MongoServer(new MemoryBackend());
        try {
            var port = server.bind().getPort();

            var said =
                    ask(port, "", "", STATUS, Value.object().with("no such", 1).end());

            assertThat(said).isInstanceOf(Documents.Received.class);
            var answers = ((Documents.Received) said).answers();
            assertThat(answers).hasSize(2);
            assertThat(Documents.isGood(answers.getFirst())).isTrue();
            assertThat(answers.getFirst().get("version")).isEqualTo(Value.of("5.0.0"));
            assertThat(answers.getFirst().get("connections"))
                    .isEqualTo(Value.object().with("current", 1).end());
            assertThat(Documents.isGood(answers.getLast())).isFalse();
            assertThat(answers.getLast().get("code")).isEqualTo(Value.of(59));
        } finally {
            server.shutdownNow();
        }
    }

    @Test
    void who_knows_the_password_is_let_in_and_the_password_is_never_sent() throws Exception {
        try (var server = new OneUser("opsbro", "pen=cil,ü", "pen=cil,ü")) {
            var said = ask(server.port(), "opsbro", "pen=cil,ü", STATUS);

            assertThat(said).isEqualTo(new Documents.Received(List.of(GOOD)));
            assertThat(heard).hasSize(4).noneMatch(each -> each.toString().contains("pen"));
            assertThat(heard.getLast().get("$db")).isEqualTo(Value.of("admin"));
        }
    }

    @Test
    void who_does_not_know_it_is_refused() throws Exception {
        try (var server = new OneUser("opsbro", "pencil", "pencil")) {
            assertThat(ask(server.port(), "opsbro", "crayon", STATUS))
                    .isEqualTo(new Documents.Refused("Authentication failed."));
            assertThat(ask(server.port(), "", "", STATUS))
                    .isEqualTo(new Documents.Received(List.of(failed(13, "requires authentication"))));
        }
    }

    @Test
    void a_server_that_only_pretends_to_know_the_user_is_told_nothing_more() throws Exception {
        try (var server = new OneUser("opsbro", "pencil", "another")) {
            assertThat(ask(server.port(), "opsbro", "pencil", STATUS))
                    .isEqualTo(new Documents.NoAnswer("the server cannot prove that it knows the user"));
            assertThat(heard).hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            485454502f312e3120343030204261642052657175657374,    it does not answer as MongoDB
            ffffff7f0000000001000000dd070000,                    at most 4194304 are taken
            100000000000000001000000dd070000,                    the answer has 0 bytes
            000000800000000001000000dd070000,                    at most 4194304 are taken
            1a0000000000000002000000dd0700000000000000050000000, it does not answer as MongoDB
            1a0000000000000001000000dd070000020000000005000000,  the connection ended
            1a0000000000000001000000dd07000002000000000500000000,of a kind that was not asked for
            1a0000000000000001000000dd07000000000000000900000000,BSON
            00,                                                  the connection ended
            """)
    void what_is_no_answer_is_told(String bytes, String reason) throws Exception {
        var even = bytes.substring(0, bytes.length() / 2 * 2);
        try (var server = new ServerSocket(0, 5, InetAddress.getByName("localhost"))) {
            Thread.ofVirtual().start(() -> {
                try (var socket = server.accept()) {
                    message(new DataInputStream(socket.getInputStream()));
                    socket.getOutputStream().write(HexFormat.of().parseHex(even));
                } catch (IOException closed) {
                    return; // the test is over
                }
            });

            assertThat(ask(server.getLocalPort(), "", "", STATUS))
                    .isInstanceOfSatisfying(
                            Documents.NoAnswer.class,
                            none -> assertThat(none.reason()).contains(reason));
        }
    }

    @Test
    void a_server_that_says_nothing_is_not_waited_for() throws Exception {
        try (var server = new ServerSocket(0, 5, InetAddress.getByName("localhost"))) {
            var call = new DocumentCall(
                    "localhost", server.getLocalPort(), "admin", "", "", List.of(STATUS), Duration.ofMillis(200));

            assertThat(new LinuxHost().network().documents(call))
                    .isEqualTo(new Documents.NoAnswer("it does not answer within 200 ms"));
            assertThat(call.toString()).isEqualTo("MONGODB @localhost:" + server.getLocalPort() + "/admin");
        }
    }

    private static Value.Fields message(DataInputStream from) throws IOException {
        var header = ByteBuffer.wrap(from.readNBytes(16)).order(ByteOrder.LITTLE_ENDIAN);
        if (header.remaining() < 16) throw new IOException("the other end has gone");
        from.readNBytes(5);
        return Bson.read(from.readNBytes(header.getInt(0) - 21));
    }

    private static Value.Fields failed(int code, String why) {
        return Value.object()
                .with("ok", 0)
                .with("errmsg", why)
                .with("code", code)
                .end();
    }

    /** The server's side of OP_MSG and SCRAM-SHA-256, written from RFC 5802 for this test alone. */
    private final class OneUser implements AutoCloseable {
        private static final String SALT = "W22ZaJ0SNY7soEsUEjb6gQ==";
        private final ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("localhost"));
        private final String user;
        private final byte[] salted;
        private final byte[] shown;

        /** @param pretended the password by which it proves itself */
        OneUser(String user, String password, String pretended) throws Exception {
            this.user = user;
            this.salted = salted(password);
            this.shown = salted(pretended);
            Thread.ofVirtual().start(this::serve);
        }

        private static byte[] salted(String password) throws Exception {
            var spec =
                    new PBEKeySpec(password.toCharArray(), Base64.getDecoder().decode(SALT), 4096, 256);
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        }

        int port() {
            return server.getLocalPort();
        }

        private void serve() {
            try {
                while (!server.isClosed()) {
                    var socket = server.accept();
                    Thread.ofVirtual().start(() -> serve(socket));
                }
            } catch (IOException closed) {
                return; // the test is over
            }
        }

        private void serve(Socket socket) {
            try (socket) {
                var from = new DataInputStream(socket.getInputStream());
                var dialog = new ArrayList<String>();
                for (var asked = 1; ; asked++) {
                    var answer = answer(message(from), dialog);
                    var bytes = ByteBuffer.allocate(21 + answer.length).order(ByteOrder.LITTLE_ENDIAN);
                    bytes.putInt(bytes.capacity()).putInt(99).putInt(asked).putInt(2013);
                    socket.getOutputStream()
                            .write(bytes.putInt(0).put((byte) 0).put(answer).array());
                }
            } catch (IOException gone) {
                return; // it has asked what it wanted
            } catch (GeneralSecurityException broken) {
                throw new AssertionError(broken);
            }
        }

        /** @param dialog what was said of the login until now; its last word is "in" */
        private byte[] answer(Value.Fields asked, List<String> dialog) throws IOException, GeneralSecurityException {
            heard.add(asked);
            if (asked.has("saslStart")) {
                var first = asked.get("payload").display().substring(3);
                dialog.add(first);
                dialog.add("r=" + first.replaceFirst(".*,r=", "") + "srv,s=" + SALT + ",i=4096");
                return first.startsWith("n=" + user + ",")
                        ? sasl(dialog.getLast(), false)
                        : Bson.write(failed(18, "?"));
            }
            if (asked.has("saslContinue") && dialog.size() == 2) {
                var last = asked.get("payload").display();
                var withoutProof = last.substring(0, last.indexOf(",p="));
                var all = dialog.getFirst() + "," + dialog.getLast() + "," + withoutProof;
                var key = mac(salted, "Client Key");
                var signature = mac(MessageDigest.getInstance("SHA-256").digest(key), all);
                for (var i = 0; i < key.length; i++) key[i] ^= signature[i];
                if (!last.equals(withoutProof + ",p=" + Base64.getEncoder().encodeToString(key)))
                    return Bson.write(failed(18, "Authentication failed."));
                dialog.add("in");
                return sasl("v=" + Base64.getEncoder().encodeToString(mac(mac(shown, "Server Key"), all)), false);
            }
            if (asked.has("saslContinue")) return sasl("", true);
            return Bson.write(dialog.contains("in") ? GOOD : failed(13, "requires authentication"));
        }

        private static byte[] sasl(String payload, boolean done) {
            return Bson.write(
                    Value.object()
                            .with("conversationId", 1)
                            .with("done", done)
                            .with("ok", 1)
                            .end(),
                    payload.getBytes(StandardCharsets.UTF_8));
        }

        private static byte[] mac(byte[] key, String text) throws GeneralSecurityException {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
