/** The expression language: start at {@link org.opsbro.evaluator.Evaluator}. */
@NullMarked
package org.opsbro.evaluator;

import org.jspecify.annotations.NullMarked;
