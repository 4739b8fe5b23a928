/** Numbers read from text without making a text of each: for collectors that run every few seconds. */
@NullMarked
package org.opsbro.detection.sheet;

import org.jspecify.annotations.NullMarked;
