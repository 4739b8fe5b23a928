package org.opsbro.host.linux;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.opsbro.host.Files.Entry;
import org.opsbro.host.Files.Stamp;
import org.opsbro.host.Files.What;
import org.opsbro.host.Sum;

/** Sums of files, reckoned again only when a file changed. For any thread. */
final class FileSums {
    private static final int MOST = 10_000;
    /** A file system counts time in steps: what changed just now may change once more within the same step. */
    private static final Duration STEP = Duration.ofSeconds(2);

    private final Map<Asked, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Asked, Known> eldest) {
            return size() > MOST;
        }
    };

    private final InstantSource clock;

    FileSums(InstantSource clock) {
        this.clock = clock;
    }

    private record Asked(String path, Sum sum) {}

    private record Known(Stamp stamp, String sum) {}

    /** Empty if it is absent, no file or a link, or unreadable. */
    Optional<String> of(Path path, Sum sum) {
        try {
            var before = stamp(path);
            return before.isPresent() ? Optional.of(of(path, sum, before.get())) : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private String of(Path path, Sum sum, Stamp before) throws IOException {
        var asked = new Asked(path.toString(), sum);
        synchronized (known) {
            var last = known.get(asked);
            if (last != null && last.stamp().equals(before)) return last.sum();
        }
        var begun = clock.instant();
        var now = reckoned(path, sum);
        var calm = before.changed().isBefore(begun.minus(STEP)) && stamp(path).equals(Optional.of(before));
        if (calm)
            synchronized (known) {
                known.put(asked, new Known(before, now));
            }
        return now;
    }

    private static Optional<Stamp> stamp(Path path) throws IOException {
        var entry = LinuxFiles.entry(Files.readAttributes(path, LinuxFiles.ENTRY, LinkOption.NOFOLLOW_LINKS));
        return Optional.of(entry).filter(each -> each.what() == What.FILE).map(Entry::stamp);
    }

    private static String reckoned(Path path, Sum sum) throws IOException {
        try (var channel = Files.newByteChannel(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            return sum.of(Channels.newInputStream(channel));
        }
    }
}
