/**
 * Commands on other nodes, done: {@link org.opsbro.automation.live.Exec} orders, {@link org.opsbro.automation.live.ExecService} obeys,
 * {@link org.opsbro.automation.live.Audit} remembers both.
 */
@NullMarked
package org.opsbro.automation.live;

import org.jspecify.annotations.NullMarked;
