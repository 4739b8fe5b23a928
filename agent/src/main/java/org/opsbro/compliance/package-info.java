/**
 * System compliance: what a machine should be, what it is, and what would make it so. Start at {@link org.opsbro.compliance.RuleType}: it looks and
 * tells {@link org.opsbro.compliance.Findings}, with the {@link org.opsbro.compliance.Change}s that would mend what it found. Audit shows these; only
 * enforcement has the {@link org.opsbro.host.Hands} to apply them.
 */
@NullMarked
package org.opsbro.compliance;

import org.jspecify.annotations.NullMarked;
