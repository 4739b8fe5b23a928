/** A store that several agents have together: who is in it, how the others reach it, and what becomes of it when agents come and go. */
@NullMarked
package org.opsbro.agent.shared;

import org.jspecify.annotations.NullMarked;
