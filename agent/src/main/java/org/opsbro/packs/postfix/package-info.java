/** Postfix. */
@NullMarked
package org.opsbro.packs.postfix;

import org.jspecify.annotations.NullMarked;
