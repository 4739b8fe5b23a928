/** Containers, as the kernel accounts for them: start at {@link org.opsbro.packs.containers.Containers}. */
@NullMarked
package org.opsbro.packs.containers;

import org.jspecify.annotations.NullMarked;
