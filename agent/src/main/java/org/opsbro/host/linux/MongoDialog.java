package org.opsbro.host.linux;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.opsbro.host.Network.DocumentCall;
import org.opsbro.host.Network.Documents;
import org.opsbro.model.Value;

/**
 * Commands to a MongoDB server, over a connection that ends with them: OP_MSG (MongoDB Wire Protocol, 3.6 and later), SCRAM-SHA-256, no TLS. All of it ends within the time of the
 * call.
 */
final class MongoDialog {
    private static final int MOST_BYTES = 4 * 1024 * 1024;
    private static final int HEADER = 16;
    private static final int OP_MSG = 2013;
    private static final int CHECKSUM_PRESENT = 1;
    private static final int MOST_TURNS = 5;
    private static final int NONCE = 24;
    private static final SecureRandom CHANCE = new SecureRandom();

    private final Socket socket;
    private int asked;

    private MongoDialog(Socket socket) {
        this.socket = socket;
    }

    /** The server lets nobody in by this name. */
    private static final class NotLetIn extends Exception {
        private static final long serialVersionUID = 1;

        NotLetIn(String why) {
            super(why, null, false, false);
        }
    }

    static Documents ask(DocumentCall call, String address) {
        try (var socket = new Socket();
                var deadline = new Deadline(call.timeout(), socket)) {
            try {
                socket.connect(new InetSocketAddress(address, call.port()), millis(call.timeout()));
                var dialog = new MongoDialog(socket);
                if (!call.user().isEmpty()) dialog.prove(call);
                List<Value.Fields> answers = new ArrayList<>();
                for (var command : call.commands())
                    answers.add(dialog.answer(Bson.write(with(command, "$db", call.database()))));
                return new Documents.Received(answers);
            } catch (IOException failed) {
                return new Documents.NoAnswer(deadline.hasPassed() ? late(call.timeout()) : told(failed));
            }
        } catch (NotLetIn refused) {
            return new Documents.Refused(String.valueOf(refused.getMessage()));
        } catch (Scram.Dishonest odd) {
            return new Documents.NoAnswer(String.valueOf(odd.getMessage()));
        } catch (IOException closing) {
            return new Documents.NoAnswer(told(closing));
        }
    }

    private static int millis(Duration timeout) {
        return Math.toIntExact(Math.max(1, timeout.toMillis()));
    }

    private static String late(Duration timeout) {
        return "it does not answer within " + timeout.toMillis() + " ms";
    }

    private static String told(IOException failed) {
        var said = failed.getMessage();
        return said == null ? failed.getClass().getSimpleName() : said;
    }

    private static Value.Fields with(Value.Fields command, String key, String text) {
        var all = Value.object();
        command.forEach(all::with);
        return all.with(key, text).end();
    }

    private void prove(DocumentCall call) throws IOException, NotLetIn, Scram.Dishonest {
        var scram = new Scram(call.user(), call.password(), nonce());
        var begin = Value.object()
                .with("saslStart", 1)
                .with("mechanism", "SCRAM-SHA-256")
                .with("$db", call.database())
                .end();
        var said = letIn(answer(Bson.write(begin, bytes(scram.begin()))));
        var next = Value.object()
                .with("saslContinue", 1)
                .with("conversationId", said.get("conversationId"))
                .with("$db", call.database())
                .end();
        said = letIn(answer(Bson.write(next, bytes(scram.prove(text(said, "payload"))))));
        scram.verify(text(said, "payload"));
        for (var turn = 0; !said.get("done").equals(Value.TRUE); turn++) {
            if (turn == MOST_TURNS) throw new IOException("the login does not end");
            said = letIn(answer(Bson.write(next, new byte[0])));
        }
    }

    private static String nonce() {
        var bytes = new byte[NONCE];
        CHANCE.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Value.Fields letIn(Value.Fields answer) throws NotLetIn {
        if (!Documents.isGood(answer)) throw new NotLetIn(text(answer, "errmsg"));
        return answer;
    }

    private static String text(Value.Fields fields, String key) {
        return fields.get(key) instanceof Value.Text(var text) ? text : "";
    }

    /** Says one document and hears one. */
    private Value.Fields answer(byte[] document) throws IOException {
        asked++;
        var size = HEADER + Integer.BYTES + 1 + document.length;
        var message = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        message.putInt(size)
                .putInt(asked)
                .putInt(0)
                .putInt(OP_MSG)
                .putInt(0)
                .put((byte) 0)
                .put(document);
        socket.getOutputStream().write(message.array());
        return heard(socket.getInputStream());
    }

    private Value.Fields heard(InputStream from) throws IOException {
        var header = whole(from, HEADER);
        var size = header.getInt() - HEADER;
        header.getInt();
        var answers = header.getInt();
        var kind = header.getInt();
        if (kind != OP_MSG || answers != asked)
            throw new IOException("it does not answer as MongoDB 3.6 or later does");
        if (size < Integer.BYTES + 1 || size > MOST_BYTES)
            throw new IOException("the answer has " + size + " bytes, at most " + MOST_BYTES + " are taken");
        var message = whole(from, size);
        var flags = message.getInt();
        // what must be understood and is not; more to come is never said to who did not ask for it
        if ((flags & 0xffff & ~CHECKSUM_PRESENT) != 0 || message.get() != 0)
            throw new IOException("the answer is of a kind that was not asked for");
        var document = new byte[Math.max(0, message.remaining() - (flags & CHECKSUM_PRESENT) * Integer.BYTES)];
        message.get(document);
        return Bson.read(document);
    }

    private static ByteBuffer whole(InputStream from, int count) throws IOException {
        var bytes = from.readNBytes(count);
        if (bytes.length < count) throw new EOFException("the connection ended");
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
