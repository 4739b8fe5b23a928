/** The commands, one class each, named after their words; {@link org.opsbro.cli.commands.Commands} lists them all. */
@NullMarked
package org.opsbro.cli.commands;

import org.jspecify.annotations.NullMarked;
