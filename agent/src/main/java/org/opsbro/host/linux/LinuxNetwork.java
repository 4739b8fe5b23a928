package org.opsbro.host.linux;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.opsbro.host.Files;
import org.opsbro.host.Network;

/** Names, addresses and dialogs. Whatever the resolver of the system does, a question ends within its time. */
final class LinuxNetwork implements Network {
    private static final Duration NAME_PATIENCE = Duration.ofSeconds(2);
    private final Files files;

    LinuxNetwork(Files files) {
        this.files = files;
    }

    @Override
    public String hostName() {
        var whole = kernelName();
        var dot = whole.indexOf('.');
        return dot > 0 ? whole.substring(0, dot) : whole;
    }

    @Override
    public String fullName() {
        var whole = kernelName();
        if (whole.contains(".")) return whole;
        return inTime(NAME_PATIENCE, () -> resolved(whole).map(InetAddress::getCanonicalHostName))
                .filter(name -> name.startsWith(whole + "."))
                .orElse(whole);
    }

    private String kernelName() {
        return files.firstLine("/proc/sys/kernel/hostname")
                .filter(name -> !name.isEmpty())
                .orElse("localhost");
    }

    @Override
    public Map<String, List<String>> addresses() {
        var found = new TreeMap<String, List<String>>();
        try {
            for (var device : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                if (device.isLoopback() || !device.isUp()) continue;
                var all = new ArrayList<String>();
                for (var address : Collections.list(device.getInetAddresses())) all.add(plain(address));
                if (!all.isEmpty()) found.put(device.getName(), all);
            }
        } catch (SocketException none) {
            return Map.of();
        }
        return found;
    }

    private static String plain(InetAddress address) {
        var text = address.getHostAddress();
        var scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }

    @Override
    public Optional<String> addressOf(String name) {
        return inTime(NAME_PATIENCE, () -> resolved(name).map(LinuxNetwork::plain));
    }

    @Override
    public Optional<String> nameOf(String address) {
        return inTime(NAME_PATIENCE, () -> resolved(address).map(InetAddress::getCanonicalHostName))
                .filter(name -> !name.equals(address));
    }

    private static Optional<InetAddress> resolved(String name) {
        try {
            return Optional.of(InetAddress.getByName(name));
        } catch (UnknownHostException unknown) {
            return Optional.empty();
        }
    }

    private static Optional<String> inTime(Duration limit, Supplier<Optional<String>> question) {
        var answer = new CompletableFuture<Optional<String>>();
        Thread.ofVirtual().start(() -> answer.complete(question.get()));
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException late) {
            return Optional.empty();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public boolean connects(String host, int port, Duration timeout) {
        var address = addressOf(host);
        if (address.isEmpty()) return false;
        try (var socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(address.get(), port), Math.toIntExact(Math.max(1, timeout.toMillis())));
            return true;
        } catch (IOException | IllegalArgumentException refused) {
            return false;
        }
    }

