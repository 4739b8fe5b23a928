package org.opsbro.automation.generators.live;

import java.util.List;
import org.opsbro.automation.generators.Page;
import org.opsbro.model.Problem;
import org.opsbro.pack.Packs.Pack;

/** Where the templates of a pack come from. */
@FunctionalInterface
public interface Pages {
    /** Reads the templates of a pack, as they are now. */
    Book of(Pack pack);

    /** The templates of one pack. */
    interface Book {
        /** One that cannot be read, or is not there, is a page that fails with the reason. */
        Page page(String name);

        /** What is wrong in them, whether a generator uses them or not: texts that are no templates, others that they include and that are not there. */
        List<Problem> problems();
    }
}
