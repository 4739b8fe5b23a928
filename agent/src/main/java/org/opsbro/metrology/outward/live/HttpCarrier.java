package org.opsbro.metrology.outward.live;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Posts a piece by HTTP/1.1. Redirects are not followed, of an answer a little is read, and it has half a minute for all. */
final class HttpCarrier implements Carrier {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LONGEST_ASKED = Duration.ofMinutes(10);
    private static final int MOST_READ = 2048;
    private static final int MOST_TOLD = 200;
    private static final int TOO_MANY = 429;

    private final URI url;
    private final Far far;
    private final HttpClient client;
    private final HttpRequest.Builder request;
    private final InstantSource clock;

    /** @param headers of each request */
    HttpCarrier(URI url, Far far, Map<String, String> headers, InstantSource clock) throws IOException {
        this.url = url;
        this.far = far;
        this.clock = clock;
        var builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .connectTimeout(CONNECT);
        far.trusted().ifPresent(builder::sslContext);
        client = builder.build();
        request = HttpRequest.newBuilder(url).header("User-Agent", "opsbro");
        headers.forEach(request::header);
        if (!far.authorization().isEmpty()) request.header("Authorization", far.authorization());
    }

    @Override
    public int most() {
        return 1;
    }

    @Override
    public String place() {
        return url.toString();
    }

    @Override
    public Answer send(List<byte[]> pieces) {
        for (var piece : pieces) {
            var answer = post(piece);
            if (!(answer instanceof Answer.Taken)) return answer;
        }
        return new Answer.Taken();
    }

    private Answer post(byte[] piece) {
        var call = client.sendAsync(
                request.copy()
                        .POST(HttpRequest.BodyPublishers.ofByteArray(piece))
                        .build(),
                head -> new Beginning());
        try {
            return answer(call.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException late) {
            call.cancel(true);
            return Answer.Later.because("no answer from " + place() + " within " + PATIENCE.toSeconds() + " s");
        } catch (ExecutionException failed) {
            return Answer.Later.because(place() + ": " + reason(failed));
        } catch (InterruptedException ended) {
            call.cancel(true);
            Thread.currentThread().interrupt();
            return Answer.Later.because("it ends");
        }
    }

    /** The innermost message, but where HttpClient has none for what happens most. */
    private String reason(Throwable failed) {
        var said = "";
        var isConnected = true;
        for (@Nullable Throwable each = failed; each != null; each = each.getCause()) {
            if (each instanceof UnresolvedAddressException) return "its name is unknown";
            isConnected &= !(each instanceof ConnectException);
            said = each.getMessage() == null ? each.getClass().getSimpleName() : each.getMessage();
        }
        return isConnected ? told(said) : "cannot connect";
    }

    private Answer answer(HttpResponse<String> response) {
        var code = response.statusCode();
        if (code >= 200 && code < 300) return new Answer.Taken();
        var why = place() + " answers " + code;
        if (code >= 300 && code < 400)
            return Answer.Later.because(why + ", a redirect, which is not followed: say the right url");
        if (!response.body().isBlank()) why += ": " + told(response.body());
        if (code >= 400 && code < 500 && code != TOO_MANY) return new Answer.Refused(why);
        return new Answer.Later(
                why, response.headers().firstValue("Retry-After").flatMap(this::after));
    }

    private String told(String text) {
        var clean = far.withoutSecrets(text).replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return clean.length() <= MOST_TOLD ? clean : clean.substring(0, MOST_TOLD) + "...";
    }

    /** Seconds, or a date (RFC 9110 §10.2.3). */
    private Optional<Duration> after(String text) {
        Duration asked;
        if (text.matches("\\d{1,9}")) asked = Duration.ofSeconds(Long.parseLong(text));
        else
            try {
                var date = DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
                asked = Duration.between(clock.instant(), date);
            } catch (DateTimeException nonsense) {
                return Optional.empty();
            }
        if (asked.isNegative()) return Optional.empty();
        return Optional.of(asked.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : asked);
    }

    /** The beginning of a body; the rest is not read. */
    private static final class Beginning implements HttpResponse.BodySubscriber<String> {
        private final ByteArrayOutputStream read = new ByteArrayOutputStream();
        private final CompletableFuture<String> body = new CompletableFuture<>();
        private Flow.@Nullable Subscription subscription;

        @Override
        public CompletionStage<String> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(1);
        }

        @Override
        public void onNext(List<ByteBuffer> pieces) {
            for (var piece : pieces) {
                var bytes = new byte[Math.min(piece.remaining(), MOST_READ - read.size())];
                piece.get(bytes);
                read.writeBytes(bytes);
            }
            var given = subscription;
            if (given == null) return;
            if (read.size() < MOST_READ) {
                given.request(1);
                return;
            }
            given.cancel();
            onComplete();
        }

        @Override
        public void onError(Throwable failed) {
            body.completeExceptionally(failed);
        }

        @Override
        public void onComplete() {
            body.complete(read.toString(StandardCharsets.UTF_8));
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
