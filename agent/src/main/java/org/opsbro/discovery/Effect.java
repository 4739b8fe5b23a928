package org.opsbro.discovery;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.opsbro.model.ClusterEvent;
import org.opsbro.model.Event.NodeChange;
import org.opsbro.model.NodeId;

/** What {@link Membership} asks the live half to do, or tells it. To be carried out in their order. */
public sealed interface Effect {
    /** Send one packet; the messages fit into it. */
    record Send(Address to, List<Message> messages) implements Effect {
        public Send {
            messages = List.copyOf(messages);
        }
    }

    /**
     * Ping over a stream, and tell {@link Membership#onStreamPing}.
     *
     * @param patience after which a late answer is of no use
     */
    record StreamPing(int sequence, Address to, NodeId target, Duration patience) implements Effect {}

    /**
     * Hold a conversation over a stream: send the opening, give each frame that comes back to {@link Membership#onSync} and send what it answers, until
     * it answers nothing; then tell {@link Membership#onConversationEnd}.
     *
     * @param ticket names the conversation
     * @param why for logs: {@value #JOIN}, {@value #PUSH_PULL}, {@value #PROFILE}, {@value #EVENT}
     */
    record Converse(int ticket, Address to, Sync opening, String why) implements Effect {
        static final String JOIN = "join";
        static final String PUSH_PULL = "push-pull";
        static final String PROFILE = "profile";
        static final String EVENT = "event";
    }

    /**
     * A node is new or differs.
     *
     * @param quiet whether people were told enough of it: it changes too often
     */
    record Changed(NodeChange change, boolean quiet) implements Effect {}

    /** Nodes that were dead or gone for so long that they are no longer listed. */
    record Forgotten(Set<NodeId> ids) implements Effect {
        public Forgotten {
            ids = Set.copyOf(ids);
        }
    }

    /** An event of the cluster was heard the first time, or began here. */
    record Heard(ClusterEvent event) implements Effect {}

    /** To be kept on disk before the next packet is sent: the next start takes a higher one. */
    record RaisedIncarnation(long incarnation) implements Effect {}

    /** Nothing is heard from anybody, or again. */
    record Isolated(boolean isolated) implements Effect {}

    /**
     * The end of a {@link Membership#ping}.
     *
     * @param answered whether an answer came
     * @param roundTrip until then
     */
    record Pinged(NodeId target, boolean answered, Duration roundTrip) implements Effect {}

    /** Somebody answered a request for detection. */
    record Detected(int nonce, NodeId id, Address at, String name, String zone, boolean relay) implements Effect {}

    /** A question or an answer of detection to an agent that has the key of this zone, which is another than ours. */
    record Across(String zone, Address to, Message message) implements Effect {}

    /** Our departure has been told; the agent may stop. */
    record Departed() implements Effect {}

    /** A signed order made us leave: as if a person had asked for it. {@link Departed} follows. */
    record ForcedOut(Message.ForcedLeave order) implements Effect {}

    /** Something an operator would want to read. */
    record Log(Level level, String text) implements Effect {
        public enum Level {
            DEBUG,
            INFO,
            WARN
        }
    }
}
