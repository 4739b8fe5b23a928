package org.opsbro.wire;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection: calls are answered one after the other, in the order they came. Its fields belong to the thread of the channel. */
@SuppressWarnings("FutureReturnValueIgnored") // what a channel cannot do it tells exceptionCaught
final class HttpConnection extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);
    private static final int MOST_WAITING = 32;
    private static final Duration PATIENCE_WITH_SLOW = Duration.ofSeconds(30);
    private static final String BEARER = "Bearer ";
    /** Where the clients of Consul put theirs. */
    private static final String CONSUL_TOKEN = "X-Consul-Token";

    private final Router router;
    private final String token;
    private final boolean local;
    private final Places places;
    private final Deque<Call> waiting = new ArrayDeque<>();
    private boolean busy;
    /** Guarded by this connection. */
    private @Nullable Thread waiter;

    private boolean gone;

    private record Call(Request request, String authorization, boolean head, boolean keepAlive) {}

    HttpConnection(Router router, String token, boolean local, Places places) {
        this.router = router;
        this.token = token;
        this.local = local;
        this.places = places;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest message) {
        if (message.decoderResult().isFailure()) {
            var reason = String.valueOf(message.decoderResult().cause().getMessage());
            write(context, Reply.error(400, "not HTTP: " + reason), false, false);
            return;
        }
        if (waiting.size() >= MOST_WAITING) {
            context.close();
            return;
        }
        waiting.add(call(message));
        next(context);
    }

    private Call call(FullHttpRequest message) {
        var head = message.method().name().equals("HEAD");
        var decoder = new QueryStringDecoder(message.uri(), StandardCharsets.UTF_8);
        Map<String, List<String>> query = Map.of();
        String path;
        try {
            path = decoder.path();
            query = decoder.parameters();
        } catch (IllegalArgumentException malformed) {
            path = "";
        }
        var body = new byte[message.content().readableBytes()];
        message.content().readBytes(body);
        var request = new Request(
                head ? "GET" : message.method().name(),
                path,
                Map.of(),
                query,
                body,
                local,
                this::until,
                message.headers().get(HttpHeaderNames.ACCEPT, ""));
        return new Call(request, authorization(message, request), head, HttpUtil.isKeepAlive(message));
    }

    /** Many clients of Consul show their token in the query: for its API only, because addresses end up in the logs of proxies. */
    private static String authorization(FullHttpRequest message, Request request) {
        var consul = message.headers().get(CONSUL_TOKEN);
        if (consul == null && request.path().startsWith("/v1/"))
            consul = request.query("token").orElse(null);
        return message.headers().get(HttpHeaderNames.AUTHORIZATION, consul == null ? "" : BEARER + consul);
    }

    private void next(ChannelHandlerContext context) {
        if (busy) return;
        var call = waiting.poll();
        if (call == null) return;
        busy = true;
        Thread.ofVirtual().name("http call").start(() -> {
            if (!places.enter()) {
                var full = Reply.error(503, "too many calls at once: try again");
                context.executor().execute(() -> done(context, call, full));
                return;
            }
            try {
                var reply = answer(call);
                if (reply.flow().isPresent() && !call.head())
                    flow(context, call, reply, reply.flow().get());
                else context.executor().execute(() -> done(context, call, reply));
            } finally {
                places.leave(); // after the reply is on its way: whoever closes the server waits for this
            }
        });
    }

    private void done(ChannelHandlerContext context, Call call, Reply reply) {
        busy = false;
        write(context, reply, call.head(), call.keepAlive());
        next(context);
    }

    /** An answer that goes on holds no place among those that are being answered. */
    private void flow(ChannelHandlerContext context, Call call, Reply reply, Reply.Flow flow) {
        try {
            places.stepAside();
        } catch (Request.TooMany full) {
            context.executor().execute(() -> done(context, call, Reply.error(503, String.valueOf(full.getMessage()))));
            return;
        }
        var whole = false;
        try {
            waitingOn(Thread.currentThread());
            var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(reply.status()));
            describe(head, reply, call.keepAlive());
            head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            context.writeAndFlush(head);
            flow.write(piece -> send(context, piece));
            whole = true;
        } catch (IOException | InterruptedException over) {
            LOG.debug("http: an answer ended reason={}", over.toString());
        } catch (RuntimeException bug) {
            LOG.error("http: an answer failed path={}", call.request().path(), bug);
        } finally {
            ended();
            places.stepBack();
            var last = whole && call.keepAlive();
            context.executor().execute(() -> flowed(context, last));
        }
    }

    private void flowed(ChannelHandlerContext context, boolean goesOn) {
        busy = false;
        var written = context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        if (goesOn) next(context);
        else written.addListener(ChannelFutureListener.CLOSE);
    }

    private static void send(ChannelHandlerContext context, byte[] piece) throws IOException, InterruptedException {
        if (piece.length == 0) return;
        var written = context.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(piece)));
        if (!written.await(PATIENCE_WITH_SLOW.toMillis())) {
            context.close();
            throw new IOException("the caller takes nothing");
        }
        if (!written.isSuccess()) throw new IOException("the caller is gone", written.cause());
    }

    private Reply answer(Call call) {
        var request = call.request();
        if (!request.path().startsWith("/")) return Reply.error(400, "want a path that starts with /");
        return switch (router.find(request.method(), request.path())) {
            case Router.Found.Nothing nothing -> nothing.reply();
            case Router.Found.Match match ->
                allowed(match.route(), call) ? Router.answer(match, request) : refused(match.route());
        };
    }

    private boolean allowed(Route route, Call call) {
        if (local) return true;
        return switch (route.access()) {
            case OPEN -> true;
            case TOKEN -> showsToken(call.authorization());
            case LOCAL -> false;
        };
    }

    private boolean showsToken(String authorization) {
        return authorization.startsWith(BEARER)
                && MessageDigest.isEqual(bytes(authorization.substring(BEARER.length())), bytes(token));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Reply refused(Route route) {
        return route.access() == Route.Access.LOCAL
                ? Reply.error(403, route.path() + " is for the Unix socket of this machine only")
                : Reply.error(
                        401,
                        route.path()
                                + " needs the header Authorization: Bearer TOKEN, where TOKEN is in the data folder's"
                                + " api.token");
    }

    /** {@link Request.Waiting}. */
    private void until(Future<?> happened, Duration most) throws InterruptedException {
        places.stepAside();
        try {
            waitingOn(Thread.currentThread());
            happened.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException over) {
            LOG.trace("http: waited to the end");
        } finally {
            ended();
            places.stepBack();
        }
    }

    private synchronized void waitingOn(Thread thread) throws InterruptedException {
        waiter = thread;
        if (gone) throw new InterruptedException();
    }

    private synchronized void ended() {
        waiter = null;
        Thread.interrupted(); // what came too late must not end the answer
    }

    @Override
    public synchronized void channelInactive(ChannelHandlerContext context) {
        gone = true;
        if (waiter != null) waiter.interrupt();
        context.fireChannelInactive();
    }

    private static void write(ChannelHandlerContext context, Reply reply, boolean head, boolean keepAlive) {
        var content = head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(reply.body());
        var response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(reply.status()), content);
        describe(response, reply, keepAlive);
        response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, reply.body().length);
        var written = context.writeAndFlush(response);
        if (!keepAlive) written.addListener(ChannelFutureListener.CLOSE);
    }

    private static void describe(HttpResponse response, Reply reply, boolean keepAlive) {
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, reply.contentType())
                .set("X-Content-Type-Options", "nosniff")
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        reply.headers().forEach((name, value) -> response.headers().set(name, value));
        HttpUtil.setKeepAlive(response, keepAlive);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        // a call that is being answered may be silent for as long as it needs
        if (event instanceof IdleStateEvent && !busy) context.close();
        else super.userEventTriggered(context, event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("http: connection ended reason={}", cause.toString());
        context.close();
    }
}
