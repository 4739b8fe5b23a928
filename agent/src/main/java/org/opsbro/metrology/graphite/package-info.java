/** What others send by the plaintext and pickle protocols of Graphite. Start with {@link org.opsbro.metrology.graphite.Samples}. */
@NullMarked
package org.opsbro.metrology.graphite;

import org.jspecify.annotations.NullMarked;
