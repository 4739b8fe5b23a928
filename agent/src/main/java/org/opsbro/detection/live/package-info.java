/** Detection at work: one turn for each collector, one for the detectors. */
@NullMarked
package org.opsbro.detection.live;

import org.jspecify.annotations.NullMarked;
