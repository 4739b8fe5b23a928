package org.opsbro.kv.raft.live;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Iterator;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.core.StateMachineAdapter;
import com.alipay.sofa.jraft.entity.LeaderChangeContext;
import com.alipay.sofa.jraft.error.RaftError;
import com.alipay.sofa.jraft.error.RaftException;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotReader;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.opsbro.kv.raft.live.StateMachine.Entry;
import org.opsbro.kv.raft.live.StateMachine.Pinned;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The state machine as the engine sees it. Called by one thread of the engine. */
final class Machine extends StateMachineAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Machine.class);
    /** What is taken in one transaction. */
    private static final int MOST_ENTRIES = 1024;

    private static final long MOST_ENTRY_BYTES = 1024L * 1024;
    /** What an entry costs in the log beside its content. */
    private static final long ENTRY_BYTES = 64;

    private final StateMachine machine;
    private final Fatal fatal;
    private final long snapshotBytes;
    private final Runnable snapshotDue;
    private final Runnable changed;
    private long sinceSnapshot;
    private volatile long lastSnapshotBytes;

    /**
     * @param snapshotBytes how much is taken between two snapshots, at least
     * @param snapshotDue asks for one; not to block
     * @param changed who leads, or who is a member, may have changed; not to block
     */
    Machine(StateMachine machine, Fatal fatal, long snapshotBytes, Runnable snapshotDue, Runnable changed) {
        this.machine = machine;
        this.fatal = fatal;
        this.snapshotBytes = snapshotBytes;
        this.snapshotDue = snapshotDue;
        this.changed = changed;
    }

    /** An entry that is for nobody. */
    static ByteBuffer nothing() {
        return ByteBuffer.allocate(0);
    }

    @Override
    public void onApply(Iterator entries) {
        var batch = new Batch();
        while (entries.hasNext()) {
            batch.add(entries);
            if (batch.full()) batch = batch.taken();
            entries.next();
        }
        batch.taken();
    }

    /** Entries that are taken together. */
    private final class Batch {
        private final long known = machine.appliedIndex();
        private final List<Entry> entries = new ArrayList<>();
        private final List<Closure> waiting = new ArrayList<>();
        private long bytes;

        @SuppressWarnings("NullAway") // an entry of another server has nobody who waits
        void add(Iterator at) {
            var data = at.getData();
            var content = new byte[data.remaining()];
            data.duplicate().get(content);
            bytes += content.length + ENTRY_BYTES;
            // what it has on its disk is told again after a start
            if (at.getIndex() <= known || content.length == 0) return;
            entries.add(new Entry(at.getIndex(), at.getTerm(), content));
            waiting.add(at.done());
        }

        boolean full() {
            return entries.size() >= MOST_ENTRIES || bytes >= MOST_ENTRY_BYTES;
        }

        Batch taken() {
            if (!entries.isEmpty()) tell(answers());
            sinceSnapshot += bytes;
            if (sinceSnapshot >= Math.max(snapshotBytes, lastSnapshotBytes / 2)) {
                sinceSnapshot = 0;
                snapshotDue.run();
            }
            return new Batch();
        }

        private List<byte[]> answers() {
            try {
                var answers = machine.apply(List.copyOf(entries));
                if (answers.size() == entries.size()) return answers;
                throw new IOException(answers.size() + " answers to " + entries.size() + " entries");
            } catch (IOException | RuntimeException failed) {
                fatal.because(
                        "the state machine cannot take entries from "
                                + entries.getFirst().index(),
                        failed);
                // the engine takes them for done, as they were read
                for (var each : waiting)
                    if (each != null) each.run(new Status(RaftError.ESTATEMACHINE, "%s", failed.getMessage()));
                throw failed instanceof RuntimeException bug ? bug : new UncheckedIOException((IOException) failed);
            }
        }

        private void tell(List<byte[]> answers) {
            for (var at = 0; at < entries.size(); at++)
                if (waiting.get(at) instanceof Proposal proposal)
                    proposal.applied(entries.get(at).index(), answers.get(at));
        }
    }

    /** Pins it here, and writes it on another thread. */
    @Override
    public void onSnapshotSave(SnapshotWriter writer, Closure done) {
        try {
            var pinned = machine.pin();
            Thread.ofVirtual().name("raft-snapshot").start(() -> save(pinned, writer, done));
        } catch (IOException | RuntimeException failed) {
            failed(done, failed);
        }
    }

    private void save(Pinned pinned, SnapshotWriter writer, Closure done) {
        try (pinned) {
            var folder = Path.of(writer.getPath());
            pinned.write(folder);
            var bytes = 0L;
            for (var file : files(folder)) {
                sync(file);
                bytes += Files.size(file);
                if (!writer.addFile(file.getFileName().toString())) throw new IOException("cannot add " + file);
            }
            sync(folder);
            lastSnapshotBytes = bytes;
        } catch (IOException | RuntimeException failed) {
            failed(done, failed);
            return;
        }
        done.run(Status.OK());
    }

    /** The log stays as long as it is, and the next one may succeed: a disk that is full is fatal only to who writes the log. */
    private static void failed(Closure done, Exception failed) {
        LOG.warn("consensus: no snapshot reason={}", failed.getMessage(), failed);
        done.run(new Status(-1, "no snapshot: %s", failed.getMessage()));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> Files.isRegularFile(file)
                            && !file.getFileName().toString().startsWith("__"))
                    .sorted()
                    .toList();
        }
    }

    private static void sync(Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public boolean onSnapshotLoad(SnapshotReader reader) {
        var index = reader.load().getLastIncludedIndex();
        try {
            // after a start it has what is in its last snapshot, and more
            if (machine.appliedIndex() < index) machine.load(Path.of(reader.getPath()), index);
            sinceSnapshot = 0;
            return true;
        } catch (IOException | RuntimeException failed) {
            fatal.because("the state machine cannot load the snapshot of " + index, failed);
            return false;
        }
    }

    @Override
    public void onError(RaftException error) {
        fatal.because("the engine of the consensus stopped", error);
    }

    @Override
    public void onLeaderStart(long term) {
        LOG.info("consensus: leading term={}", term);
        changed.run();
    }

    @Override
    public void onLeaderStop(Status why) {
        LOG.info("consensus: no longer leading reason={}", why.getErrorMsg());
        changed.run();
    }

    @Override
    public void onStartFollowing(LeaderChangeContext leader) {
        LOG.info("consensus: following leader={} term={}", leader.getLeaderId().getIp(), leader.getTerm());
        changed.run();
    }

    @Override
    public void onStopFollowing(LeaderChangeContext leader) {
        LOG.info("consensus: no leader, was={} term={}", leader.getLeaderId().getIp(), leader.getTerm());
        changed.run();
    }

    @Override
    public void onConfigurationCommitted(Configuration members) {
        changed.run();
    }

    @Override
    public void onShutdown() {
        changed.run();
    }
}
