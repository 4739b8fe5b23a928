package org.opsbro.compliance;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.opsbro.host.Files.What;
import org.opsbro.host.Hands.Rights;
import org.opsbro.host.HostException;
import org.opsbro.host.Look;

/**
 * What an inspection looked at, and how it was: as long as all of it stands, looking again finds the same. What has no mark to know it by, such as the
 * answer of a program, is not in it.
 */
public record Footprint(Map<Mark, Object> marks) {
    public static final Footprint NONE = new Footprint(Map.of());

    public Footprint {
        marks = Map.copyOf(marks);
    }

    /** Something by which one knows that what was looked at is still the same. Asking for it is cheap and starts no program. */
    public sealed interface Mark {
        /** How it is now. */
        Object now(Look look);

        /** What stands at a path of a disk: inode, size, times, owner and mode. Names in a folder and the target of a link are known by these too. */
        record Stood(String path) implements Mark {
            @Override
            public Object now(Look look) {
                return look.files().entry(path);
            }
        }

        /** A value of the kernel, which has no times to know it by. */
        record Told(String path) implements Mark {
            @Override
            public Object now(Look look) {
                return look.files().text(path);
            }
        }

        /** What stands at a path of the kernel, whose times and sizes mean nothing. */
        record Kind(String path) implements Mark {
            @Override
            public Object now(Look look) {
                return look.files().entry(path).map(entry -> new Known(entry.what(), entry.rights()));
            }

            private record Known(What what, Rights rights) {}
        }

        /** The names in a folder of the kernel. */
        record Listed(String path) implements Mark {
            @Override
            public Object now(Look look) {
                return look.files().names(path);
            }
        }

        /** Where a link of the kernel leads. */
        record Pointed(String path) implements Mark {
            @Override
            public Object now(Look look) {
                return look.files().link(path);
            }
        }

        /** All that the package manager tells. */
        record Packaged() implements Mark {
            @Override
            public Object now(Look look) {
                return look.packages().mark();
            }
        }

        /** Which service manager runs. */
        record Managed() implements Mark {
            @Override
            public Object now(Look look) {
                return look.services().manager();
            }
        }

        /** What these services do. */
        record Served(Set<String> names) implements Mark {
            public Served {
                names = Set.copyOf(names);
            }

            @Override
            public Object now(Look look) {
                try {
                    return look.services().services(names);
                } catch (HostException silent) {
                    return String.valueOf(silent.getMessage());
                }
            }
        }
    }

    /** One pass over many footprints: each mark is looked at once. */
    public static final class Pass {
        private final Look look;
        private final Map<Mark, Object> seen = new HashMap<>();

        public Pass(Look look) {
            this.look = look;
        }

        /** Whether nothing of it has changed. */
        public boolean stands(Footprint footprint) {
            for (var each : footprint.marks().entrySet())
                if (!seen.computeIfAbsent(each.getKey(), mark -> mark.now(look)).equals(each.getValue())) return false;
            return true;
        }
    }
}
