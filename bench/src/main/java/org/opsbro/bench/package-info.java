/** Figures beside the peers': each class prints what it measured, on this machine, now. */
@NullMarked
package org.opsbro.bench;

import org.jspecify.annotations.NullMarked;
