package org.opsbro.compliance;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.opsbro.compliance.Footprint.Mark;
import org.opsbro.host.Accounts;
import org.opsbro.host.ByteSource;
import org.opsbro.host.Commands.Command;
import org.opsbro.host.Commands.Outcome;
import org.opsbro.host.Files.Entry;
import org.opsbro.host.Files.FileFacts;
import org.opsbro.host.Files.Space;
import org.opsbro.host.Files.What;
import org.opsbro.host.Look;
import org.opsbro.host.Packages;
import org.opsbro.host.ReadableFiles;
import org.opsbro.host.Service;
import org.opsbro.host.Services;
import org.opsbro.host.Sum;

/**
 * A look that remembers what was looked at, so that one knows later whether another look can find anything else. A mark is taken before what it marks is
 * read: what changes in between is seen the next time. For one inspection.
 */
public final class RecordedLook implements Look {
    /** Those who look every few seconds look at so many marks of a rule; what is beyond is seen at the rule's interval. */
    static final int MOST = 2000;

    private static final String SYSV = "sysv";
    private static final int MOST_LINKS = 40; // as the kernel, path_resolution(7)
    private static final List<String> OF_ACCOUNTS = List.of("/etc/passwd", "/etc/group", "/etc/nsswitch.conf");

    private final Look real;
    private final Map<Mark, Object> marks = new HashMap<>();

    public RecordedLook(Look real) {
        this.real = real;
    }

    public Footprint footprint() {
        return new Footprint(marks);
    }

    private void saw(Mark mark) {
        if (marks.size() < MOST) marks.computeIfAbsent(mark, each -> each.now(real));
    }

    private static boolean isOfKernel(String path) {
        return path.startsWith("/proc/") || path.startsWith("/sys/");
    }

    private void stood(String path) {
        saw(isOfKernel(path) ? new Mark.Kind(path) : new Mark.Stood(path));
    }

    /** What stands at a path, and where links at its end lead; the place of the last. */
    private String followed(String path) {
        var at = path;
        for (var links = 0; links < MOST_LINKS; links++) {
            stood(at);
            if (!isLink(at)) return at;
            var target = real.files().link(at);
            if (target.isEmpty()) return at;
            at = target.get().startsWith("/") ? target.get() : at.substring(0, at.lastIndexOf('/') + 1) + target.get();
        }
        return at;
    }

    private boolean isLink(String path) {
        return real.files()
                .entry(path)
                .filter(entry -> entry.what() == What.LINK)
                .isPresent();
    }

    private void read(String path) {
        var place = followed(path);
        if (isOfKernel(place)) saw(new Mark.Told(place));
    }

    @Override
    public ReadableFiles files() {
        return new Seen();
    }

    @Override
    public Accounts accounts() {
        OF_ACCOUNTS.forEach(this::followed);
        return real.accounts();
    }

    @Override
    public Packages packages() {
        saw(new Mark.Packaged());
        return real.packages();
    }

    @Override
    public Services services() {
        return new SeenServices();
    }

    @Override
    public Outcome ask(Command command) {
        return real.ask(command);
    }

    private final class SeenServices implements Services {
        @Override
        public String manager() {
            saw(new Mark.Managed());
            return real.services().manager();
        }

        /** A program of OpenRC tells, so it has no mark. */
        @Override
        public List<String> failed() {
            return real.services().failed();
        }

        /** A program may have to tell of a script of System V, so that has no mark. */
        @Override
        public Map<String, Service> services(Collection<String> names) {
            if (!manager().equals(SYSV)) saw(new Mark.Served(Set.copyOf(names)));
            return real.services().services(names);
        }
    }

    private final class Seen implements ReadableFiles {
        @Override
        public Optional<String> text(String path) {
            read(path);
            return real.files().text(path);
        }

        @Override
        public Optional<byte[]> bytes(String path) {
            read(path);
            return real.files().bytes(path);
        }

        @Override
        public Optional<String> sum(String path, Sum sum) {
            stood(path);
            return real.files().sum(path, sum);
        }

        /** Read as often as its holder likes, so it has no mark. */
        @Override
        public ByteSource open(String path) {
            return real.files().open(path);
        }

        @Override
        public Optional<FileFacts> facts(String path) {
            followed(path);
            return real.files().facts(path);
        }

        @Override
        public Optional<Entry> entry(String path) {
            stood(path);
            return real.files().entry(path);
        }

        @Override
        public Optional<String> link(String path) {
            stood(path);
            if (isOfKernel(path)) saw(new Mark.Pointed(path));
            return real.files().link(path);
        }

        @Override
        public List<String> names(String path) {
            var place = followed(path);
            if (isOfKernel(place)) saw(new Mark.Listed(place));
            return real.files().names(path);
        }

        /** Another with each write of anybody, so it has no mark. */
        @Override
        public Optional<Space> space(String path) {
            return real.files().space(path);
        }
    }
}
