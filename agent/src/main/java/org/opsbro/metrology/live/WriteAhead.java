package org.opsbro.metrology.live;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.opsbro.metrology.codec.Corrupt;
import org.opsbro.metrology.codec.DeltaDecoder;
import org.opsbro.store.FrameLog;
import org.opsbro.store.PrivateFolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The logs of what is in no segment yet: {@code log/NUMBER.log}. The one of the highest number grows. For the thread that writes. */
final class WriteAhead implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WriteAhead.class);
    private static final String SUFFIX = ".log";
    private static final int MOST_NUMBERS = 1 << 24;

    private final Path folder;
    private final List<Long> kept = new ArrayList<>();
    private FrameLog current;
    private long number;

    /** Told after each log that was read. */
    interface Replayed {
        void log(long number) throws IOException;
    }

    /**
     * Reads the logs that are newer than all segments, drops those that are not, and begins another.
     *
     * @param through the number of the newest segment
     */
    WriteAhead(Path folder, long through, DeltaDecoder.Sink sink, Replayed replayed) throws IOException {
        this.folder = folder;
        PrivateFolder.make(folder);
        number = through;
        for (var each : numbers()) {
            number = Math.max(number, each);
            if (each <= through) {
                Files.delete(path(each));
                continue;
            }
            kept.add(each);
            read(path(each), sink);
            replayed.log(each);
        }
        current = begin();
    }

    private List<Long> numbers() throws IOException {
        List<Long> numbers = new ArrayList<>();
        try (var names = Files.list(folder)) {
            for (var path : names.toList()) {
                var name = String.valueOf(path.getFileName());
                if (name.matches("\\d{12}\\.log")) numbers.add(Long.parseLong(name.replace(SUFFIX, "")));
            }
        }
        Collections.sort(numbers);
        return numbers;
    }

    private static void read(Path path, DeltaDecoder.Sink sink) throws IOException {
        var decoder = new DeltaDecoder(MOST_NUMBERS);
        try {
            FrameLog.read(path, frame -> decoder.decode(frame, sink));
        } catch (Corrupt broken) {
            LOG.error("series: a log is broken; what came before is kept path={} reason={}", path, broken.getMessage());
        }
    }

    private Path path(long which) {
        return folder.resolve("%012d".formatted(which) + SUFFIX);
    }

    private FrameLog begin() throws IOException {
        var next = new FrameLog(path(number + 1), frame -> {});
        kept.add(++number);
        return next;
    }

    /** Of the log that grows. */
    long number() {
        return number;
    }

    void append(ByteBuffer frame) throws IOException {
        current.append(frame);
    }

    void sync() throws IOException {
        current.sync();
    }

    /** Begins another log. */
    void next() throws IOException {
        var before = current;
        current = begin();
        before.close();
    }

    /** Drops the logs up to a number: a segment has what is in them. */
    void drop(long through) throws IOException {
        for (var each : List.copyOf(kept)) {
            if (each > through || each == number) continue;
            Files.deleteIfExists(path(each));
            kept.remove(each);
        }
    }

    long bytes() {
        return current.size();
    }

    @Override
    public void close() throws IOException {
        current.close();
    }
}
