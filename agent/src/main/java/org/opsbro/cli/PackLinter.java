package org.opsbro.cli;

import java.nio.file.Path;
import java.util.List;
import org.opsbro.model.Problem;

/** Reads packs as an agent would, without one. */
@FunctionalInterface
public interface PackLinter {
    /** What is wrong in a pack, or in all packs of a folder. */
    List<Problem> lint(Path folder);
}
