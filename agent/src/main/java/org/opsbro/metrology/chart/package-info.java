/**
 * Charts of series over time. {@link org.opsbro.metrology.chart.Plot} lays a {@link org.opsbro.metrology.chart.Chart} out and draws it on a
 * {@link org.opsbro.metrology.chart.Canvas}: {@link org.opsbro.metrology.chart.Svg} writes text, {@link org.opsbro.metrology.chart.Raster} a PNG, with letters of
 * {@link org.opsbro.metrology.chart.Typeface}. The same chart is always the same bytes. Why not Java's own graphics: {@code docs/decisions/0014-charts.md}.
 */
@NullMarked
package org.opsbro.metrology.chart;

import org.jspecify.annotations.NullMarked;
