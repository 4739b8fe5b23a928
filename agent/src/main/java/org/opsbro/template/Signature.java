package org.opsbro.template;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.opsbro.evaluator.Part;

/**
 * What a macro wants.
 *
 * @param uses which of {@code caller}, {@code varargs}, {@code kwargs} its body asks for
 */
record Signature(String name, List<Argument> arguments, Set<String> uses) {
    record Argument(String name, Optional<Part> fallback) {}

    /** {@code name(a, b=…)}, for messages. */
    String shown() {
        return name + "("
                + String.join(
                        ", ",
                        arguments.stream()
                                .map(each -> each.name() + (each.fallback().isPresent() ? "=…" : ""))
                                .toList())
                + ")";
    }
}
