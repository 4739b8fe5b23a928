/**
 * Who is in the cluster, and what they tell each other: SWIM with Lifeguard as a pure state machine. Start at {@link org.opsbro.discovery.Membership},
 * then {@link org.opsbro.discovery.Message} for what travels and {@link org.opsbro.discovery.Effect} for what is asked of the live half.
 */
@NullMarked
package org.opsbro.discovery;

import org.jspecify.annotations.NullMarked;
