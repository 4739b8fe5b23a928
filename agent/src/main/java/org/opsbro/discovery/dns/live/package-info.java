/** The DNS listener's sockets: UDP on a thread of its own, TCP and forwarding on virtual threads with limits. */
@NullMarked
package org.opsbro.discovery.dns.live;

import org.jspecify.annotations.NullMarked;
