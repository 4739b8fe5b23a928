/** Checks, their states and their history. */
@NullMarked
package org.opsbro.monitoring;

import org.jspecify.annotations.NullMarked;
