package org.opsbro.kv.raft.live;

import com.alipay.sofa.jraft.core.NodeImpl;
import com.alipay.sofa.jraft.entity.EnumOutter.ErrorType;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.error.RaftError;
import com.alipay.sofa.jraft.error.RaftException;
import com.alipay.sofa.jraft.option.RaftMetaStorageOptions;
import com.alipay.sofa.jraft.storage.RaftMetaStorage;
import org.jspecify.annotations.Nullable;
import org.opsbro.kv.raft.live.LogFile.Vote;
import org.opsbro.store.StorageException;
import org.opsbro.store.StorageException.Kind;

/** The term and the vote as the engine sees them: on the disk before it tells anybody of them. Used by the engine under a lock of its own. */
final class SqliteVote implements RaftMetaStorage {
    private final LogFile file;
    private final Fatal fatal;
    private Vote vote = Vote.NONE;
    private @Nullable NodeImpl node;

    SqliteVote(LogFile file, Fatal fatal) {
        this.file = file;
        this.fatal = fatal;
    }

    @Override
    public boolean init(RaftMetaStorageOptions options) {
        node = options.getNode();
        try {
            vote = file.vote();
            if (peer(vote).toString().equals(vote.candidate()) || vote.equals(Vote.NONE)) return true;
            throw new StorageException(Kind.DAMAGED, "the vote for " + vote.candidate() + " is for nobody");
        } catch (StorageException failed) {
            fatal.because("the log of the consensus: cannot read the vote", failed);
            return false;
        }
    }

    private static PeerId peer(Vote vote) {
        var peer = new PeerId();
        return peer.parse(vote.candidate()) ? peer : PeerId.emptyPeer();
    }

    @Override
    public long getTerm() {
        return vote.term();
    }

    @Override
    public boolean setTerm(long term) {
        return save(new Vote(term, vote.candidate()));
    }

    @Override
    public PeerId getVotedFor() {
        return peer(vote);
    }

    @Override
    public boolean setVotedFor(PeerId candidate) {
        return save(new Vote(vote.term(), candidate.toString()));
    }

    @Override
    public boolean setTermAndVotedFor(long term, PeerId candidate) {
        return save(new Vote(term, candidate.toString()));
    }

    private boolean save(Vote next) {
        try {
            file.vote(next);
            vote = next;
            return true;
        } catch (StorageException failed) {
            var what = "the log of the consensus: cannot write the vote of term " + next.term();
            fatal.because(what, failed);
            if (node != null) node.onError(new RaftException(ErrorType.ERROR_TYPE_META, RaftError.EIO, what));
            return false;
        }
    }

    /** The file is closed by whoever opened it. */
    @Override
    public void shutdown() {}
}
