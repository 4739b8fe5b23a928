/**
 * Templates in the language of Jinja2, on the compiler of {@link org.opsbro.evaluator}: text of configuration files from what this agent knows.
 * Start at {@link org.opsbro.template.Template}; {@link org.opsbro.template.Inputs} says what a template can read.
 */
@NullMarked
package org.opsbro.template;

import org.jspecify.annotations.NullMarked;
