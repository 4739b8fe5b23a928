package org.opsbro.kv.raft.live;

import com.alipay.sofa.jraft.option.ApplyTaskMode;
import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.option.ReadOnlyOption;
import com.alipay.sofa.jraft.util.SignalHelper;
import com.alipay.sofa.jraft.util.ThreadPoolsFactory;
import com.alipay.sofa.jraft.util.concurrent.DefaultFixedThreadsExecutorGroup;
import com.alipay.sofa.jraft.util.concurrent.SingleThreadExecutor;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** How SOFAJRaft 1.4.1 is set up: safe before all, then small. Each line has a reason that is not obvious from its name. */
final class Engine {
    /** It tells a lot, much of it each half second while a server is down; what matters is told by {@link Machine} and {@link Fatal}. */
    private static final Logger ENGINE = Logger.getLogger("com.alipay.sofa.jraft");

    /** Its tasks may block and wait for one another, so they must not queue; its own pool refuses the 65th. Threads that wait for more would cost a timer for each task. */
    private static final ThreadPoolExecutor TASKS =
            new ThreadPoolExecutor(0, 1, 1, TimeUnit.SECONDS, new SynchronousQueue<>()) {
                @Override
                public void execute(Runnable task) {
                    Thread.ofVirtual().name("raft-task").start(task);
                }
            };

    private Engine() {}

    /** Before anything of the engine is loaded: it reads most of these once, for the whole process. */
    static void prepare(String group) {
        ENGINE.setLevel(Level.OFF);
        // one thread for each kind of timer, instead of one for each core
        for (var timer :
                new String[] {"election_timer", "vote_timer", "step_down_timer", "snapshot_timer", "scheduler"})
            System.setProperty("jraft.timer.global_" + timer + "_workers", "1");
        System.setProperty("jraft.append.entries.threads.send", "1");
        System.setProperty("jraft.closure.threadpool.size.min", "1");
        System.setProperty("jraft.internal.closure.threadpool.size.min", "1");
        System.setProperty("jraft.rpc.closure.threadpool.size.min", "1");
        try {
            ThreadPoolsFactory.registerThreadPool(group, TASKS);
        } catch (IllegalArgumentException again) {
            // the group was started before in this process: it has the same pool
        }
    }

    /** The engine takes SIGUSR2 for itself when it is loaded, to write what it knows into files where the process stands. */
    static void ignoreSignals() {
        SignalHelper.addSignal(SignalHelper.SIG_USR2, List.of());
    }

    static void configure(EngineOptions options, Settings settings) {
        options.setElectionTimeoutMs((int) settings.election().toMillis());
        options.setSnapshotUri(settings.folder().resolve("snapshots").toString());
        options.setLogUri("sqlite");
        options.setRaftMetaUri("sqlite");
        options.setSnapshotIntervalSecs(0); // by bytes: Machine
        options.setDisableCli(true);
        options.setApplyTaskMode(ApplyTaskMode.NonBlocking); // too many entries are refused, nobody waits
        // elections ping the others one by one under the lock of the node
        options.setRpcConnectTimeoutMs(250);
        options.setRpcProcessorThreadPoolSize(6); // 80
        options.setAppendEntriesExecutors(
                new DefaultFixedThreadsExecutorGroup(new SingleThreadExecutor[] {new OneByOne()}));
        // timers of their own tick a thousand times a second
        options.setSharedTimerPool(true);
        options.setSharedElectionTimer(true);
        options.setSharedVoteTimer(true);
        options.setSharedStepDownTimer(true);
        options.setSharedSnapshotTimer(true);
        options.setRaftOptions(raft(settings));
    }

    private static RaftOptions raft(Settings settings) {
        var raft = new RaftOptions();
        raft.setMaxElectionDelayMs((int) settings.election().dividedBy(2).toMillis());
        raft.setSync(true);
        raft.setSyncMeta(true); // of snapshots; not its default
        raft.setEnableLogEntryChecksum(true);
        raft.setOpenStatistics(false);
        // a lease would trust clocks
        raft.setReadOnlyOptions(ReadOnlyOption.ReadOnlySafe);
        raft.setMaxReadIndexLag(-1);
        // bytes in memory: per follower 32 messages, and what is not applied yet
        raft.setMaxReplicatorInflightMsgs(32);
        raft.setMaxBodySize(128 * 1024);
        raft.setMaxLogsInMemoryBytes(32L * 1024 * 1024);
        raft.setDisruptorBufferSize(1024);
        return raft;
    }
}
