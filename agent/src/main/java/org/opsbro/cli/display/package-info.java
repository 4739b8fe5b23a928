/** How answers look on a terminal and in a pipe: text in, text out. Start at {@link org.opsbro.cli.display.Screen}. */
@NullMarked
package org.opsbro.cli.display;

import org.jspecify.annotations.NullMarked;
