package org.opsbro.detection.sheet;

import org.jspecify.annotations.Nullable;
import org.opsbro.host.ByteSource;
import org.opsbro.host.Host;

/** One file of the kernel that a collector reads each time it runs, kept open on the machine where it was first read. */
public final class KeptText {
    private final String path;
    private final ByteText text = new ByteText();
    private @Nullable Host host;
    private @Nullable ByteSource source;

    public KeptText(String path) {
        this.path = path;
    }

    /** Reads it; false if it cannot be read. */
    @SuppressWarnings("ReferenceEquality") // another host object is another machine
    public boolean read(Host from) {
        var open = source;
        if (open == null || host != from) {
            if (open != null) open.close();
            open = from.files().open(path);
            source = open;
            host = from;
        }
        return text.load(open);
    }

    public ByteText text() {
        return text;
    }
}
