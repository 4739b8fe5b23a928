/** The Linux system: processors, memory, disks, network, kernel, processes. */
@NullMarked
package org.opsbro.packs.linux;

import org.jspecify.annotations.NullMarked;
