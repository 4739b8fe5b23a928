/** The machine as a port: start at {@link org.opsbro.host.Host}. */
@NullMarked
package org.opsbro.host;

import org.jspecify.annotations.NullMarked;
