/** The real machine. Start at {@link org.opsbro.host.linux.LinuxHost}. */
@NullMarked
package org.opsbro.host.linux;

import org.jspecify.annotations.NullMarked;
