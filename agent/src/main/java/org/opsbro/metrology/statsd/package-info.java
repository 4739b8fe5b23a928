/** What applications send by the protocol of statsd: its lines, and what becomes of them until they are flushed. Start with {@link org.opsbro.metrology.statsd.Lines}. */
@NullMarked
package org.opsbro.metrology.statsd;

import org.jspecify.annotations.NullMarked;
