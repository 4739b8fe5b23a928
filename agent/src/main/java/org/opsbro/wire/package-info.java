/** Bytes in, bytes out: HTTP over Unix sockets and TCP. No domain here. */
@NullMarked
package org.opsbro.wire;

import org.jspecify.annotations.NullMarked;
