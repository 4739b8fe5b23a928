package org.opsbro.compliance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.opsbro.host.Accounts;
import org.opsbro.host.ByteSource;
import org.opsbro.host.Commands.Command;
import org.opsbro.host.Commands.Outcome;
import org.opsbro.host.Files.Entry;
import org.opsbro.host.Files.FileFacts;
import org.opsbro.host.Files.Space;
import org.opsbro.host.Files.Stamp;
import org.opsbro.host.Files.What;
import org.opsbro.host.Hands;
import org.opsbro.host.HostException;
import org.opsbro.host.InstalledPackage;
import org.opsbro.host.Look;
import org.opsbro.host.Packages;
import org.opsbro.host.ReadableFiles;
import org.opsbro.host.Service;
import org.opsbro.host.Services;
import org.opsbro.host.Sum;

/**
 * A machine in memory that can be looked at and changed: files with owners and modes, links, accounts of its /etc/passwd and /etc/group, packages, and
 * programs that answer and do what a test says. It keeps {@link Hands}' promises: no link is followed, what is not as expected is not overwritten.
 */
public final class FakeMachine implements Look, Hands {
    private record Thing(What what, byte[] content, String target, Rights rights) {}

    private final Map<String, Thing> tree = new TreeMap<>();
    private final Map<List<String>, Outcome> answers = new HashMap<>();
    private final Map<List<String>, Consumer<FakeMachine>> deeds = new HashMap<>();
    private final Map<String, BiFunction<FakeMachine, Command, String>> programs = new HashMap<>();
    private final Map<String, InstalledPackage> packages = new TreeMap<>();
    private final TreeSet<String> unlisted = new TreeSet<>();
    private final TreeSet<String> needing = new TreeSet<>();
    private final List<List<String>> ran = new ArrayList<>();
    private final List<List<String>> asked = new ArrayList<>();
    private final TreeSet<String> changed = new TreeSet<>();
    private String packageManager = "";
    private final Map<String, Service> services = new TreeMap<>();
    private final Map<String, String> served = new TreeMap<>();
    private String serviceManager = "";
    private long changes;

    /** With the accounts root, daemon, bob, and the groups root, shadow, bob. */
    public static FakeMachine bare() {
        return new FakeMachine()
                .file(
                        "/etc/passwd",
                        "root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1::/:/usr/sbin/nologin\nbob:x:1000:1000:Bob:/home/bob:/bin/sh\n")
                .file("/etc/group", "root:x:0:\ndaemon:x:1:\nshadow:x:42:\nbob:x:1000:\n");
    }

