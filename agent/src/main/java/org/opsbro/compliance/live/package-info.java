/** The half of compliance that acts: {@link org.opsbro.compliance.live.ComplianceTurn} looks and decides when, {@link org.opsbro.compliance.live.Workshop} changes. */
@NullMarked
package org.opsbro.compliance.live;

import org.jspecify.annotations.NullMarked;
