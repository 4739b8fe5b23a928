/** Writes what generators propose, and runs what is owed then: start at {@link org.opsbro.automation.generators.live.GeneratorTurn}. */
@NullMarked
package org.opsbro.automation.generators.live;

import org.jspecify.annotations.NullMarked;
