/**
 * The agent's own disk: atomic files in {@link org.opsbro.store.AtomicFile}, histories in {@link org.opsbro.store.Journal}, what grows and is read at the
 * start in {@link org.opsbro.store.FrameLog}, what is written once and looked up in {@link org.opsbro.store.BlockFile}.
 */
@NullMarked
package org.opsbro.store;

import org.jspecify.annotations.NullMarked;
