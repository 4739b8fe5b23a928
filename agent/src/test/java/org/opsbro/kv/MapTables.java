package org.opsbro.kv;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Tables in memory: what the real ones must do, written as plainly as can be. */
public final class MapTables implements Tables {
    private static final Comparator<String> BY_BYTES = (one, other) -> Arrays.compareUnsigned(bytes(one), bytes(other));

    private Counters counters = Counters.FIRST;
    private NavigableMap<String, Item> items = new TreeMap<>(BY_BYTES);
    private Map<String, Session> sessions = new TreeMap<>();
    private Map<String, Long> delays = new HashMap<>();
    private Map<String, Long> graves = new HashMap<>();
    private NavigableMap<Long, Long> marks = new TreeMap<>();
    private Map<String, Map.Entry<Long, byte[]>> requests = new HashMap<>();
    private Optional<Staging> staging = Optional.empty();
    private final NavigableMap<String, Item> staged = new TreeMap<>(BY_BYTES);
    private final Deque<MapTables> kept = new ArrayDeque<>();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public NavigableMap<String, Item> items() {
        return items;
    }

    public Map<String, Session> sessions() {
        return sessions;
    }

    public Map<String, Long> graves() {
        return graves;
    }

    public NavigableMap<Long, Long> marks() {
        return marks;
    }

    @Override
    public Counters counters() {
        return counters;
    }

    @Override
    public void counters(Counters next) {
        counters = next;
    }

    @Override
    public Optional<Item> item(String key) {
        return Optional.ofNullable(items.get(key));
    }

    @Override
    public void put(Item item) {
        items.put(item.key(), item);
    }

    @Override
    public void remove(String key) {
        items.remove(key);
    }

    @Override
    public List<Size> below(String prefix, int most) {
        return items.values().stream()
                .filter(item -> item.key().startsWith(prefix))
                .limit(most)
                .map(item -> new Size(item.key(), item.value().length))
                .toList();
    }

    @Override
    public List<String> expired(long age, int most) {
        return items.values().stream()
                .filter(item -> item.expires() > 0 && item.expires() <= age)
                .sorted(Comparator.comparingLong(Item::expires).thenComparing(Item::key, BY_BYTES))
                .limit(most)
                .map(Item::key)
                .toList();
    }

    @Override
    public List<String> heldBy(String session, int most) {
        return items.values().stream()
                .filter(item -> item.lock().session().equals(session))
                .limit(most)
                .map(Item::key)
                .toList();
    }

    @Override
    public Optional<Session> session(String id) {
        return Optional.ofNullable(sessions.get(id));
    }

    @Override
    public void put(Session session) {
        sessions.put(session.id(), session);
    }

    @Override
    public void removeSession(String id) {
        sessions.remove(id);
    }

    @Override
    public List<String> expiredSessions(long age, int most) {
        return sessions.values().stream()
                .filter(session -> session.expires() > 0 && session.expires() <= age)
                .sorted(Comparator.comparingLong(Session::expires).thenComparing(Session::id, BY_BYTES))
                .limit(most)
                .map(Session::id)
                .toList();
    }

    @Override
    public long delayed(String key) {
        return delays.getOrDefault(key, 0L);
    }

    @Override
    public void delay(String key, long until) {
        delays.put(key, until);
    }

    @Override
    public void endDelays(long age) {
        delays.values().removeIf(until -> until <= age);
    }

    @Override
    public void bury(String key, long revision) {
        graves.put(key, revision);
    }

    @Override
    public boolean unbury(String key) {
        return graves.remove(key) != null;
    }

    @Override
    public long grave(long position) {
        return graves.values().stream().sorted().skip(position - 1).findFirst().orElse(0L);
    }

    @Override
    public long forgetGraves(long revision) {
        var before = graves.size();
        graves.values().removeIf(each -> each <= revision);
        return (long) before - graves.size();
    }

    @Override
    public void mark(long second, long revision) {
        marks.put(second, revision);
    }

    @Override
    public void forgetMarks(int keep) {
        while (marks.size() > keep) marks.pollFirstEntry();
    }

    @Override
    public Optional<byte[]> request(String id) {
        return Optional.ofNullable(requests.get(id)).map(Map.Entry::getValue);
    }

    @Override
    public void request(String id, long index, byte[] outcome) {
        requests.put(id, Map.entry(index, outcome));
    }

    @Override
    public void forgetRequests(long index) {
        requests.values().removeIf(each -> each.getKey() < index);
    }

    @Override
    public Optional<Staging> staging() {
        return staging;
    }

    @Override
    public void staging(Staging next) {
        staging = Optional.of(next);
    }

    @Override
    public void stage(List<Item> more) {
        for (var item : more) staged.put(item.key(), item);
    }

    @Override
    public void unstage() {
        staging = Optional.empty();
        staged.clear();
    }

    @Override
    public Extent replaceAll(long revision, long age, long delayed) {
        for (var each : List.of(items, staged))
            for (var item : each.values()) if (item.lock().isHeld()) delays.put(item.key(), delayed);
        items.clear();
        sessions.clear();
        graves.clear();
        marks.clear();
        for (var item : staged.values()) {
            var past = item.past();
            items.put(
                    item.key(),
                    new Item(
                            item.key(),
                            item.value(),
                            item.flags(),
                            new Item.Past(
                                    past.created(), revision, past.version(), past.createdAt(), past.modifiedAt()),
                            item.ttl(),
                            item.expires() > 0 ? item.expires() + age : 0,
                            item.lock().free()));
        }
        unstage();
        return new Extent(
                items.size(), items.values().stream().mapToLong(Item::bytes).sum());
    }

    @Override
    public void attempt() {
        var copy = new MapTables();
        copy.counters = counters;
        copy.items.putAll(items);
        copy.sessions.putAll(sessions);
        copy.delays.putAll(delays);
        copy.graves.putAll(graves);
        copy.marks.putAll(marks);
        copy.requests.putAll(requests);
        kept.push(copy);
    }

    @Override
    public void keep() {
        kept.pop();
    }

    @Override
    public void undo() {
        var copy = kept.pop();
        counters = copy.counters;
        items = copy.items;
        sessions = copy.sessions;
        delays = copy.delays;
        graves = copy.graves;
        marks = copy.marks;
        requests = copy.requests;
    }

    /** All that two tables must agree about, for people who read why they do not. */
    public static String told(Tables tables, Iterable<String> keys, Iterable<String> sessions) {
        var told = new StringBuilder(tables.counters().toString()).append('\n');
        for (var key : keys)
            told.append(key)
                    .append(" -> ")
                    .append(tables.item(key).map(MapTables::told).orElse("none"))
                    .append(" delayed until ")
                    .append(tables.delayed(key))
                    .append('\n');
        for (var id : sessions)
            told.append(id).append(" -> ").append(tables.session(id)).append('\n');
        told.append(tables.below("", 1000)).append(tables.expired(Long.MAX_VALUE, 1000));
        return told.append(tables.expiredSessions(Long.MAX_VALUE, 1000)).toString();
    }

    public static String told(Item item) {
        return Arrays.toString(item.value()) + item.flags() + item.past() + item.ttl() + "/" + item.expires()
                + item.lock();
    }
}
