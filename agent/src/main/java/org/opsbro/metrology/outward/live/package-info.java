/** Sends what comes into the series to other programs. Begin with {@link org.opsbro.metrology.outward.live.Outward}. */
@NullMarked
package org.opsbro.metrology.outward.live;

import org.jspecify.annotations.NullMarked;
