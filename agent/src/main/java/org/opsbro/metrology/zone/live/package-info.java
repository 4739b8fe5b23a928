/** Series of the other nodes of the zone: whom to ask, how they are asked, and what they answer. Start reading at {@link org.opsbro.metrology.zone.live.ZoneSource}. */
@NullMarked
package org.opsbro.metrology.zone.live;

import org.jspecify.annotations.NullMarked;
