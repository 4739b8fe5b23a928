/** The hands of the store: its file, the thread that owns it, those who wait. Start at {@link org.opsbro.kv.live.KvKeeper}. */
@NullMarked
package org.opsbro.kv.live;

import org.jspecify.annotations.NullMarked;
