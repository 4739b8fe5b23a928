package org.opsbro.agent;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.opsbro.agent.api.AgentApi;
import org.opsbro.model.Value;

/**
 * The logs: a file for each part of the agent, {@code [time][LEVEL][node] [part]: text}, the part being the room that speaks. A file above 5 MiB gives way
 * to a new one and is kept as {@code PART.log.1}. The last errors and warnings are kept in memory for {@code agent info}. A disk that is full costs
 * lines, never the agent.
 */
final class Logs extends Handler implements AgentApi.LogFiles {
    private static final long MOST_BYTES = 5L * 1024 * 1024;
    private static final int MOST_READ = 1024 * 1024;
    private static final int REMEMBERED = 20;
    private static final String HOUSE = "org.opsbro.";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

    private final Path folder;
    private final String node;
    private final Map<String, FileChannel> files = new ConcurrentHashMap<>();
    private final Map<String, Deque<String>> last =
            new TreeMap<>(Map.of("ERROR", new ArrayDeque<>(), "WARNING", new ArrayDeque<>()));

    private Logs(Path folder, String node) {
        this.folder = folder;
        this.node = node;
    }

    /** Takes all that is logged in this process. */
    static Logs install(Path folder, String node, String level) {
        var logs = new Logs(folder, node);
        try {
            Files.createDirectories(folder);
        } catch (IOException failed) {
            throw new StartException("the log folder " + folder + " cannot be made: " + DataLock.reason(failed)
                    + ": choose another with --log-dir");
        }
        var root = Logger.getLogger("");
        for (var handler : root.getHandlers()) root.removeHandler(handler);
        root.addHandler(logs);
        logs.level(level);
        return logs;
    }

    /** ERROR, WARNING, INFO or DEBUG. Of libraries only warnings are told. */
    void level(String level) {
        Logger.getLogger("").setLevel(Level.WARNING);
        house().setLevel(
                        switch (level) {
                            case "ERROR" -> Level.SEVERE;
                            case "WARNING" -> Level.WARNING;
                            case "DEBUG" -> Level.FINE;
                            default -> Level.INFO;
                        });
    }

    private static Logger house() {
        return Logger.getLogger("org.opsbro");
    }

    @Override
    public synchronized void publish(LogRecord record) {
        var level = word(record.getLevel());
        var part = part(String.valueOf(record.getLoggerName()));
        var line = "[" + TIME.format(record.getInstant()) + "][" + level + "][" + node + "] [" + part + "]: "
                + record.getMessage() + thrown(record);
        var remembered = last.get(level);
        if (remembered != null) {
            remembered.add(line);
            if (remembered.size() > REMEMBERED) remembered.remove();
        }
        write(part, line + "\n");
    }

    private static String thrown(LogRecord record) {
        var thrown = record.getThrown();
        if (thrown == null) return "";
        var text = new StringBuilder(" (").append(thrown);
        for (var i = 0; i < Math.min(8, thrown.getStackTrace().length); i++)
            text.append(" < ").append(thrown.getStackTrace()[i]);
        return text.append(')').toString();
    }

    /** {@code org.opsbro.detection.live.CollectorTurn} speaks for the part detection; the roof for the daemon. */
    private static String part(String logger) {
        if (!logger.startsWith(HOUSE)) return "libraries";
        var room = logger.substring(HOUSE.length()).split("\\.", 2)[0];
        return room.equals("agent") ? "daemon" : room.toLowerCase(Locale.ROOT);
    }

    private static String word(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) return "ERROR";
        if (level.intValue() >= Level.WARNING.intValue()) return "WARNING";
        return level.intValue() >= Level.INFO.intValue() ? "INFO" : "DEBUG";
    }

    private void write(String part, String line) {
        try {
            var file = file(part);
            for (var left = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)); left.hasRemaining(); )
                file.write(left);
            if (file.position() > MOST_BYTES) turn(part, file);
        } catch (IOException full) {
            System.err.print(line); // the only place left
        }
    }

    private FileChannel file(String part) throws IOException {
        var open = files.get(part);
        if (open != null && open.isOpen()) return open;
        var path = folder.resolve(part + ".log");
        var file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
        file.position(file.size());
        files.put(part, file);
        return file;
    }

    private void turn(String part, FileChannel file) throws IOException {
        file.close();
        files.remove(part);
        Files.move(folder.resolve(part + ".log"), folder.resolve(part + ".log.1"), StandardCopyOption.REPLACE_EXISTING);
    }

    /** The last errors and warnings: {@code {"ERROR": […], "WARNING": […]}}. */
    synchronized Value.Fields remembered() {
        var fields = Value.object();
        last.forEach((level, lines) -> fields.with(level, Value.texts(lines)));
        return fields.end();
    }

    @Override
    public List<String> parts() {
        try (var names = Files.list(folder)) {
            return names.map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith(".log"))
                    .map(name -> name.substring(0, name.length() - ".log".length()))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    @Override
    public Optional<Value.Fields> read(String part, long lines, Optional<Long> after) {
        if (!parts().contains(part)) return Optional.empty();
        try (var file = new RandomAccessFile(folder.resolve(part + ".log").toFile(), "r")) {
            var end = file.length();
            // a file that was turned over begins anew
            var from = after.map(offset -> offset > end ? 0 : offset).orElse(Math.max(0, end - MOST_READ));
            var bytes = new byte[(int) Math.min(MOST_READ, end - from)];
            file.seek(from);
            file.readFully(bytes);
            var all = new String(bytes, StandardCharsets.UTF_8).lines().toList();
            var wanted = after.isPresent() ? all : all.subList((int) Math.max(0, all.size() - lines), all.size());
            return Optional.of(Value.object()
                    .with("next", from + bytes.length)
                    .with("lines", Value.texts(wanted))
                    .end());
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    "the log " + part + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    @Override
    public void flush() {
        // a line reaches the kernel when it is written
    }

    @Override
    public synchronized void close() {
        Logger.getLogger("").removeHandler(this);
        for (var file : files.values()) {
            try {
                file.close();
            } catch (IOException failed) {
                System.err.println("opsbro: a log cannot be closed: " + failed);
            }
        }
        files.clear();
    }

    static Instant started() {
        return ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
    }
}
