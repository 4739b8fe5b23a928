/** Clients of stores that cost next to nothing themselves: raw sockets, one call at a time. */
@NullMarked
package org.opsbro.bench.kv;

import org.jspecify.annotations.NullMarked;
