/**
 * Files from templates and from what is known of the cluster. {@link org.opsbro.automation.generators.Generator} is what a pack says,
 * {@link org.opsbro.automation.generators.Proposal} what is to be done about its file now; the half that does it is in {@code live}.
 */
@NullMarked
package org.opsbro.automation.generators;

import org.jspecify.annotations.NullMarked;
