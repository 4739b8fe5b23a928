package org.opsbro.kv.raft.live;

import com.alipay.sofa.jraft.rpc.RpcRequests.AppendEntriesRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.AppendEntriesResponse;
import com.alipay.sofa.jraft.rpc.RpcRequests.ErrorResponse;
import com.alipay.sofa.jraft.rpc.RpcRequests.GetFileRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.GetFileResponse;
import com.alipay.sofa.jraft.rpc.RpcRequests.InstallSnapshotRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.InstallSnapshotResponse;
import com.alipay.sofa.jraft.rpc.RpcRequests.PingRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.ReadIndexRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.ReadIndexResponse;
import com.alipay.sofa.jraft.rpc.RpcRequests.RequestVoteRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.RequestVoteResponse;
import com.alipay.sofa.jraft.rpc.RpcRequests.TimeoutNowRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.TimeoutNowResponse;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages of the engine as bytes: length of what follows 4, kind 1 (0 a request, 1 its answer, 2 why there is none), number of the request 8, then the
 * type 1 and the message; with kind 2 a text in UTF-8 instead. Those by which the engine can be told from afar what to do are not among them.
 */
final class Messages {
    static final int REQUEST = 0;
    static final int ANSWER = 1;
    static final int REFUSAL = 2;
    static final int MOST_BYTES = 8 * 1024 * 1024;
    private static final int HEAD_BYTES = 13;

    /** The place of a message in this list is its type: only ever add at the end. */
    private static final List<Message> TYPES = List.of(
            PingRequest.getDefaultInstance(),
            ErrorResponse.getDefaultInstance(),
            AppendEntriesRequest.getDefaultInstance(),
            AppendEntriesResponse.getDefaultInstance(),
            RequestVoteRequest.getDefaultInstance(),
            RequestVoteResponse.getDefaultInstance(),
            TimeoutNowRequest.getDefaultInstance(),
            TimeoutNowResponse.getDefaultInstance(),
            InstallSnapshotRequest.getDefaultInstance(),
            InstallSnapshotResponse.getDefaultInstance(),
            GetFileRequest.getDefaultInstance(),
            GetFileResponse.getDefaultInstance(),
            ReadIndexRequest.getDefaultInstance(),
            ReadIndexResponse.getDefaultInstance());

    private Messages() {}

    /** A message that came; without one there is a text, why not. */
    record Read(int kind, long number, @Nullable Message message, String text) {}

    /** @throws IllegalArgumentException for a message that does not travel */
    static byte[] write(int kind, long number, Message message) {
        var type = type(message);
        var size = message.getSerializedSize();
        var bytes = head(kind, number, 1 + size);
        bytes[HEAD_BYTES] = (byte) type;
        try {
            var out = CodedOutputStream.newInstance(bytes, HEAD_BYTES + 1, size);
            message.writeTo(out);
            out.checkNoSpaceLeft();
        } catch (IOException bug) {
            throw new UncheckedIOException(bug);
        }
        return bytes;
    }

    static byte[] refusal(long number, String why) {
        var text = why.getBytes(StandardCharsets.UTF_8);
        var bytes = head(REFUSAL, number, text.length);
        System.arraycopy(text, 0, bytes, HEAD_BYTES, text.length);
        return bytes;
    }

    private static byte[] head(int kind, long number, int rest) {
        var bytes = new byte[HEAD_BYTES + rest];
        ByteBuffer.wrap(bytes)
                .putInt(bytes.length - Integer.BYTES)
                .put((byte) kind)
                .putLong(number);
        return bytes;
    }

    private static int type(Message message) {
        for (var type = 0; type < TYPES.size(); type++)
            if (TYPES.get(type).getClass() == message.getClass()) return type;
        throw new IllegalArgumentException("a " + message.getClass().getName() + " does not travel");
    }

    /**
     * Reads what is behind the length.
     *
     * @throws IOException if it is no message, or of a type that this version does not know; a request of such a type can be read, but has no message
     */
    static Read read(byte[] bytes, int from, int length) throws IOException {
        if (length < HEAD_BYTES - Integer.BYTES) throw new IOException("a message of " + length + " bytes");
        var head = ByteBuffer.wrap(bytes, from, length);
        var kind = head.get();
        var number = head.getLong();
        if (kind == REFUSAL) {
            var text = StandardCharsets.UTF_8.decode(head).toString();
            return new Read(kind, number, null, text);
        }
        if ((kind != REQUEST && kind != ANSWER) || !head.hasRemaining())
            throw new IOException("a message of kind " + kind + " with " + head.remaining() + " bytes");
        var type = head.get();
        if (type < 0 || type >= TYPES.size())
            return new Read(kind, number, null, "messages of type " + type + " are not known here");
        return new Read(
                kind,
                number,
                TYPES.get(type).getParserForType().parseFrom(bytes, head.position(), head.remaining()),
                "");
    }
}
