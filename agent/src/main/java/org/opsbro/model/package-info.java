/** The values that every room speaks: start at {@link org.opsbro.model.World} and {@link org.opsbro.model.Event}. */
@NullMarked
package org.opsbro.model;

import org.jspecify.annotations.NullMarked;
