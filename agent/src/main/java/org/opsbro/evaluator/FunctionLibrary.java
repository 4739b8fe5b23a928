package org.opsbro.evaluator;

import java.util.List;

/** Functions that a pack brings: implemented in {@code packs.<pack>} with {@code @AutoService(FunctionLibrary.class)}. */
public interface FunctionLibrary {
    List<Function> functions();
}
