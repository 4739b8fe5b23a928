/** Docker, and Podman where it answers as Docker does: {@link org.opsbro.packs.docker.DockerHost} asks the daemon. */
@NullMarked
package org.opsbro.packs.docker;

import org.jspecify.annotations.NullMarked;
