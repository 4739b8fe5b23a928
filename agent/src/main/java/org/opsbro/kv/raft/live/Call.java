package org.opsbro.kv.raft.live;

import com.alipay.sofa.jraft.error.InvokeTimeoutException;
import com.alipay.sofa.jraft.error.RemotingException;
import com.alipay.sofa.jraft.rpc.InvokeCallback;
import com.google.protobuf.Message;
import java.io.Serial;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A request that waits for its answer. It gets one, once: the answer, or why there is none. */
final class Call extends CompletableFuture<Message> {
    final long number;
    final Message request;

    Call(long number, Message request, long timeoutMillis) {
        this.number = number;
        this.request = request;
        orTimeout(timeoutMillis, TimeUnit.MILLISECONDS);
    }

    void fail(String why) {
        completeExceptionally(new Failed(why));
    }

    /** Tells it to the engine on the thread that it chose: answers to entries are told one after the other, on which it relies. */
    void tell(InvokeCallback callback) {
        var _ = whenComplete((answer, failure) -> {
            var told = failure == null ? null : remoting(failure);
            try {
                callback.executor().execute(() -> callback.complete(answer, told));
            } catch (RejectedExecutionException closing) {
                callback.complete(null, new Failed("this server is closing"));
            }
        });
    }

    static RemotingException remoting(Throwable failure) {
        return switch (failure) {
            case RemotingException known -> known;
            case TimeoutException late -> new InvokeTimeoutException("no answer in time");
            default -> new Failed(String.valueOf(failure.getMessage()));
        };
    }

    /** There is no answer. Costs no stack: it is nothing unusual. */
    private static final class Failed extends RemotingException {
        @Serial
        private static final long serialVersionUID = 1;

        Failed(String why) {
            super(why);
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }
}
