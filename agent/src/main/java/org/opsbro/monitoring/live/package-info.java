/** Monitoring at work: the turn that runs the checks that are due. */
@NullMarked
package org.opsbro.monitoring.live;

import org.jspecify.annotations.NullMarked;
