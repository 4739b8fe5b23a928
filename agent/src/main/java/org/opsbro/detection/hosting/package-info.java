/** What this node runs on, told from local evidence alone: start at {@link org.opsbro.detection.hosting.Hosting}. */
@NullMarked
package org.opsbro.detection.hosting;

import org.jspecify.annotations.NullMarked;
