/** The SSH server. */
@NullMarked
package org.opsbro.packs.sshd;

import org.jspecify.annotations.NullMarked;
