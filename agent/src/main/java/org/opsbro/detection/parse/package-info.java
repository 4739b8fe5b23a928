/** Text from commands, files, sockets and HTTP made into facts: start at {@link org.opsbro.detection.parse.FactParser}. */
@NullMarked
package org.opsbro.detection.parse;

import org.jspecify.annotations.NullMarked;
