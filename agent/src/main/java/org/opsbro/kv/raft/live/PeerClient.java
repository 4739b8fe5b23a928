package org.opsbro.kv.raft.live;

import com.alipay.sofa.jraft.ReplicatorGroup;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.error.RemotingException;
import com.alipay.sofa.jraft.option.RpcOptions;
import com.alipay.sofa.jraft.rpc.InvokeCallback;
import com.alipay.sofa.jraft.rpc.InvokeContext;
import com.alipay.sofa.jraft.rpc.RpcClient;
import com.alipay.sofa.jraft.util.Endpoint;
import com.google.protobuf.Message;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The engine's requests to other servers, over one stream to each. */
final class PeerClient implements RpcClient {
    private final Map<Endpoint, PeerLink> links = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final Overdue overdue = new Overdue();
    private @Nullable EngineOptions options;
    private volatile @Nullable ReplicatorGroup replicators;
    private volatile boolean closed;

    /** The engine gives what it was started with. */
    @Override
    public boolean init(RpcOptions given) {
        options = (EngineOptions) given;
        return true;
    }

    @Override
    public void shutdown() {
        closed = true;
        links.values().forEach(PeerLink::close);
    }

    private PeerLink link(Endpoint endpoint) {
        return links.computeIfAbsent(
                endpoint, absent -> new PeerLink(absent, Objects.requireNonNull(options), () -> connected(absent)));
    }

    /** The engine starts to send to those it could not reach before; it takes locks for that. */
    private void connected(Endpoint endpoint) {
        var group = replicators;
        if (group != null)
            Thread.ofVirtual().name("raft-connected").start(() -> group.checkReplicator(new PeerId(endpoint, 0), true));
    }

    @Override
    public boolean checkConnection(Endpoint endpoint) {
        return link(endpoint).writable();
    }

    @Override
    public boolean checkConnection(Endpoint endpoint, boolean createIfAbsent) {
        var link = link(endpoint);
        if (link.writable()) return true;
        if (createIfAbsent && !closed) link.connect();
        return false;
    }

    @Override
    public void closeConnection(Endpoint endpoint) {
        link(endpoint).interrupt();
    }

    @Override
    public void registerConnectEventListener(ReplicatorGroup group) {
        replicators = group;
    }

    /** Only ever a ping, to find out whether somebody is there, and under a lock of the engine: so whoever did not answer for longer than that is not waited for. */
    @Override
    public Object invokeSync(Endpoint endpoint, Object request, @Nullable InvokeContext context, long timeoutMillis)
            throws InterruptedException, RemotingException {
        var link = link(endpoint);
        if (link.connectingFor(timeoutMillis)) throw new RemotingException(endpoint + " does not answer");
        var call = call(request, timeoutMillis);
        submit(link, call);
        try {
            return call.get(timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw Call.remoting(Objects.requireNonNull(failed.getCause()));
        } catch (TimeoutException late) {
            call.late(); // it is not to be sent later
            throw Call.remoting(late);
        }
    }

    @Override
    public void invokeAsync(
            Endpoint endpoint,
            Object request,
            @Nullable InvokeContext context,
            InvokeCallback callback,
            long timeoutMillis) {
        var call = call(request, timeoutMillis);
        call.tell(callback);
        submit(link(endpoint), call);
    }

    private Call call(Object request, long timeoutMillis) {
        var call = new Call(numbers.incrementAndGet(), (Message) request, timeoutMillis);
        overdue.watch(call);
        return call;
    }

    private void submit(PeerLink link, Call call) {
        if (closed) call.fail("this server is closing");
        else link.submit(call);
    }
}
