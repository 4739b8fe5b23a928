/** The program as a user has it: processes started by the launcher of the clone. */
@NullMarked
package org.opsbro.it;

import org.jspecify.annotations.NullMarked;
