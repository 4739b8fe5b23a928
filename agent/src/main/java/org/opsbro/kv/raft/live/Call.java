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
    /** When it is given up, by {@link System#nanoTime}. */
    final long until;

    Call(long number, Message request, long timeoutMillis) {
        this.number = number;
        this.request = request;
        until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    }

    void late() {
        completeExceptionally(new TimeoutException());
    }

    void fail(String why) {
        completeExceptionally(new Failed(why));
    }

    /**
     * Tells it to the engine by the executor that it chose: answers to entries are told one after the other, on which it relies, by the thread that read them. To
     * be called before the call is made; a failure may come from a thread that holds locks of the engine.
     */
    void tell(InvokeCallback callback) {
        var _ = whenComplete((answer, failure) -> {
            var told = failure == null ? null : remoting(failure);
            try {
                if (told == null && callback.executor() instanceof OneByOne answers)
                    answers.now(() -> callback.complete(answer, null));
                else callback.executor().execute(() -> callback.complete(answer, told));
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
