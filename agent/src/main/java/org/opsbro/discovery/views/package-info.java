/** What other tools read of the World, in their own formats: Prometheus, Consul's clients, Ansible. Pure: a World and a question in, a value out. */
@NullMarked
package org.opsbro.discovery.views;

import org.jspecify.annotations.NullMarked;
