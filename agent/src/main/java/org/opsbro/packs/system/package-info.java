/** What the machine is, and its services. */
@NullMarked
package org.opsbro.packs.system;

import org.jspecify.annotations.NullMarked;
