package org.opsbro.compliance;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
import org.opsbro.host.Services;

/** A look that remembers what was looked at, so that one knows later whether another look can find anything else. For one inspection. */
public final class RecordedLook implements Look {
    private static final List<String> OF_ACCOUNTS = List.of("/etc/passwd", "/etc/group", "/etc/nsswitch.conf");

    private final Look real;
    private final Map<String, Optional<Entry>> entries = new HashMap<>();
    private final Map<String, Optional<String>> kernel = new HashMap<>();
    private @Nullable Map<String, String> installed;
    private boolean fleeting;

    public RecordedLook(Look real) {
        this.real = real;
    }

    public Footprint footprint() {
        return new Footprint(entries, kernel, Optional.ofNullable(installed), fleeting);
    }

    private void saw(String path) {
        if (path.startsWith("/proc/") || path.startsWith("/sys/")) {
            kernel.computeIfAbsent(path, each -> real.files().text(each));
            return;
        }
        var entry = entries.computeIfAbsent(path, each -> real.files().entry(each));
        if (entry.filter(each -> each.what() == What.LINK).isPresent())
            fleeting = true; // what it leads to may change unseen
    }

    @Override
    public ReadableFiles files() {
        return new Seen();
    }

    @Override
    public Accounts accounts() {
        OF_ACCOUNTS.forEach(this::saw);
        return real.accounts();
    }

    @Override
    public Packages packages() {
        installed = real.packages().installed();
        return real.packages();
    }

    @Override
    public Services services() {
        fleeting = true;
        return real.services();
    }

    @Override
    public Outcome ask(Command command) {
        fleeting = true;
        return real.ask(command);
    }

    private final class Seen implements ReadableFiles {
        @Override
        public Optional<String> text(String path) {
            saw(path);
            return real.files().text(path);
        }

        @Override
        public Optional<byte[]> bytes(String path) {
            saw(path);
            return real.files().bytes(path);
        }

        @Override
        public ByteSource open(String path) {
            fleeting = true;
            return real.files().open(path);
        }

        @Override
        public Optional<FileFacts> facts(String path) {
            saw(path);
            return real.files().facts(path);
        }

        @Override
        public Optional<Entry> entry(String path) {
            saw(path);
            return real.files().entry(path);
        }

        @Override
        public Optional<String> link(String path) {
            saw(path);
            return real.files().link(path);
        }

        @Override
        public List<String> names(String path) {
            saw(path);
            return real.files().names(path);
        }

        @Override
        public Optional<Space> space(String path) {
            fleeting = true;
            return real.files().space(path);
        }
    }
}
