package org.opsbro.kv.raft.live;

import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.conf.ConfigurationEntry;
import com.alipay.sofa.jraft.entity.EnumOutter.EntryType;
import com.alipay.sofa.jraft.entity.LogEntry;
import com.alipay.sofa.jraft.entity.codec.LogEntryCodecFactory;
import com.alipay.sofa.jraft.entity.codec.v2.LogEntryV2CodecFactory;
import com.alipay.sofa.jraft.option.LogStorageOptions;
import com.alipay.sofa.jraft.storage.LogStorage;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.opsbro.store.StorageException;
import org.opsbro.store.StorageException.Kind;

/**
 * The log as the engine sees it. What fails is told to {@link Fatal} first and to the engine then.
 *
 * <p>A log that is reset is empty, unlike the engine's own, which puts a placeholder of term 0 into it: one that starts anew with that in its log trips
 * over it.
 */
final class SqliteLog implements LogStorage {
    private static final LogEntryCodecFactory CODEC = LogEntryV2CodecFactory.getInstance();

    private final LogFile file;
    private final Fatal fatal;

    SqliteLog(LogFile file, Fatal fatal) {
        this.file = file;
        this.fatal = fatal;
    }

    /** Tells the engine the configurations that are in the log. */
    @Override
    public boolean init(LogStorageOptions options) {
        try {
            for (var bytes : file.configurations())
                options.getConfigurationManager().add(configuration(bytes));
            return true;
        } catch (StorageException failed) {
            return failed("cannot read the configurations", failed);
        }
    }

    private static ConfigurationEntry configuration(byte[] bytes) {
        var entry = CODEC.decoder().decode(bytes);
        if (entry == null || entry.getType() != EntryType.ENTRY_TYPE_CONFIGURATION)
            throw new StorageException(Kind.DAMAGED, "an entry of " + bytes.length + " bytes is no configuration");
        if (entry.isCorrupted())
            throw new StorageException(Kind.DAMAGED, "entry " + entry.getId() + " has another sum");
        var before = entry.getOldPeers() == null
                ? new Configuration()
                : new Configuration(entry.getOldPeers(), entry.getOldLearners());
        return new ConfigurationEntry(
                entry.getId().copy(), new Configuration(entry.getPeers(), entry.getLearners()), before);
    }

    @Override
    public long getFirstLogIndex() {
        return file.first();
    }

    @Override
    public long getLastLogIndex() {
        return file.last();
    }

    /** The engine itself looks at the sum of an entry. */
    @Override
    public @Nullable LogEntry getEntry(long index) {
        try {
            var bytes = file.entry(index);
            if (bytes.isEmpty()) return null;
            var entry = CODEC.decoder().decode(bytes.get());
            if (entry != null) return entry;
            // for null the engine would take the entry as one that was never there
            failed(
                    "cannot read entry " + index,
                    new StorageException(Kind.DAMAGED, bytes.get().length + " bytes are no entry"));
        } catch (StorageException failed) {
            failed("cannot read entry " + index, failed);
        }
        return null;
    }

    @Override
    @Deprecated
    public long getTerm(long index) {
        var entry = getEntry(index);
        return entry == null ? 0 : entry.getId().getTerm();
    }

    @Override
    public boolean appendEntry(LogEntry entry) {
        return appendEntries(List.of(entry)) == 1;
    }

    @Override
    public int appendEntries(List<LogEntry> entries) {
        return done("cannot add " + entries.size() + " entries", () -> {
                    file.append(entries.stream().map(SqliteLog::row).toList());
                })
                ? entries.size()
                : 0;
    }

    private static LogFile.Row row(LogEntry entry) {
        var configuration = entry.getType() == EntryType.ENTRY_TYPE_CONFIGURATION;
        return new LogFile.Row(
                entry.getId().getIndex(), configuration, CODEC.encoder().encode(entry));
    }

    @Override
    public boolean truncatePrefix(long firstIndexKept) {
        return done("cannot begin at " + firstIndexKept, () -> file.truncatePrefix(firstIndexKept));
    }

    @Override
    public boolean truncateSuffix(long lastIndexKept) {
        return done("cannot end at " + lastIndexKept, () -> file.truncateSuffix(lastIndexKept));
    }

    @Override
    public boolean reset(long nextLogIndex) {
        if (nextLogIndex <= 0) throw new IllegalArgumentException("a log cannot begin at " + nextLogIndex);
        return done("cannot begin anew at " + nextLogIndex, () -> file.reset(nextLogIndex));
    }

    private interface Deed {
        void run();
    }

    private boolean done(String what, Deed deed) {
        try {
            deed.run();
            return true;
        } catch (StorageException failed) {
            return failed(what, failed);
        }
    }

    private boolean failed(String what, StorageException failed) {
        fatal.because("the log of the consensus: " + what, failed);
        return false;
    }

    /** The file is closed by whoever opened it. */
    @Override
    public void shutdown() {}
}
