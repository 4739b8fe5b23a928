/**
 * How the key of a zone is changed on all its members: {@link org.opsbro.discovery.keys.Rotation} knows what is to be done next,
 * {@link org.opsbro.discovery.keys.KeyOrder} is one step for one member, {@link org.opsbro.discovery.keys.KeyAdmission} says whether it is obeyed there.
 */
@org.jspecify.annotations.NullMarked
package org.opsbro.discovery.keys;
