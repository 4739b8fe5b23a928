package org.opsbro.kv.raft.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.alipay.sofa.jraft.conf.ConfigurationManager;
import com.alipay.sofa.jraft.entity.EnumOutter.EntryType;
import com.alipay.sofa.jraft.entity.LogEntry;
import com.alipay.sofa.jraft.entity.LogId;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.entity.codec.v2.LogEntryV2CodecFactory;
import com.alipay.sofa.jraft.option.LogStorageOptions;
import com.alipay.sofa.jraft.option.RaftMetaStorageOptions;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of the engine's storages, as its own tests and its callers have it. */
class SqliteLogTest {
    private static final PeerId A = new PeerId("a", 1);
    private static final PeerId B = new PeerId("b", 1);
    private static final PeerId C = new PeerId("c", 1);

    @TempDir
    Path folder;

    private final List<String> told = new ArrayList<>();
    private final Fatal fatal = (what, cause) -> told.add(what + ": " + cause.getMessage());
    private LogFile file;
    private SqliteLog log;
    private ConfigurationManager known;

    @BeforeEach
    void open() throws Exception {
        file = new LogFile(folder.resolve("raft.db"));
        log = new SqliteLog(file, fatal);
        known = new ConfigurationManager();
        var options = new LogStorageOptions();
        options.setConfigurationManager(known);
        options.setLogEntryCodecFactory(LogEntryV2CodecFactory.getInstance());
        assertThat(log.init(options)).isTrue();
    }

    @AfterEach
    void close() throws Exception {
        log.shutdown();
        file.close();
    }

    private void reopen() throws Exception {
        close();
        open();
    }

    private static LogEntry entry(long index, long term) {
        var entry = new LogEntry(EntryType.ENTRY_TYPE_DATA);
        entry.setId(new LogId(index, term));
        entry.setData(ByteBuffer.wrap(("entry " + index).getBytes(UTF_8)));
        entry.setChecksum(entry.checksum());
        return entry;
    }

    private static LogEntry configuration(long index, List<PeerId> peers, List<PeerId> before) {
        var entry = new LogEntry(EntryType.ENTRY_TYPE_CONFIGURATION);
        entry.setId(new LogId(index, 1));
        entry.setPeers(peers);
        entry.setLearners(List.of(C));
        if (!before.isEmpty()) entry.setOldPeers(before);
        entry.setChecksum(entry.checksum());
        return entry;
    }

    private static List<LogEntry> entries(long from, long to) {
        return LongStream.rangeClosed(from, to)
                .mapToObj(index -> entry(index, 1))
                .toList();
    }

    @Test
    void an_empty_log_has_the_last_index_0() {
        assertThat(log.getFirstLogIndex()).isEqualTo(1);
        assertThat(log.getLastLogIndex()).isEqualTo(0);
        assertThat(log.getEntry(100)).isNull();
    }

    @Test
    void entries_come_back_as_they_went() throws Exception {
        assertThat(log.appendEntry(entry(1, 3))).isTrue();
        assertThat(log.appendEntries(List.of(entry(2, 4), entry(3, 4)))).isEqualTo(2);
        assertThat(log.appendEntries(List.of())).isZero();
        reopen();

        assertThat(log.getFirstLogIndex()).isEqualTo(1);
        assertThat(log.getLastLogIndex()).isEqualTo(3);
        assertThat(log.getEntry(2)).isEqualTo(entry(2, 4));
        var second = Objects.requireNonNull(log.getEntry(2));
        assertThat(second.isCorrupted()).isFalse();
        assertThat(second.getData()).isEqualTo(ByteBuffer.wrap("entry 2".getBytes(UTF_8)));
        assertThat(told).isEmpty();
    }

    @Test
    void configurations_are_told_when_it_is_opened() throws Exception {
        log.appendEntry(configuration(1, List.of(A), List.of()));
        log.appendEntries(entries(2, 4));
        log.appendEntry(configuration(5, List.of(A, B), List.of(A)));
        log.appendEntry(configuration(6, List.of(A, B), List.of()));
        reopen();

        var last = known.getLastConfiguration();
        assertThat(last.getId()).isEqualTo(new LogId(6, 1));
        assertThat(last.getConf().getPeerSet()).containsExactlyInAnyOrder(A, B);
        assertThat(last.getConf().getLearners()).containsExactly(C);
        assertThat(last.getOldConf().isEmpty()).isTrue();
        var joint = known.get(5);
        assertThat(joint.getId().getIndex()).isEqualTo(5);
        assertThat(joint.getOldConf().getPeers()).containsExactly(A);
        assertThat(known.get(4).getConf().getPeers()).containsExactly(A);

        log.truncatePrefix(2);
        log.truncateSuffix(5);
        reopen();
        assertThat(known.get(4).getId().getIndex()).isZero();
        assertThat(known.getLastConfiguration().getId().getIndex()).isEqualTo(5);
    }

