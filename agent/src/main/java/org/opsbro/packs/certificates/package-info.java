/** Certificates in files and on servers, and how long they are good. */
@NullMarked
package org.opsbro.packs.certificates;

import org.jspecify.annotations.NullMarked;
