package org.opsbro.kv.raft.live;

import com.alipay.sofa.jraft.rpc.RaftRpcFactory;
import com.alipay.sofa.jraft.rpc.RpcClient;
import com.alipay.sofa.jraft.rpc.RpcServer;
import com.alipay.sofa.jraft.util.Endpoint;
import com.alipay.sofa.jraft.util.SPI;
import com.google.auto.service.AutoService;
import org.jspecify.annotations.Nullable;

/** How the engine finds its network. There is one in a process; what belongs to one server comes with its {@link EngineOptions}. */
@AutoService(RaftRpcFactory.class)
@SPI(priority = 10) // before the engine's own, whose classes are not there
public final class StreamRpcFactory implements RaftRpcFactory {
    /** The messages that travel are listed in {@link Messages}. */
    @Override
    public void registerProtobufSerializer(String className, Object... more) {}

    @Override
    public RpcClient createRpcClient(@Nullable ConfigHelper<RpcClient> helper) {
        return new PeerClient();
    }

    /** Never called: {@link Raft} makes its own. */
    @Override
    public RpcServer createRpcServer(Endpoint endpoint, @Nullable ConfigHelper<RpcServer> helper) {
        throw new UnsupportedOperationException("streams are taken by the agent");
    }
}
