/** Packages and where they come from: what is installed, what must not be, repositories with their keys. */
@NullMarked
package org.opsbro.packs.packages;

import org.jspecify.annotations.NullMarked;
