/** The listener of statsd. */
@NullMarked
package org.opsbro.metrology.statsd.live;

import org.jspecify.annotations.NullMarked;
