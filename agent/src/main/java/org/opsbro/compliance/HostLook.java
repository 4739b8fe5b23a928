package org.opsbro.compliance;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.opsbro.host.Accounts;
import org.opsbro.host.ByteSource;
import org.opsbro.host.Commands.Command;
import org.opsbro.host.Commands.Outcome;
import org.opsbro.host.Files.Entry;
import org.opsbro.host.Files.FileFacts;
import org.opsbro.host.Files.Space;
import org.opsbro.host.Host;
import org.opsbro.host.Look;
import org.opsbro.host.Packages;
import org.opsbro.host.ReadableFiles;
import org.opsbro.host.Services;
import org.opsbro.host.Sum;

/** A host for one who only looks, and may ask some programs. What it gives is made anew, so that no cast leads to what can write. */
public final class HostLook implements Look {
    private final Host host;
    private final Set<String> programs;
    private final Duration limit;
    private final ReadableFiles files;

    /** @param limit of each program that is asked */
    public HostLook(Host host, Set<String> programs, Duration limit) {
        this.host = host;
        this.limit = limit;
        this.programs = Set.copyOf(programs);
        this.files = new OnlyRead(host.files());
    }

    @Override
    public ReadableFiles files() {
        return files;
    }

    @Override
    public Accounts accounts() {
        return host.accounts();
    }

    @Override
    public Packages packages() {
        return host.packages();
    }

    @Override
    public Services services() {
        return host.services();
    }

    @Override
    public Outcome ask(Command command) {
        var program = command.words().getFirst();
        return programs.contains(program)
                ? host.commands().run(command.timeout().compareTo(limit) > 0 ? command.within(limit) : command)
                : new Outcome.NotStarted("the type of this rule did not announce that it asks " + program);
    }

    private record OnlyRead(ReadableFiles real) implements ReadableFiles {
        @Override
        public Optional<String> text(String path) {
            return real.text(path);
        }

        @Override
        public Optional<byte[]> bytes(String path) {
            return real.bytes(path);
        }

        @Override
        public Optional<String> sum(String path, Sum sum) {
            return real.sum(path, sum);
        }

        @Override
        public ByteSource open(String path) {
            return real.open(path);
        }

        @Override
        public Optional<FileFacts> facts(String path) {
            return real.facts(path);
        }

        @Override
        public Optional<Entry> entry(String path) {
            return real.entry(path);
        }

        @Override
        public long modifiedMillis(String path) {
            return real.modifiedMillis(path);
        }

        @Override
        public Optional<String> link(String path) {
            return real.link(path);
        }

        @Override
        public List<String> names(String path) {
            return real.names(path);
        }

        @Override
        public Optional<Space> space(String path) {
            return real.space(path);
        }
    }
}
