/**
 * The front door: the words a person types. It speaks to the agent over its socket and nothing else.
 *
 * <p>Start at {@link org.opsbro.cli.Cli}; the table of contents is {@code commands.Commands}, one class per command beside it; how things look is in
 * {@code display}.
 */
@NullMarked
package org.opsbro.cli;

import org.jspecify.annotations.NullMarked;
