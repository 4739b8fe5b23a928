/** The processes of the machine, for the collector that tells of the largest and for whoever watches all: {@link org.opsbro.detection.processes.ProcessTable}. */
@NullMarked
package org.opsbro.detection.processes;

import org.jspecify.annotations.NullMarked;
