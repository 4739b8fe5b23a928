package org.opsbro.agent.api;

import java.io.IOException;
import org.opsbro.model.Value;
import org.opsbro.wire.Reply;

/** Something that a person asks for and that may be refused. */
public interface Deed {
    /** @throws IOException with the reason, if it is not done */
    Value done() throws IOException, InterruptedException;

    /** What came of it; 409 with the reason where it was refused. */
    static Reply answer(Deed deed) throws InterruptedException {
        try {
            return Reply.json(deed.done());
        } catch (IOException refused) {
            return Reply.error(409, String.valueOf(refused.getMessage()));
        }
    }
}
