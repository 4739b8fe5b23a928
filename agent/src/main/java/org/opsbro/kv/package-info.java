/**
 * The store that the agents of a zone share: keys, sessions, locks. This half thinks: {@link org.opsbro.kv.Keys} folds the entries of a log into
 * {@link org.opsbro.kv.Tables}, and the same entries in the same order give the same tables on every node.
 *
 * <p>Start at {@link org.opsbro.kv.Command}, then {@link org.opsbro.kv.Keys}. Whoever proposes an entry stamps it with two times
 * ({@link org.opsbro.kv.Entry}), so that no clock is asked here.
 */
@NullMarked
package org.opsbro.kv;

import org.jspecify.annotations.NullMarked;
