/** Which node of the zone keeps the series of a name: {@link org.opsbro.metrology.zone.Placement}. */
@NullMarked
package org.opsbro.metrology.zone;

import org.jspecify.annotations.NullMarked;
