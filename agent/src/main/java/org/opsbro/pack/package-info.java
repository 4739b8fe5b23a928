/** Packs, their four levels, parameters and definitions: start at {@link org.opsbro.pack.Packs}. */
@NullMarked
package org.opsbro.pack;

import org.jspecify.annotations.NullMarked;
