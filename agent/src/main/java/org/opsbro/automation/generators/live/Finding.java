package org.opsbro.automation.generators.live;

import java.util.Optional;
import org.opsbro.model.GeneratorState;

/**
 * What a look at a file found, or did; what is owed for it comes on top.
 *
 * @param diff of the last change, or of the one it would make; empty for that of before
 * @param wrote whether this look wrote the file
 */
record Finding(GeneratorState state, String why, Optional<String> diff, boolean wrote) {
    static Finding of(GeneratorState state, String why) {
        return new Finding(state, why, Optional.of(""), false);
    }

    static Finding of(GeneratorState state, String why, String diff) {
        return new Finding(state, why, Optional.of(diff), false);
    }

    static Finding right() {
        return new Finding(GeneratorState.COMPLIANT, "the file is right", Optional.empty(), false);
    }

    /** Its command has run. */
    static Finding paid() {
        return new Finding(
                GeneratorState.FIXED, "the file was written, and its command has run", Optional.empty(), false);
    }

    /** The same at a later moment: what was done then is done. */
    Finding later() {
        return new Finding(state, why, diff, false);
    }
}
