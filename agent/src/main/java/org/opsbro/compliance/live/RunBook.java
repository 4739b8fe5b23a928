package org.opsbro.compliance.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.opsbro.compliance.Change;
import org.opsbro.compliance.ChangeNote;
import org.opsbro.host.HostException;
import org.opsbro.model.Value;
import org.opsbro.model.Value.Fields;
import org.opsbro.store.Journal;
import org.opsbro.store.PrivateFolder;

/**
 * What was changed, in order: an entry before each change and one after it, both on the disk before the agent goes on, and what was there before in a file
 * of its own. A run is what one look at one compliance changed. Kept for {@value #DAYS} days. For any thread.
 */
final class RunBook implements AutoCloseable {
    private static final int DAYS = 93;
    private static final int MOST_ENTRIES = 100_000;

    private final Journal journal;
    private final Path backups;

    /** A change of a run, as it was noted; neither done nor with a failure if the agent ended in between. */
    record Noted(String run, int number, String rule, Fields change, boolean done, String failure, Instant at) {}

    RunBook(Path folder) throws IOException {
        this.journal = new Journal(folder.resolve("journal"), new Journal.Keep(DAYS, 256L * 1024 * 1024));
        this.backups = PrivateFolder.make(folder.resolve("backup"));
    }

    /** Notes that a change is about to be made; when it returns, that and what was there before are on the disk. */
    void before(String run, int number, String rule, Change change, Instant at) throws IOException {
        var kept = ChangeNote.backup(change);
        if (kept.isPresent()) keep(run, number, kept.get());
        journal.append(
                at,
                Value.object()
                        .with("type", "change")
                        .with("run", run)
                        .with("number", number)
                        .with("rule", rule)
                        .with("change", ChangeNote.written(change))
                        .end());
        journal.sync();
    }

    /** Notes how it ended; an empty failure for well. */
    void after(String run, int number, String failure, Instant at) throws IOException {
        journal.append(
                at,
                Value.object()
                        .with("type", failure.isEmpty() ? "done" : "failed")
                        .with("run", run)
                        .with("number", number)
                        .with("failure", failure)
                        .end());
        journal.sync();
    }

    private void keep(String run, int number, byte[] content) throws IOException {
        var folder = PrivateFolder.make(backups.resolve(run));
        var file = folder.resolve(Integer.toString(number));
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, content);
        try (var channel = java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** What was there before a change; empty if nothing was, or it is not kept any more. */
    Optional<byte[]> kept(String run, int number) {
        var file = backups.resolve(run).resolve(Integer.toString(number));
        if (!Files.isRegularFile(file)) return Optional.empty();
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (IOException failed) {
            throw new HostException(
                    "the former content in " + file + " cannot be read: " + failed.getMessage(), failed);
        }
    }

    /** The changes of all runs, oldest first. */
    List<Noted> all() {
        try {
            return read(journal.last(MOST_ENTRIES));
        } catch (IOException failed) {
            throw new UncheckedIOException("the journal of changes cannot be read", failed);
        }
    }

    List<Noted> of(String run) {
        return all().stream().filter(noted -> noted.run().equals(run)).toList();
    }

    private static List<Noted> read(List<Fields> entries) {
        var all = new ArrayList<Noted>();
        for (var entry : entries) {
            var run = entry.get("run").display();
            var number = entry.get("number") instanceof Value.Int found ? (int) found.number() : 0;
            if (entry.get("change") instanceof Fields change)
                all.add(new Noted(
                        run,
                        number,
                        entry.get("rule").display(),
                        change,
                        false,
                        "",
                        Instant.parse(entry.get("at").display())));
            else
                all.replaceAll(
                        noted -> noted.run().equals(run) && noted.number() == number ? ended(noted, entry) : noted);
        }
        return all;
    }

    private static Noted ended(Noted noted, Fields entry) {
        var done = entry.get("type").display().equals("done");
        return new Noted(
                noted.run(),
                noted.number(),
                noted.rule(),
                noted.change(),
                done,
                entry.get("failure").display(),
                noted.at());
    }

    /** Forgets what was kept longer than the journal. */
    void forget(Instant now) {
        var oldest = now.minus(Duration.ofDays(DAYS));
        try (Stream<Path> runs = Files.list(backups)) {
            for (var run : runs.toList())
                if (Files.getLastModifiedTime(run).toInstant().isBefore(oldest)) PrivateFolder.remove(run);
        } catch (IOException failed) {
            throw new UncheckedIOException("old backups in " + backups + " cannot be removed", failed);
        }
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
