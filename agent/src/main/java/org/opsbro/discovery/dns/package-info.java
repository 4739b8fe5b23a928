/**
 * Answers of the DNS listener: a query and the nodes of the World go in, bytes come out. {@link org.opsbro.discovery.dns.DnsTable} is what is known
 * by name, made once for each change of the nodes; {@link org.opsbro.discovery.dns.Responder} answers from it. Sockets are in {@code live}.
 */
@NullMarked
package org.opsbro.discovery.dns;

import org.jspecify.annotations.NullMarked;
