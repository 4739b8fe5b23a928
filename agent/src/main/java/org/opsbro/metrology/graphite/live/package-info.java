/** The listener of Graphite's protocols. */
@NullMarked
package org.opsbro.metrology.graphite.live;

import org.jspecify.annotations.NullMarked;
