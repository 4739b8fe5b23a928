/** The agent's own disk: atomic files in {@link org.opsbro.store.AtomicFile}, histories in {@link org.opsbro.store.Journal}. */
@NullMarked
package org.opsbro.store;

import org.jspecify.annotations.NullMarked;