    /** The files below a folder, all of root and readable by all. */
    public static FakeMachine from(Path folder) {
        var machine = new FakeMachine();
        try (var files = java.nio.file.Files.walk(folder)) {
            for (var file : files.filter(java.nio.file.Files::isRegularFile).toList())
                machine.put("/" + folder.relativize(file), What.FILE, java.nio.file.Files.readAllBytes(file), "", 0644);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return machine;
    }

    public FakeMachine copy() {
        var copy = new FakeMachine();
        copy.tree.putAll(tree);
        copy.answers.putAll(answers);
        copy.deeds.putAll(deeds);
        copy.programs.putAll(programs);
        copy.packages.putAll(packages);
        copy.unlisted.addAll(unlisted);
        copy.needing.addAll(needing);
        copy.packageManager = packageManager;
        copy.services.putAll(services);
        copy.served.putAll(served);
        copy.serviceManager = serviceManager;
        return copy;
    }

    public FakeMachine file(String path, String text) {
        return put(path, What.FILE, text.getBytes(UTF_8), "", 0644);
    }

    public FakeMachine bytes(String path, byte... content) {
        return put(path, What.FILE, content.clone(), "", 0644);
    }

    public FakeMachine folder(String path) {
        return put(path, What.FOLDER, new byte[0], "", 0755);
    }

    public FakeMachine link(String path, String target) {
        return put(path, What.LINK, target.getBytes(UTF_8), target, 0777);
    }

    public FakeMachine owned(String path, int mode, long uid, long gid) {
        tree.put(path, withRights(there(path), new Rights(mode, uid, gid)));
        return this;
    }

    public FakeMachine without(String path) {
        tree.remove(path);
        return this;
    }

    public FakeMachine packages(String manager, Map<String, String> installed) {
        packageManager = manager;
        installed.forEach(this::installed);
        return this;
    }

    public FakeMachine installed(String name, String version) {
        return installed(InstalledPackage.of(name, version));
    }

    public FakeMachine installed(InstalledPackage each) {
        packages.put(each.name() + ":" + each.architecture(), each);
        return this;
    }

    public FakeMachine removed(String name) {
        packages.values().removeIf(each -> each.name().equals(name));
        return this;
    }

    /** The lists of the package manager do not have it. */
    public FakeMachine unlisted(String... names) {
        unlisted.addAll(List.of(names));
        return this;
    }

    public FakeMachine listed() {
        unlisted.clear();
        return this;
    }

    /** Packages that need those that a rule might remove. */
    public FakeMachine needing(String... names) {
        needing.addAll(List.of(names));
        return this;
    }

    public FakeMachine services(String manager) {
        serviceManager = manager;
        return this;
    }

    /** What a web server gives. */
    public FakeMachine served(String url, String content) {
        served.put(url, content);
        return this;
    }

    /** @param asked the name by which it is found */
    public FakeMachine service(String asked, Service service) {
        services.put(asked, service);
        return this;
    }

    public Service service(String asked) {
        return Objects.requireNonNull(services.get(asked), asked);
    }

    /** What a program prints, with exit code 0. */
    public FakeMachine answer(String output, String... words) {
        answers.put(List.of(words), new Outcome.Exited(0, output, "", false, Duration.ZERO));
        return this;
    }

    public FakeMachine fails(int code, String errors, String... words) {
        answers.put(List.of(words), new Outcome.Exited(code, "", errors, false, Duration.ZERO));
        return this;
    }

    /** What a program does when it is run to change something; it exits with 0. */
    public FakeMachine when(Consumer<FakeMachine> deed, String... words) {
        deeds.put(List.of(words), deed);
        return answer("", words);
    }

    /** A program that does something with its words and its input when it is run to change something; it exits with 1 if it says why not, else with 0. */
    public FakeMachine program(String name, BiFunction<FakeMachine, Command, String> deed) {
        programs.put(name, deed);
        return this;
    }

    private FakeMachine put(String path, What what, byte[] content, String target, int mode) {
        for (var parent = parent(path); !parent.isEmpty(); parent = parent(parent))
            tree.putIfAbsent(parent, new Thing(What.FOLDER, new byte[0], "", new Rights(0755, 0, 0)));
        tree.put(path, new Thing(what, content, target, new Rights(mode, 0, 0)));
        return this;
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    /** Programs that were run to change something, in order. */
    public List<List<String>> ran() {
        return List.copyOf(ran);
    }

    /** Programs that were asked. */
    public List<List<String>> asked() {
        return List.copyOf(asked);
    }

    /** Paths that hands have changed. */
    public SortedSet<String> changed() {
        return new TreeSet<>(changed);
    }

    public String text(String path) {
        return new String(there(path).content(), UTF_8);
    }

    public Rights rights(String path) {
        return there(path).rights();
    }

    private Thing there(String path) {
        return Objects.requireNonNull(tree.get(path), path);
    }

    private static Thing withRights(Thing thing, Rights rights) {
        return new Thing(thing.what(), thing.content(), thing.target(), rights);
    }

    @Override
    public ReadableFiles files() {
        return new Tree();
    }

    @Override
    public Accounts accounts() {
        return new Listed();
    }

    @Override
    public Packages packages() {
        return new Packages() {
            @Override
            public String manager() {
                return packageManager;
            }

            @Override
            public Map<String, String> installed() {
                var versions = new TreeMap<String, String>();
                for (var each : packages.values())
                    if (each.state() == InstalledPackage.State.INSTALLED) versions.put(each.name(), each.version());
                return versions;
            }

            @Override
            public List<InstalledPackage> all() {
                return List.copyOf(packages.values());
            }

            @Override
            public Object mark() {
                return List.of(List.copyOf(packages.values()), Set.copyOf(unlisted), Set.copyOf(needing));
            }

            @Override
            public Set<String> needing(Collection<String> names) {
                return Set.copyOf(needing);
            }

            @Override
            public Set<String> unlisted(Collection<String> names) {
                return names.stream().filter(unlisted::contains).collect(Collectors.toSet());
            }
        };
    }

    @Override
    public Services services() {
        return new Services() {
            @Override
            public String manager() {
                return serviceManager;
            }

            @Override
            public List<String> failed() {
                return List.of();
            }

            @Override
            public Map<String, Service> services(Collection<String> names) {
                var found = new TreeMap<>(services);
                found.keySet().retainAll(names);
                return found;
            }
        };
    }

    @Override
    public Outcome ask(Command command) {
        asked.add(command.words());
        return answered(command);
    }

    private Outcome answered(Command command) {
        var answer = answers.get(command.words());
        return answer != null
                ? answer
                : new Outcome.NotStarted("the test gives no answer of " + String.join(" ", command.words()));
    }

    @Override
    public void write(Writing writing) {
        refuseLink(writing.path());
        var now = tree.get(writing.path());
        var there = now == null ? Optional.<byte[]>empty() : Optional.of(now.content());
        if (there.isPresent() != writing.expected().isPresent()
                || (there.isPresent()
                        && !Arrays.equals(there.get(), writing.expected().get())))
            throw new HostException(writing.path() + " is not what it was when it was looked at");
        requireParent(writing.path());
        if (!writing.validation().isEmpty()) validate(writing);
        var rights = now == null ? writing.ifNew() : now.rights();
        touched(writing.path(), new Thing(What.FILE, writing.content(), "", rights));
    }

    private void validate(Writing writing) {
        var outcome = answered(Command.of(writing.validation().toArray(String[]::new)));
        if (!(outcome instanceof Outcome.Exited exited) || exited.code() != 0)
            throw new HostException(
                    writing.path() + " stays as it was: refused by " + writing.validation() + " " + outcome);
    }

    private void touched(String path, Thing thing) {
        changes++;
        tree.put(path, thing);
        changed.add(path);
    }

    private void refuseLink(String path) {
        var now = tree.get(path);
        if (now != null && now.what() == What.LINK) throw new HostException(path + " is a symbolic link");
    }

    private void requireParent(String path) {
        var parent = tree.get(parent(path));
        if (!parent(path).isEmpty() && (parent == null || parent.what() != What.FOLDER))
            throw new HostException("there is no folder " + parent(path));
    }

    @Override
    public void rights(String path, Rights rights) {
        refuseLink(path);
        if (!tree.containsKey(path)) throw new HostException(path + " is not there");
        touched(path, withRights(there(path), rights));
    }

    @Override
    public void makeFolder(String path, Rights rights) {
        requireParent(path);
        if (tree.containsKey(path)) throw new HostException(path + " is there already");
        touched(path, new Thing(What.FOLDER, new byte[0], "", rights));
    }

    @Override
    public void makeLink(String path, String target) {
        requireParent(path);
        var now = tree.get(path);
        if (now != null && now.what() != What.LINK) throw new HostException(path + " is no link");
        touched(path, new Thing(What.LINK, target.getBytes(UTF_8), target, new Rights(0777, 0, 0)));
    }

    @Override
    public void remove(String path, Optional<byte[]> expected) {
        var now = tree.get(path);
        var there = now == null || now.what() == What.FOLDER ? Optional.<byte[]>empty() : Optional.of(now.content());
        if (expected.isPresent() && there.isPresent() && !Arrays.equals(expected.get(), there.get()))
            throw new HostException(path + " is not what it was when it was looked at");
        if (tree.keySet().stream().anyMatch(each -> each.startsWith(path + "/")))
            throw new HostException("the folder " + path + " is not empty");
        tree.remove(path);
        changed.add(path);
    }

    @Override
    public void tellKernel(String path, String value) {
        if ((!path.startsWith("/proc/sys/") && !path.startsWith("/sys/")) || !tree.containsKey(path))
            throw new HostException("the kernel has no " + path);
        touched(
                path,
                new Thing(
                        What.FILE,
                        (value + "\n").getBytes(UTF_8),
                        "",
                        there(path).rights()));
    }

    @Override
    public void fetch(Fetching fetching) {
        refuseLink(fetching.path());
        requireParent(fetching.path());
        var now = files().sum(fetching.path(), Sum.SHA256);
        if (!now.equals(fetching.before()))
            throw new HostException(fetching.path() + " is not what it was when it was looked at");
        var content = Optional.ofNullable(served.get(fetching.url()))
                .orElseThrow(() -> new HostException("nobody serves " + fetching.url()))
                .getBytes(UTF_8);
        fetching.sums().forEach((sum, digits) -> {
            if (!sum.of(content).equals(digits)) throw new HostException("another sum");
        });
        var rights = now.isPresent() ? rights(fetching.path()) : fetching.ifNew();
        touched(fetching.path(), new Thing(What.FILE, content, "", rights));
    }

    @Override
    public Outcome run(Command command) {
        ran.add(command.words());
        var program = programs.get(command.words().getFirst());
        if (program != null) {
            var why = program.apply(this, command);
            return new Outcome.Exited(why.isEmpty() ? 0 : 1, "", why, false, Duration.ZERO);
        }
        var outcome = answered(command);
        var deed = deeds.get(command.words());
        if (deed != null) deed.accept(this);
        return outcome;
    }

    /** All that can differ, as text: two machines with the same are the same. */
    public String state() {
        var state = new StringBuilder();
        tree.forEach((path, thing) -> state.append(path)
                .append(' ')
                .append(thing.what())
                .append(' ')
                .append(thing.target())
                .append(' ')
                .append(thing.rights())
                .append(' ')
                .append(Arrays.hashCode(thing.content()))
                .append('\n'));
        return state.append(packages).append(services).append(ran).toString();
    }

    /** Follows links at the end of a path, as stat(2). */
    private @Nullable Thing followed(String path) {
        var thing = tree.get(path);
        for (var links = 0; thing != null && thing.what() == What.LINK && links < 40; links++) {
            var target = thing.target();
            thing = tree.get(target.startsWith("/") ? target : parent(path) + "/" + target);
        }
        return thing;
    }

    private final class Tree implements ReadableFiles {
        @Override
        public Optional<String> text(String path) {
            return bytes(path).map(bytes -> new String(bytes, UTF_8));
        }

        @Override
        public Optional<byte[]> bytes(String path) {
            return Optional.ofNullable(followed(path))
                    .filter(thing -> thing.what() == What.FILE)
                    .map(thing -> thing.content().clone());
        }

        @Override
        public ByteSource open(String path) {
            throw new UnsupportedOperationException(path);
        }

        @Override
        public Optional<FileFacts> facts(String path) {
            return Optional.ofNullable(followed(path))
                    .map(thing -> new FileFacts(
                            thing.what() == What.FOLDER,
                            thing.what() == What.FILE,
                            thing.content().length,
                            thing.rights().mode(),
                            thing.rights().uid(),
                            thing.rights().gid(),
                            Instant.EPOCH));
        }

        @Override
        public Optional<Entry> entry(String path) {
            return Optional.ofNullable(tree.get(path))
                    .map(thing -> new Entry(
                            thing.what(),
                            thing.rights().mode(),
                            thing.rights().uid(),
                            thing.rights().gid(),
                            new Stamp(
                                    Arrays.hashCode(thing.content()),
                                    thing.content().length,
                                    Instant.ofEpochSecond(changes),
                                    Instant.ofEpochSecond(changes))));
        }

        @Override
        public Optional<String> link(String path) {
            return Optional.ofNullable(tree.get(path))
                    .filter(thing -> thing.what() == What.LINK)
                    .map(Thing::target);
        }

        @Override
        public List<String> names(String path) {
            return tree.keySet().stream()
                    .filter(each -> parent(each).equals(path))
                    .map(each -> each.substring(path.length() + 1))
                    .toList();
        }

        @Override
        public Optional<Space> space(String path) {
            return Optional.empty();
        }
    }

    private final class Listed implements Accounts {
        private Stream<String[]> lines(String path) {
            return files().text(path).orElse("").lines().map(line -> line.split(":", -1));
        }

        private Optional<User> user(int column, String wanted) {
            return lines("/etc/passwd")
                    .filter(each -> each[column].equals(wanted))
                    .findFirst()
                    .map(each -> new User(
                            each[0], Long.parseLong(each[2]), Long.parseLong(each[3]), each[4], each[5], each[6]));
        }

        private Optional<Group> group(int column, String wanted) {
            return lines("/etc/group")
                    .filter(each -> each[column].equals(wanted))
                    .findFirst()
                    .map(each -> new Group(
                            each[0],
                            Long.parseLong(each[2]),
                            Stream.of(each[3].split(",", -1))
                                    .filter(name -> !name.isEmpty())
                                    .toList()));
        }

        @Override
        public Optional<User> user(String name) {
            return user(0, name);
        }

        @Override
        public Optional<User> user(long uid) {
            return user(2, Long.toString(uid));
        }

        @Override
        public Optional<Group> group(String name) {
            return group(0, name);
        }

        @Override
        public Optional<Group> group(long gid) {
            return group(2, Long.toString(gid));
        }

        @Override
        public User self() {
            return new User("root", 0, 0, "", "/root", "/bin/sh");
        }
    }
}
