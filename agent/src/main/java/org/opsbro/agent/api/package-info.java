/** What the agent answers over HTTP: one class for each room. Start at {@link org.opsbro.agent.api.AgentApi}. */
@NullMarked
package org.opsbro.agent.api;

import org.jspecify.annotations.NullMarked;
