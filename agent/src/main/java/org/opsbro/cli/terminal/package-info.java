/** The terminal of a person who looks at a screen that lives: keys as they are pressed, the whole window, and all as it was when it ends. Start at {@link org.opsbro.cli.terminal.Terminal}. */
@NullMarked
package org.opsbro.cli.terminal;

import org.jspecify.annotations.NullMarked;
