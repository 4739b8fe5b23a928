package org.opsbro.automation.generators.live;

import org.opsbro.automation.generators.Page;
import org.opsbro.pack.Packs.Pack;

/** Where the templates of a pack come from. */
@FunctionalInterface
public interface Pages {
    /** Reads the templates of a pack, as they are now. */
    Book of(Pack pack);

    /** The templates of one pack. */
    @FunctionalInterface
    interface Book {
        /** One that cannot be read, or is not there, is a page that fails with the reason. */
        Page page(String name);
    }
}
