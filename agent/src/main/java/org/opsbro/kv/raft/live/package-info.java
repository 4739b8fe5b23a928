/**
 * The consensus of the replicated store: SOFAJRaft behind a small interface, with its log and vote in SQLite and its messages on the agents' own
 * streams. Only this package knows that engine; an agent that is no member of a consensus loads nothing of it.
 */
@NullMarked
package org.opsbro.kv.raft.live;

import org.jspecify.annotations.NullMarked;
