/**
 * Configuration automation: commands on groups of nodes. An {@link org.opsbro.automation.Errand} becomes a signed
 * {@link org.opsbro.automation.Order} for each node, {@link org.opsbro.automation.Admission} decides there whether it is obeyed, and
 * {@link org.opsbro.automation.Frame}s carry it all. What acts is in {@code live}.
 */
@NullMarked
package org.opsbro.automation;

import org.jspecify.annotations.NullMarked;
