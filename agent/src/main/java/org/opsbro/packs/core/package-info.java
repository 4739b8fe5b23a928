/** The functions that every expression may call. */
@NullMarked
package org.opsbro.packs.core;

import org.jspecify.annotations.NullMarked;
