package org.opsbro.cli;

import java.nio.file.Path;
import java.util.List;
import org.opsbro.model.Problem;

/** Reads files of a person as an agent would, without one. */
@FunctionalInterface
public interface Linter {
    /** What is wrong in the files of a folder. */
    List<Problem> lint(Path folder);
}
