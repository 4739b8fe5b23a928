/** Series on the disk: start at {@link org.opsbro.metrology.live.SeriesStore}. */
@NullMarked
package org.opsbro.metrology.live;

import org.jspecify.annotations.NullMarked;
