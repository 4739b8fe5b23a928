/** The roof: builds the house, keeps the World, runs the turns. Start at {@link org.opsbro.agent.Bulletin} and {@link org.opsbro.agent.Clockwork}. */
@NullMarked
package org.opsbro.agent;

import org.jspecify.annotations.NullMarked;
