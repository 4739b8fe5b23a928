@NullMarked
package org.opsbro.packs.packages;

import org.jspecify.annotations.NullMarked;