    @Test
    void it_is_cut_at_both_ends() throws Exception {
        log.appendEntries(entries(1, 10));
        assertThat(log.truncatePrefix(5)).isTrue();
        assertThat(log.getFirstLogIndex()).isEqualTo(5);
        assertThat(log.getEntry(4)).isNull();
        assertThat(log.getEntry(5)).isEqualTo(entry(5, 1));

        assertThat(log.truncateSuffix(8)).isTrue();
        assertThat(log.getLastLogIndex()).isEqualTo(8);
        assertThat(log.getEntry(9)).isNull();

        assertThat(log.appendEntry(entry(9, 2))).isTrue();
        reopen();
        assertThat(log.getEntry(9)).isEqualTo(entry(9, 2));
        assertThat(log.getFirstLogIndex()).isEqualTo(5);
    }

    @Test
    void a_snapshot_beyond_its_end_leaves_it_empty_and_beginning_there() throws Exception {
        log.appendEntries(entries(1, 10));
        assertThat(log.truncatePrefix(501)).isTrue();
        reopen();

        assertThat(log.getFirstLogIndex()).isEqualTo(501);
        assertThat(log.getLastLogIndex()).isEqualTo(0);
        assertThat(log.appendEntries(entries(501, 502))).isEqualTo(2);
        assertThat(log.getLastLogIndex()).isEqualTo(502);
    }

    @Test
    void a_reset_leaves_nothing() throws Exception {
        log.appendEntries(entries(1, 10));
        assertThat(log.reset(5)).isTrue();
        assertThat(log.getEntry(5)).isNull();
        reopen();

        assertThat(log.getFirstLogIndex()).isEqualTo(5);
        assertThat(log.getLastLogIndex()).isEqualTo(0);
        assertThatThrownBy(() -> log.reset(0)).isInstanceOf(IllegalArgumentException.class);
    }

    private void change(String sql) throws Exception {
        try (var other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("raft.db"));
                var statement = other.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void what_cannot_be_read_or_written_is_fatal() throws Exception {
        log.appendEntry(configuration(1, List.of(A), List.of()));
        log.appendEntries(entries(2, 3));
        change("update log set entry = x'0102' where i = 2");
        assertThat(log.getEntry(2)).isNull();
        assertThat(told).containsExactly("the log of the consensus: cannot read entry 2: 2 bytes are no entry");

        change("drop table log");
        assertThat(log.getEntry(3)).isNull();
        assertThat(told).last().asString().contains("cannot read entry 3").contains("no such table");
        assertThat(log.appendEntry(entry(4, 1))).isFalse();
        assertThat(told).last().asString().contains("cannot add 1 entries");
        assertThat(log.truncatePrefix(2)).isFalse();
        assertThat(log.truncateSuffix(2)).isFalse();
        assertThat(log.reset(2)).isFalse();
        assertThat(told).hasSize(6);
    }

    @Test
    void a_configuration_that_was_changed_on_the_disk_is_fatal() throws Exception {
        var changed = configuration(1, List.of(A), List.of());
        changed.setPeers(List.of(A, B));
        log.appendEntry(changed);

        var options = new LogStorageOptions();
        options.setConfigurationManager(new ConfigurationManager());
        assertThat(log.init(options)).isFalse();
        assertThat(told).last().asString().contains("has another sum");
    }

    @Test
    void the_vote_is_on_the_disk() throws Exception {
        var vote = new SqliteVote(file, fatal);
        assertThat(vote.init(new RaftMetaStorageOptions())).isTrue();
        assertThat(vote.getTerm()).isZero();
        assertThat(vote.getVotedFor().isEmpty()).isTrue();
        assertThat(vote.setTermAndVotedFor(1, PeerId.emptyPeer())).isTrue();
        assertThat(vote.setVotedFor(A)).isTrue();
        assertThat(vote.setTerm(3)).isTrue();
        reopen();

        var again = new SqliteVote(file, fatal);
        assertThat(again.init(new RaftMetaStorageOptions())).isTrue();
        assertThat(again.getTerm()).isEqualTo(3);
        assertThat(again.getVotedFor()).isEqualTo(A);

        change("drop table vote");
        assertThat(again.setTerm(4)).isFalse();
        assertThat(again.getTerm()).isEqualTo(3);
        assertThat(told).singleElement().asString().contains("cannot write the vote of term 4");
    }
}
