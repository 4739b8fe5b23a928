/** The code of the pack {@code hypervisor}: what this node runs on. */
@NullMarked
package org.opsbro.packs.hypervisor;

import org.jspecify.annotations.NullMarked;
