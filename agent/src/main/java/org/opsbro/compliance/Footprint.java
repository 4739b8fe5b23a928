package org.opsbro.compliance;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.opsbro.host.Files.Entry;
import org.opsbro.host.Look;

/**
 * What an inspection looked at: as long as all of it stands, looking again finds the same. Files are known by inode, size, times, owner and mode; values
 * of the kernel by themselves.
 *
 * @param fleeting whether it also saw what has no mark to know it by, such as the answer of a program
 */
public record Footprint(
        Map<String, Optional<Entry>> entries,
        Map<String, Optional<String>> kernel,
        Optional<Map<String, String>> installed,
        boolean fleeting) {
    public Footprint {
        entries = Map.copyOf(entries);
        kernel = Map.copyOf(kernel);
    }

    /** One pass over many footprints: each path is looked at once. */
    public static final class Pass {
        private final Look look;
        private final Map<String, Optional<Entry>> entries = new HashMap<>();

        public Pass(Look look) {
            this.look = look;
        }

        /** Whether nothing that can be known has changed; what is fleeting is taken as it was. */
        public boolean stands(Footprint footprint) {
            for (var each : footprint.entries().entrySet())
                if (!entry(each.getKey()).equals(each.getValue())) return false;
            for (var each : footprint.kernel().entrySet())
                if (!look.files().text(each.getKey()).equals(each.getValue())) return false;
            return footprint.installed().isEmpty()
                    || footprint.installed().get().equals(look.packages().installed());
        }

        private Optional<Entry> entry(String path) {
            return entries.computeIfAbsent(path, look.files()::entry);
        }
    }
}
