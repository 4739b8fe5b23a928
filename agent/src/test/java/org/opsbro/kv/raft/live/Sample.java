package org.opsbro.kv.raft.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A state machine for tests, in memory: {@code key=value} writes and answers what was there before; {@code key?old=new} writes only in the place of
 * the old value, and answers yes or no; {@code !} fails. What is not there is "".
 */
final class Sample implements StateMachine {
    final Map<String, String> items = new ConcurrentSkipListMap<>();
    final AtomicInteger loads = new AtomicInteger();
    final AtomicInteger pins = new AtomicInteger();
    private final Semaphore free = new Semaphore(1);
    private volatile long applied;
    private volatile boolean room = true;

    /** Takes nothing until {@link #goOn}. */
    void hold() {
        free.acquireUninterruptibly();
    }

    void goOn() {
        free.release();
    }

    void room(boolean now) {
        room = now;
    }

    @Override
    public boolean hasRoom() {
        return room;
    }

    @Override
    public long appliedIndex() {
        return applied;
    }

    @Override
    public List<byte[]> apply(List<Entry> entries) throws IOException {
        var answers = new ArrayList<byte[]>();
        free.acquireUninterruptibly();
        free.release();
        for (var entry : entries) {
            if (entry.index() <= applied) throw new IllegalStateException("told twice: " + entry.index());
            var text = new String(entry.bytes(), UTF_8);
            if (text.equals("!")) throw new IOException("asked to fail");
            answers.add(write(text.split("=", 2)).getBytes(UTF_8));
            applied = entry.index();
        }
        return answers;
    }

    private String write(String[] parts) {
        var asked = parts[0].split("\\?", 2);
        var before = items.getOrDefault(asked[0], "");
        if (asked.length == 2 && !before.equals(asked[1])) return "no";
        items.put(asked[0], parts[1]);
        return asked.length == 2 ? "yes" : before;
    }

    @Override
    public Pinned pin() {
        pins.incrementAndGet();
        var pinned = new TreeMap<>(items);
        var index = applied;
        return new Pinned() {
            @Override
            public void write(Path folder) throws IOException {
                var lines = new ArrayList<String>();
                lines.add("" + index);
                pinned.forEach((key, value) -> lines.add(key + "=" + value));
                Files.write(folder.resolve("items"), lines);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void load(Path folder, long index) throws IOException {
        loads.incrementAndGet();
        var lines = Files.readAllLines(folder.resolve("items"));
        items.clear();
        for (var line : lines.subList(1, lines.size())) {
            var parts = line.split("=", 2);
            items.put(parts[0], parts[1]);
        }
        applied = index;
    }
}
