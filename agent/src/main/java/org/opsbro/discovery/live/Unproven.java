package org.opsbro.discovery.live;

import java.io.IOException;

/** There is no link because the upper relay did not prove that it is one; thrown at both ends. */
final class Unproven extends IOException {
    private static final long serialVersionUID = 1;

    Unproven(String message) {
        super(message);
    }
}
