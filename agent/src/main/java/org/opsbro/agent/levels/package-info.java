/**
 * The levels global and zone, the same on all nodes they are for: a signed {@link org.opsbro.agent.levels.Manifest} and files by their hash in the store of the
 * zone. Begin with {@link org.opsbro.agent.levels.Levels}.
 */
@NullMarked
package org.opsbro.agent.levels;

import org.jspecify.annotations.NullMarked;
