/**
 * The language of Graphite's targets: {@link org.opsbro.metrology.render.TargetParser} reads them, {@link org.opsbro.metrology.render.Evaluation} makes
 * {@link org.opsbro.metrology.render.Curve}s of them, with the functions of {@link org.opsbro.metrology.render.Functions}, from a
 * {@link org.opsbro.metrology.render.Source} of samples. Held to the answers of graphite-web 1.1.8.
 */
@NullMarked
package org.opsbro.metrology.render;

import org.jspecify.annotations.NullMarked;