    @Override
    public Answer http(HttpCall call) {
        try {
            if (UnixHttp.isFor(call)) return UnixHttp.answer(call);
            var uri = URI.create(call.url());
            if (!"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme()))
                return new Answer.NoAnswer("want a URL that starts with http:// or https://, found " + call.url());
            if (!(uri.toURL().openConnection() instanceof HttpURLConnection connection))
                return new Answer.NoAnswer("no HTTP at " + call.url());
            return answered(connection, call);
        } catch (IOException failed) {
            return noAnswer(failed);
        } catch (IllegalArgumentException wrong) {
            return new Answer.NoAnswer("not a URL: " + wrong.getMessage());
        }
    }

    /** Each read has its limit; all of them together too: a head, like a body, may come byte by byte. */
    private static Answer answered(HttpURLConnection connection, HttpCall call) throws IOException {
        var deadline = new Deadline(call.timeout(), connection::disconnect);
        try (deadline) {
            begin(connection, call);
            if (deadline.hasPassed()) return late(call.timeout()); // before there was something to close
            var code = connection.getResponseCode();
            try (var body = code >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
                return received(
                        code,
                        body == null ? InputStream.nullInputStream() : body,
                        call.maxBytes(),
                        call.timeout(),
                        StandardCharsets.UTF_8);
            }
        } catch (IOException failed) {
            if (deadline.hasPassed()) return late(call.timeout());
            throw failed;
        } finally {
            connection.disconnect();
        }
    }

    private static void begin(HttpURLConnection connection, HttpCall call) throws IOException {
        var millis = Math.toIntExact(Math.max(1, call.timeout().toMillis()));
        connection.setConnectTimeout(millis);
        connection.setReadTimeout(millis);
        connection.setInstanceFollowRedirects(false);
        method(connection, call.method());
        call.headers().forEach(connection::setRequestProperty);
        connection.setDoOutput(!call.body().isEmpty());
        connection.connect();
        if (call.body().isEmpty()) return;
        try (var to = connection.getOutputStream()) {
            to.write(call.body().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void method(HttpURLConnection connection, String method) {
        try {
            connection.setRequestMethod(method);
        } catch (ProtocolException unknown) {
            throw new IllegalArgumentException("no HTTP method " + method, unknown);
        }
    }

    /** Each read has its limit; all of them together too, as one may come byte by byte. */
    static Answer received(int code, InputStream from, int most, Duration timeout, Charset charset) throws IOException {
        var begin = System.nanoTime();
        var all = new ByteArrayOutputStream();
        var piece = new byte[8192];
        for (var got = from.read(piece); got >= 0; got = from.read(piece)) {
            all.write(piece, 0, got);
            if (all.size() > most) return new Answer.NoAnswer("the answer has more than " + most + " bytes");
            if (System.nanoTime() - begin > timeout.toNanos()) return late(timeout);
        }
        return new Answer.Received(code, all.toString(charset));
    }

    private static Answer late(Duration timeout) {
        return new Answer.NoAnswer("the answer does not end within " + timeout.toMillis() + " ms");
    }

    @Override
    public Shown certificates(String host, int port, Duration timeout) {
        var address = addressOf(host);
        return address.isEmpty()
                ? new Shown.NoAnswer("the name " + host + " is unknown")
                : TlsGreeting.shown(host, address.get(), port, timeout);
    }

    @Override
    public Rows sql(SqlCall call) {
        var address = addressOf(call.host());
        return address.isEmpty()
                ? new Rows.NoAnswer("the name " + call.host() + " is unknown")
                : SqlDialog.ask(call, address.get());
    }

    @Override
    public Documents documents(DocumentCall call) {
        var address = addressOf(call.host());
        return address.isEmpty()
                ? new Documents.NoAnswer("the name " + call.host() + " is unknown")
                : MongoDialog.ask(call, address.get());
    }

    @Override
    public Answer talk(String where, String text, Duration timeout, int maxBytes) {
        return dialog(where, text.getBytes(StandardCharsets.UTF_8), timeout, maxBytes, StandardCharsets.UTF_8);
    }

    @Override
    public Answer exchange(String where, byte[] said, Duration timeout, int maxBytes) {
        return dialog(where, said, timeout, maxBytes, StandardCharsets.ISO_8859_1);
    }

    private Answer dialog(String where, byte[] said, Duration timeout, int maxBytes, Charset charset) {
        try {
            return where.startsWith("/")
                    ? overUnix(where, said, timeout, maxBytes, charset)
                    : overTcp(where, said, timeout, maxBytes, charset);
        } catch (IOException failed) {
            return noAnswer(failed);
        }
    }

    private Answer overTcp(String where, byte[] said, Duration timeout, int maxBytes, Charset charset)
            throws IOException {
        var colon = where.lastIndexOf(':');
        if (colon < 1 || !where.substring(colon + 1).matches("[0-9]{1,5}"))
            return new Answer.NoAnswer("want host:port or the path of a socket, found " + where);
        var address = addressOf(where.substring(0, colon));
        if (address.isEmpty()) return new Answer.NoAnswer("the name " + where.substring(0, colon) + " is unknown");
        var millis = Math.toIntExact(Math.max(1, timeout.toMillis()));
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.get(), Integer.parseInt(where.substring(colon + 1))), millis);
            socket.setSoTimeout(millis);
            socket.getOutputStream().write(said);
            socket.shutdownOutput();
            return received(0, socket.getInputStream(), maxBytes, timeout, charset);
        }
    }

    private static Answer overUnix(String path, byte[] said, Duration timeout, int maxBytes, Charset charset)
            throws IOException {
        try (var dialog = UnixDialog.open(path, timeout)) {
            dialog.say(said);
            dialog.saidAll();
            return received(0, dialog.heard(), maxBytes, timeout, charset);
        }
    }

    private static Answer noAnswer(IOException failed) {
        var said = failed.getMessage();
        return new Answer.NoAnswer(said == null ? failed.getClass().getSimpleName() : said);
    }
}
