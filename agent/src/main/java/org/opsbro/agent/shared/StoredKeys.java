package org.opsbro.agent.shared;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.opsbro.agent.api.Reserved;
import org.opsbro.kv.live.KvKeeper;
import org.opsbro.kv.live.Unavailable;
import org.opsbro.model.KeyTree;
import org.opsbro.model.Value;

/** Keys of the store that expressions read, wherever it is. */
public interface StoredKeys {
    /** Keys that begin so are what the agents keep in the store for themselves: whoever reads all keys does not read these. */
    String OURS = Reserved.PREFIX;

    /** Behind the last of them. */
    String BEHIND_OURS = OURS + "\uDBFF\uDFFF";

    /** Those of the store of this agent. */
    static StoredKeys of(KvKeeper keeper) {
        return new KeysHere(keeper);
    }

    /** The value of a key as expressions read it. */
    Optional<Value> value(String key) throws Unavailable, InterruptedException;

    /** Names of keys that begin so; those that go on after the separator are one name, up to it and with it. */
    List<String> names(String prefix, String separator, int most) throws Unavailable, InterruptedException;

    /** These and all that is below each of them, as far as that is little enough. */
    KeyTree tree(Set<String> names) throws Unavailable, InterruptedException;

    /** The revision of the last change, of whatever key. */
    long revision() throws Unavailable, InterruptedException;
}
