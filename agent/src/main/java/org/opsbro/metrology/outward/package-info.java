/** What is told of the series to other programs, and how: names, texts, Protobuf, Snappy. Begin with {@link org.opsbro.metrology.outward.Format}. */
@NullMarked
package org.opsbro.metrology.outward;

import org.jspecify.annotations.NullMarked;
