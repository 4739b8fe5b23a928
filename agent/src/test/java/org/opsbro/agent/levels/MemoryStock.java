package org.opsbro.agent.levels;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A store in memory, that can be down and that anybody may change behind the agents. */
final class MemoryStock implements Stock {
    final TreeMap<String, Found> all = new TreeMap<>();
    boolean down;
    /** Called before a manifest is put there: what others do meanwhile. */
    Runnable meanwhile = () -> {};

    private long revision;

    private void demandUp() throws IOException {
        if (down) throw new Unreachable("nobody leads the store now");
    }

    void change(String key, byte[] value) {
        all.put(key, new Found(value, ++revision));
    }

    @Override
    public Optional<Found> get(String key) throws IOException {
        demandUp();
        return Optional.ofNullable(all.get(key));
    }

    @Override
    public void put(String key, byte[] value) throws IOException {
        demandUp();
        change(key, value);
    }

    @Override
    public boolean put(String key, byte[] value, long wanted) throws IOException {
        demandUp();
        var now = meanwhile;
        meanwhile = () -> {};
        now.run();
        if (changed(key) != wanted) return false;
        change(key, value);
        return true;
    }

    private long changed(String key) {
        return Optional.ofNullable(all.get(key)).map(Found::revision).orElse(0L);
    }

    @Override
    public List<String> keys(String prefix) throws IOException {
        demandUp();
        return all.keySet().stream().filter(key -> key.startsWith(prefix)).toList();
    }

    @Override
    public void delete(List<String> keys, Map<String, Long> revisions) throws IOException {
        demandUp();
        for (var each : revisions.entrySet()) if (changed(each.getKey()) != each.getValue()) return;
        all.keySet().removeAll(keys);
    }
}
