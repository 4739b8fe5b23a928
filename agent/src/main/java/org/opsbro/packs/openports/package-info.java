/** Ports that somebody listens on. */
@NullMarked
package org.opsbro.packs.openports;

import org.jspecify.annotations.NullMarked;
