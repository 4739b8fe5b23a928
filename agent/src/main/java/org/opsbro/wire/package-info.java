/**
 * Bytes in, bytes out: HTTP over Unix sockets and TCP ({@link org.opsbro.wire.HttpServer}); between agents, sealed packets over UDP ({@link
 * org.opsbro.wire.Datagrams}, {@link org.opsbro.wire.Sealer}) and sealed streams over TCP ({@link org.opsbro.wire.StreamServer}, {@link
 * org.opsbro.wire.StreamClient}), with the keys of zones ({@link org.opsbro.wire.KeyRing}). No domain here.
 */
@NullMarked
package org.opsbro.wire;

import org.jspecify.annotations.NullMarked;
