package org.opsbro.wire;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Answers HTTP/1.1 on a Unix socket, whose owner may make all calls, and on TCP addresses, where {@link Route.Access} decides. One thread moves the
 * bytes; each call is answered on a virtual thread, at most {@value #CALLS_AT_ONCE} together, the others after them, and {@value #CALLS_WAITING} more may wait for something. A line or the headers above 8 and 16 KiB, a body above
 * 1 MiB, more than {@value #MOST_CONNECTIONS} connections, or 60 silent seconds end a connection.
 */
public final class HttpServer implements AutoCloseable {
    static final int MOST_CONNECTIONS = 2048;
    private static final int CALLS_AT_ONCE = 64;
    private static final int CALLS_WAITING = 1024;
    private static final int MOST_BODY_BYTES = 1024 * 1024;
    private static final int LINE_BYTES = 8 * 1024;
    private static final int HEADER_BYTES = 16 * 1024;
    private static final int CHUNK_BYTES = 8 * 1024;
    private static final int SILENT_SECONDS = 60;

    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("http", true), NioIoHandler.newFactory());
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final Places places;
    private final Router router;
    private final String token;

    /** @param token what callers over TCP show as {@code Authorization: Bearer TOKEN} for calls that are not open */
    public HttpServer(List<Route> routes, String token) {
        this(routes, token, new Places(CALLS_AT_ONCE, CALLS_WAITING));
    }

    HttpServer(List<Route> routes, String token, Places places) {
        this.places = places;
        this.router = new Router(routes);
        this.token = token;
        sleepUntilCalled();
    }

    /** Netty's loop wakes up each second to look whether something was planned, unless something is. */
    @SuppressWarnings("FutureReturnValueIgnored") // it ends with the loop
    private void sleepUntilCalled() {
        loop.scheduleAtFixedRate(() -> {}, 1, 1, TimeUnit.DAYS);
    }

    /**
     * Listens on a Unix socket, readable by its owner only. A file left behind by an agent that was killed is replaced.
     *
     * @throws IOException if the path cannot be used
     */
    public void listen(Path socket) throws IOException {
        Files.deleteIfExists(socket);
        bind(NioServerDomainSocketChannel.class, UnixDomainSocketAddress.of(socket), true);
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
    }

    /**
     * Listens on TCP.
     *
     * @param port 0 takes a free one
     * @return the port
     * @throws IOException if the address or the port cannot be used
     */
    public int listen(String address, int port) throws IOException {
        var bound = bind(NioServerSocketChannel.class, new InetSocketAddress(address, port), false);
        return ((InetSocketAddress) bound.localAddress()).getPort();
    }

    private Channel bind(Class<? extends ServerChannel> type, SocketAddress address, boolean local) throws IOException {
        var binding = new ServerBootstrap()
                .group(loop)
                .channel(type)
                .option(ChannelOption.ALLOCATOR, UnpooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.ALLOCATOR, UnpooledByteBufAllocator.DEFAULT)
                .childHandler(new Pipeline(local))
                .bind(address)
                .awaitUninterruptibly();
        if (binding.isSuccess()) return binding.channel();
        throw new IOException(
                "cannot listen on " + address + ": " + binding.cause().getMessage(), binding.cause());
    }

    /** Lets the calls that are being answered have their answers, a second long, and ends all connections. */
    @Override
    public void close() {
        try {
            if (places.awaitEmpty(1000)) loop.submit(() -> {}).awaitUninterruptibly(1000);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        connections.close().awaitUninterruptibly(1000);
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2000);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // whether a close succeeds changes nothing
    private final class Pipeline extends ChannelInitializer<Channel> {
        private final boolean local;

        Pipeline(boolean local) {
            this.local = local;
        }

        @Override
        protected void initChannel(Channel channel) {
            if (connections.size() >= MOST_CONNECTIONS) {
                channel.close();
                return;
            }
            connections.add(channel);
            channel.pipeline()
                    .addLast(
                            new IdleStateHandler(0, 0, SILENT_SECONDS),
                            new HttpServerCodec(LINE_BYTES, HEADER_BYTES, CHUNK_BYTES),
                            new HttpObjectAggregator(MOST_BODY_BYTES, true),
                            new HttpConnection(router, token, local, places));
        }
    }
}
