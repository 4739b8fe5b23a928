/**
 * Figures over time: {@link org.opsbro.metrology.Points} of a series, how they are kept ({@link org.opsbro.metrology.Head} and
 * {@link org.opsbro.metrology.Pieces}) and rolled up ({@link org.opsbro.metrology.Rollup}). {@code codec} makes them small, {@code live} puts them on the disk.
 */
@NullMarked
package org.opsbro.metrology;

import org.jspecify.annotations.NullMarked;
