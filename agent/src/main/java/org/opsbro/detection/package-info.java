/** What this server is: collectors give facts, detectors give groups. */
@NullMarked
package org.opsbro.detection;

import org.jspecify.annotations.NullMarked;
