/** The time zone of the machine. */
@NullMarked
package org.opsbro.packs.timezone;

import org.jspecify.annotations.NullMarked;
