package org.opsbro.discovery.live;

import java.time.Instant;
import org.opsbro.discovery.LinkFrame;
import org.opsbro.model.NodeId;

/** How a relay proves to the zones below that it is one, and how they judge that. For any thread. */
public interface LinkPapers {
    /** What a signature is good for. */
    String PURPOSE = "opsbro zone link";

    /** Proves that we are a relay of a zone: our certificate, and what was asked signed with its key; both empty where there is none. */
    LinkFrame.Proof prove(String zone, byte[] asked);

    /**
     * What a proof is worth.
     *
     * @param accepted whether there may be a link
     * @param words in which it is shown
     * @param until when it ends; MAX where it does not
     */
    record Standing(boolean accepted, String words, Instant until) {}

    /** Judges a proof that a node is a relay of a zone. */
    Standing judge(String zone, NodeId node, byte[] asked, LinkFrame.Proof proof);
}
