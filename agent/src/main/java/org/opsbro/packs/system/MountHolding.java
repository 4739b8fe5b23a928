package org.opsbro.packs.system;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.opsbro.compliance.Change;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.FindingsBuilder;
import org.opsbro.compliance.TextFile;
import org.opsbro.host.Commands.Command;
import org.opsbro.host.Files.What;
import org.opsbro.host.Hands.Rights;
import org.opsbro.host.Look;

/** One mount point held in fstab and in the running machine: the line first, then the mount that reads it. */
final class MountHolding {
    static final String MOUNTED = "mounted";
    static final String PRESENT = "present";
    static final String UNMOUNTED = "unmounted";
    static final String ABSENT = "absent";

    private static final String FSTAB = "/etc/fstab";
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** Options of safety, which a mount must really have. */
    private static final Set<String> FLAGS = Set.of("ro", "nosuid", "nodev", "noexec");

    /** What is wanted; without a line of fstab device, type and options count for nothing. */
    record Wish(String device, String path, String type, String options, String state) {}

    /** As the kernel has it: proc_pid_mountinfo(5). */
    record Mounted(String type, Set<String> options) {
        static Optional<Mounted> at(String path, String mountinfo) {
            return mountinfo
                    .lines()
                    .map(line -> List.of(line.split(" ", -1)))
                    .filter(words ->
                            words.size() > 9 && FstabLines.decoded(words.get(4)).equals(path))
                    .reduce((first, last) -> last) // the last one covers those below it
                    .map(Mounted::of);
        }

        private static Mounted of(List<String> words) {
            var dash = words.indexOf("-");
            var type = dash > 0 && dash + 1 < words.size() ? words.get(dash + 1) : "?";
            return new Mounted(
                    type,
                    Set.copyOf(Stream.of(words.get(5).split(",", -1)).distinct().toList()));
        }
    }

    private final Look look;
    private final Wish wish;
    private final FindingsBuilder findings = Findings.begin();

    MountHolding(Look look, Wish wish) {
        this.look = look;
        this.wish = wish;
    }

    Findings held() {
        var mountinfo = look.files().text("/proc/self/mountinfo");
        if (mountinfo.isEmpty())
            return Findings.notEligible("there is no /proc/self/mountinfo: nobody tells what is mounted");
        var fstab = TextFile.read(look, FSTAB);
        if (fstab instanceof TextFile.Unreadable(String why)) return Findings.cannotTell(why);
        var now = Mounted.at(wish.path(), mountinfo.get());
        if (now.isEmpty() && wish.state().equals(MOUNTED)) {
            var obstacle = obstacle();
            if (obstacle.isPresent()) return Findings.cannotTell(obstacle.get());
            folder();
        }
        if (!wish.state().equals(UNMOUNTED)) line(fstab);
        switch (wish.state()) {
            case MOUNTED -> now.ifPresentOrElse(this::mounted, this::mount);
            case UNMOUNTED, ABSENT -> unmounted(now.isPresent());
            default -> {}
        }
        return findings.end();
    }

    /** What stands in the way of a mount. Looked at only where nothing is mounted: a file server that is gone would make the look wait. */
    private Optional<String> obstacle() {
        var path = wish.path();
        var entry = look.files().entry(path);
        if (entry.isPresent())
            return entry.get().what() == What.FOLDER ? Optional.empty() : Optional.of(path + " is no folder");
        var parent = path.substring(0, path.lastIndexOf('/'));
        return parent.isEmpty() || look.files().isDirectory(parent)
                ? Optional.empty()
                : Optional.of("there is no folder " + parent + ": a rule before this one makes it");
    }

    private void folder() {
        if (look.files().entry(wish.path()).isEmpty())
            findings.deviation("there is no folder " + wish.path())
                    .change(new Change.Folder(wish.path(), new Rights(0755, 0, 0)));
    }

    private void line(TextFile fstab) {
        var path = wish.path();
        var lines = new FstabLines(fstab.textOrEmpty());
        var now = lines.of(path).map(fields -> String.join(" ", fields.get(0), fields.get(2), fields.get(3)));
        var wanted = wish.state().equals(ABSENT)
                ? Optional.<String>empty()
                : Optional.of(String.join(" ", wish.device(), wish.type(), wish.options()));
        if (now.equals(wanted)) {
            findings.compliant(
                    FSTAB + now.map(line -> " has for " + path + " " + line).orElse(" has no " + path));
            return;
        }
        findings.deviation(
                FSTAB + now.map(line -> " has for " + path + " " + line).orElse(" has no " + path) + ", want "
                        + wanted.orElse("none"));
        if (wanted.isPresent()) lines.hold(wish.device(), path, wish.type(), wish.options());
        else lines.drop(path);
        findings.change(fstab.becoming(FSTAB, lines.text(), new Rights(0644, 0, 0), judge()));
    }

    private List<String> judge() {
        var here = look.files().exists("/usr/bin/findmnt") || look.files().exists("/bin/findmnt");
        return here ? List.of("findmnt", "--verify", "--tab-file", "{file}") : List.of();
    }

    private void mount() {
        findings.deviation("nothing is mounted at " + wish.path() + ", want " + wish.device())
                .change(run("mount " + wish.path(), List.of("mount", wish.path()), List.of("umount", wish.path())));
    }

    private void mounted(Mounted now) {
        var path = wish.path();
        var bind = Set.of(wish.options().split(",", -1)).contains("bind")
                || wish.type().equals("auto");
        if (!bind && !now.type().startsWith(wish.type())) {
            findings.byHand(
                    path + " is mounted as " + now.type() + ", want " + wish.type(),
                    "unmount it when nobody uses it, then this rule mounts it");
            return;
        }
        var missing = Stream.of(wish.options().split(",", -1))
                .filter(option -> FLAGS.contains(option) && !now.options().contains(option))
                .distinct()
                .toList();
        if (missing.isEmpty()) {
            findings.compliant(path + " is mounted as " + now.type());
            return;
        }
        findings.deviation(path + " is mounted without " + String.join(", ", missing))
                .change(run("mount " + path + " with its options", List.of("mount", "-o", "remount", path), List.of()));
    }

    private void unmounted(boolean mounted) {
        var path = wish.path();
        if (!mounted) {
            findings.compliant("nothing is mounted at " + path);
            return;
        }
        var back = wish.state().equals(UNMOUNTED) ? List.of("mount", path) : List.<String>of();
        findings.deviation("something is mounted at " + path + ", want nothing")
                .change(run("unmount " + path, List.of("umount", path), back));
    }

    private static Change run(String what, List<String> words, List<String> back) {
        return new Change.Run(what, command(words), back.isEmpty() ? Optional.empty() : Optional.of(command(back)));
    }

    private static Command command(List<String> words) {
        return Command.of(words.toArray(String[]::new)).within(LIMIT);
    }
}
