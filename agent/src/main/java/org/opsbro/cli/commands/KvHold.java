package org.opsbro.cli.commands;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.CommandFailed;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/** A lock that this process has, or waits for: a session of the store that is renewed until it is closed. */
final class KvHold implements AutoCloseable {
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(10);
    private static final Duration FOR_AN_ANSWER = Duration.ofSeconds(15);
    private static final long SHORTEST_PAUSE_MILLIS = 100;

    private final AgentClient agent;
    private final String key;
    private final String session;
    private final Duration ttl;
    private final Thread ending = new Thread(this::leave);
    private volatile long token;
    private volatile boolean lost;
    private volatile boolean over;
    private volatile Runnable whenLost = () -> {};

    private KvHold(AgentClient agent, String key, String session, Duration ttl) {
        this.agent = agent;
        this.key = key;
        this.session = session;
        this.ttl = ttl;
        // whoever ends this process frees the lock
        Runtime.getRuntime().addShutdownHook(ending);
    }

    static KvHold of(Session session, String key, Duration ttl) {
        var agent = session.agentAt(session.socket(), FOR_AN_ANSWER);
        var body = Value.object()
                .with(
                        "name",
                        "lock of " + System.getProperty("user.name", "") + " pid "
                                + ProcessHandle.current().pid())
                .with("ttl", ttl.toMillis() + "ms")
                .end();
        return new KvHold(
                agent, key, agent.post("/kv-meta/sessions", Json.write(body)).text("id"), ttl);
    }

    long token() {
        return token;
    }

    boolean isLost() {
        return lost;
    }

    /** Waits for the lock; false if it was not free in time. */
    boolean acquire(Duration patience) {
        var limit = System.nanoTime() + patience.toNanos();
        var target = KvKey.target(key) + "?acquire=" + AgentClient.encoded(session);
        var value = session.getBytes(StandardCharsets.UTF_8);
        Thread.ofVirtual().name("renewing").start(this::renew);
        while (!lost) {
            var answer = agent.contend(target, value);
            if (answer.find("error").isEmpty()) {
                token = (long) answer.number("token");
                return true;
            }
            var left = Duration.ofNanos(limit - System.nanoTime());
            if (!left.isPositive()) return false;
            await(left.compareTo(LONGEST_LOOK) < 0 ? left : LONGEST_LOOK, (long) answer.number("wait_ms"));
        }
        throw new CommandFailed(ExitCode.FAILED, "the agent forgot who waits for the lock " + key);
    }

    /** Until the key changes, or the time is over. */
    private void await(Duration most, long delayMillis) {
        var revision =
                agent.get("/kv" + KvKey.query("limit", "1", "prefix", key)).text("revision");
        var item = agent.find(KvKey.target(key) + "?meta");
        if (delayMillis > 0 || item.isEmpty() || item.get().find("session").isEmpty())
            pause(Math.clamp(delayMillis, SHORTEST_PAUSE_MILLIS, Math.max(SHORTEST_PAUSE_MILLIS, most.toMillis())));
        else agent.get("/kv-meta/changes" + KvKey.query("key", key, "index", revision, "wait", most.toMillis() + "ms"));
    }

    /** What ends once it is lost, and before it is freed where this process is ended. */
    void whenLost(Runnable deed) {
        whenLost = deed;
    }

    private void renew() {
        var last = System.nanoTime();
        while (!over && !lost) {
            pause(ttl.toMillis() / 3);
            if (over) return;
            try {
                agent.put("/kv-meta/sessions/" + session, "");
                last = System.nanoTime();
            } catch (CommandFailed failed) {
                lost = failed.exitCode() == ExitCode.NOT_FOUND || System.nanoTime() - last > ttl.toNanos();
            }
        }
        if (lost && !over) whenLost.run();
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(Math.max(SHORTEST_PAUSE_MILLIS, millis));
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** Frees the lock at once. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(ending);
        } catch (IllegalStateException running) {
            return; // the hook does it
        }
        release();
    }

    /** What runs under the lock ends before others may have it. */
    private void leave() {
        whenLost.run();
        release();
    }

    private void release() {
        over = true;
        try {
            if (token > 0 && !lost)
                agent.contend(KvKey.target(key) + "?release=" + AgentClient.encoded(session), new byte[0]);
            agent.delete("/kv-meta/sessions/" + session);
        } catch (CommandFailed gone) {
            return; // its TTL frees it
        }
    }
}
