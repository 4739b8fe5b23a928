package org.opsbro.pack;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.opsbro.host.ByteSource;
import org.opsbro.host.Files;

/** A folder tree in memory: what is written counts up its time. */
public final class PaperFiles implements Files {
    private final TreeMap<String, String> texts = new TreeMap<>();
    private final TreeMap<String, Instant> times = new TreeMap<>();

    public void put(String path, String text) {
        texts.put(path, text);
        times.put(path, Instant.ofEpochSecond(times.size()));
    }

    @Override
    public Optional<String> text(String path) {
        return Optional.ofNullable(texts.get(path));
    }

    @Override
    public Optional<byte[]> bytes(String path) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ByteSource open(String path) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<FileFacts> facts(String path) {
        if (texts.containsKey(path))
            return Optional.of(new FileFacts(
                    false, true, texts.get(path).length(), 0644, 0, 0, times.getOrDefault(path, Instant.EPOCH)));
        return names(path).isEmpty()
                ? Optional.empty()
                : Optional.of(new FileFacts(
                        true,
                        false,
                        0,
                        0755,
                        0,
                        0,
                        Instant.ofEpochSecond(names(path).size())));
    }

    @Override
    public Optional<String> link(String path) {
        return Optional.empty();
    }

    @Override
    public List<String> names(String path) {
        return texts.keySet().stream()
                .filter(each -> each.startsWith(path + "/"))
                .map(each -> each.substring(path.length() + 1).split("/", 2)[0])
                .distinct()
                .toList();
    }

    @Override
    public Optional<Space> space(String path) {
        return Optional.empty();
    }

    @Override
    public Draft draft(String path, byte[] content, Rights rights) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void remove(String path) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void makeFolder(String path, int mode) {
        throw new UnsupportedOperationException();
    }
}
