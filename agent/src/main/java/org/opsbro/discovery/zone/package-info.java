/** The tree of zones and who may see whom: start at {@link org.opsbro.discovery.zone.ZoneTree}. */
@org.jspecify.annotations.NullMarked
package org.opsbro.discovery.zone;
