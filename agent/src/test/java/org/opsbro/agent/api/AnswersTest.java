package org.opsbro.agent.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.opsbro.model.Value;
import org.opsbro.wire.Reply;
import org.opsbro.wire.Request;

class AnswersTest {
    private final Answers answers = new Answers(new SplittableRandom(1), 1000);
    private final AtomicInteger looks = new AtomicInteger();
    private final List<Duration> patience = new ArrayList<>();
    private final CountDownLatch waiting = new CountDownLatch(1);
    private volatile boolean patient = true;
    private volatile String shop = "one node";
    private volatile String bakery = "one node";

    private Request request(String path, String... query) {
        Map<String, List<String>> parsed = new HashMap<>();
        for (var each : query) {
            var equals = each.indexOf('=');
            parsed.put(each.substring(0, equals), List.of(each.substring(equals + 1)));
        }
        return new Request("GET", path, Map.of(), parsed, new byte[0], false, (happened, most) -> {
            patience.add(most);
            waiting.countDown();
            try {
                happened.get(patient ? 5000 : 1, TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException over) {
                assertThat(over).isNotNull();
            }
        });
    }

    private Reply ask(String... query) throws InterruptedException {
        return answers.answer(request("/shop", query), () -> {
            looks.incrementAndGet();
            return Reply.json(Value.of(shop));
        });
    }

    private Reply askBakery(String... query) throws InterruptedException {
        return answers.answer(request("/bakery", query), () -> Reply.json(Value.of(bakery)));
    }

    private static String index(Reply reply) {
        return reply.headers().getOrDefault("X-Consul-Index", "none");
    }

    private static String text(Reply reply) {
        return new String(reply.body(), java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void an_index_changes_when_its_answer_does_and_only_then() throws Exception {
        var first = index(ask());
        assertThat(Long.parseLong(first)).isGreaterThan(1000);
        assertThat(index(ask())).isEqualTo(first);
        bakery = "two nodes";
        assertThat(askBakery()).isNotNull();
        assertThat(index(ask())).isEqualTo(first);
        shop = "two nodes";
        assertThat(Long.parseLong(index(ask()))).isGreaterThan(Long.parseLong(first));
    }

    @Test
    void who_shows_an_older_index_is_answered_at_once() throws Exception {
        var old = index(ask());
        shop = "two nodes";
        assertThat(text(ask("index=" + old))).isEqualTo("\"two nodes\"");
        assertThat(text(ask("index=99999999"))).isEqualTo("\"two nodes\"");
        assertThat(patience).isEmpty();
    }

    @Test
    void who_shows_the_present_index_waits_for_a_change_of_its_own_answer() throws Exception {
        var present = index(ask());
        var answered = new CompletableFuture<Reply>();
        Thread.ofVirtual().start(() -> {
            try {
                answered.complete(ask("index=" + present, "wait=60s"));
            } catch (InterruptedException ended) {
                answered.completeExceptionally(ended);
            }
        });
        assertThat(waiting.await(5, TimeUnit.SECONDS)).isTrue();
        bakery = "two nodes";
        answers.worldChanged();
        assertThat(answered).isNotDone();
        shop = "two nodes";
        answers.worldChanged();
        var reply = answered.get(5, TimeUnit.SECONDS);
        assertThat(text(reply)).isEqualTo("\"two nodes\"");
        assertThat(index(reply)).isEqualTo(index(ask())).isNotEqualTo(present);
    }

    @Test
    void many_who_wait_for_one_answer_cost_one_look() throws Exception {
        var present = index(ask());
        var all = new CountDownLatch(500);
        var here = new CountDownLatch(500);
        for (var i = 0; i < 500; i++)
            Thread.ofVirtual().start(() -> {
                var call = new Request(
                        "GET",
                        "/shop",
                        Map.of(),
                        Map.of("index", List.of(present)),
                        new byte[0],
                        false,
                        (happened, most) -> {
                            here.countDown();
                            try {
                                happened.get(10, TimeUnit.SECONDS);
                            } catch (TimeoutException | ExecutionException over) {
                                assertThat(over).isNotNull();
                            }
                        });
                try {
                    var reply = answers.answer(call, () -> {
                        looks.incrementAndGet();
                        return Reply.json(Value.of(shop));
                    });
                    if (text(reply).equals("\"two nodes\"")) all.countDown();
                } catch (InterruptedException ended) {
                    Thread.currentThread().interrupt();
                }
            });
        assertThat(here.await(10, TimeUnit.SECONDS)).isTrue();
        var before = looks.get();
        shop = "two nodes";
        answers.worldChanged();
        assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(looks.get() - before).isEqualTo(1);
    }

    @Test
    void the_wait_is_five_minutes_and_at_most_ten_with_a_little_more() throws Exception {
        patient = false;
        for (var wait : List.of("wait=1h", "wait=1ms", "other=1"))
            ask("index=" + index(ask(wait)), wait, "index=" + index(ask(wait)));
        assertThat(patience.get(0)).isBetween(Duration.ofMinutes(10), Duration.ofSeconds(638));
        assertThat(patience.get(1)).isBetween(Duration.ofMillis(1), Duration.ofMillis(2));
        assertThat(patience.get(2)).isBetween(Duration.ofMinutes(5), Duration.ofSeconds(319));
        assertThatThrownBy(() -> ask("index=5", "wait=soon")).hasMessageContaining("want a duration such as 30s");
        assertThatThrownBy(() -> ask("index=first")).hasMessageContaining("want a number");
    }
}
