package org.opsbro.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/**
 * Every rule type there is, with parameters that the machine does not hold to, by a real agent on a host whose file system and network are its own: who looks
 * writes nothing, what is done is what was planned, and the second run finds all as it shall be.
 */
class EveryRuleTypeTest {
    private static final Path RESOURCES = Path.of("src/test/resources").toAbsolutePath();
    private static final String PACK = "/var/lib/opsbro/local-configuration/packs/every/";
    private static final String TRACED = GeneratorsTest.CHANGING
            + ",openat2,fchmod,fchown,lchown,mknod,mknodat,ftruncate,utimensat,setxattr,lsetxattr,fsetxattr,mount,umount2,sethostname,setdomainname";

    /** Nothing but a person mends what is not as it was first seen. */
    private static final String BY_HAND = "file-integrity";

    /** What a plan starts: Java's own helper, and programs of others that only tell; apt from its cache. */
    private static final Pattern ASKING =
            Pattern.compile("execve\\(\"[^\"]*/(opsbro|find|java|jspawnhelper|setsid|getent)\"|\\[\"test\", \"-e\", "
                    + "|\\[\"/etc/init.d/opsbro-every\", \"status\"|\\[\"apt-cache\", \"-o\", \"pkgCacheFile::Generate=false\", \"madison\""
                    + "|/dpkg\", \"--print-foreign-architectures\"");

    /** What an agent may write: its own. */
    private static final Pattern OWN =
            Pattern.compile("[\"<]/((var/lib|var/log|etc)/opsbro[/\">]|proc/self/coredump_filter\"|dev/)");

    /** What the programs of a plan write beside what it tells: databases of accounts and packages, links of run levels, and what is in the package. */
    private static final Pattern BY_PROGRAMS = Pattern.compile(
            "/etc/((passwd|group|shadow|gshadow|subuid|subgid)-?|\\.pwd\\.lock|rc.\\.d/.*opsbro-every)|/home/opsbro-ann(/.*)?"
                    + "|/var/(cache|log|lib/(dpkg|apt))/.*|/usr/share/opsbro-(hello|other)(/.*)?|/srv/every/made-by-command|/srv/ran");

    private static final Pattern PATH = Pattern.compile("(?<= )/\\S+");

    @TempDir
    private Path folder;

    private Hosts hosts = Hosts.NONE;
    private Map<String, String> cases = Map.of();

    @BeforeEach
    void begin() throws Exception {
        try (var lines = Files.lines(RESOURCES.resolve("every-rule-type.yml"))) {
            cases = lines.filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(": ", 2))
                    .collect(Collectors.toMap(words -> words[0], words -> words[1], (one, two) -> two, TreeMap::new));
        }
        hosts = new Hosts(folder, 1);
        var made = host().shell("bash " + RESOURCES.resolve("every-rule-type.sh"));
        assertThat(made.code()).as(made.out() + made.error()).isZero();
        host().write(PACK + "package.yml", "name: every");
        compliances("audit");
    }

    @AfterEach
    void end() throws IOException {
        hosts.close();
    }

    private Hosts.Box host() {
        return hosts.host(1);
    }

    /** One for each type: after its change a shell notes its name. */
    private void compliances(String mode) throws Exception {
        var all = new StringBuilder();
        cases.forEach((type, parameters) -> all.append("cat > %scompliance/%s.yml <<'END'\n".formatted(PACK, type))
                .append("""
                compliance:
                  verify_if: "True"
                  mode: %s
                  rule:
                    name: %s
                    type: %s
                    parameters: %s
                    shell: true
                    post_commands: ["echo %s >> /srv/ran"]
                END
                """.formatted(mode, type, type, parameters, type)));
        assertThat(host().shell("mkdir -p " + PACK + "compliance\n" + all).code())
                .isZero();
    }

    private static Stream<Value.Fields> items(Value value) {
        return value instanceof Value.Items items ? items.all().stream().map(Value.Fields.class::cast) : Stream.of();
    }

    /** By the type of its rule: what would be changed. */
    private Map<String, List<String>> planned() throws Exception {
        var plan = Json.readObject(host().does("compliance plan every --local --json"));
        var changes = new TreeMap<String, List<String>>();
        for (var id : plan.keys())
            if (plan.get(id) instanceof Value.Fields compliance)
                items(compliance.get("rules")).forEach(rule -> {
                    assertThat(items(rule.get("infos"))
                                    .map(info -> info.get("state").display()))
                            .as("%s is looked at: %s", id, rule)
                            .doesNotContain("ERROR", "INFO", "UNKNOWN");
                    changes.put(
                            rule.get("type").display(),
                            items(rule.get("changes"))
                                    .map(change -> change.get("what").display())
                                    .toList());
                });
        return changes;
    }

    /** The state of each rule, as an agent that is started for it tells. */
    private Map<String, String> states() throws Exception {
        var told = Json.readObject(host().does("compliance state every --json"));
        var states = new TreeMap<String, String>();
        for (var id : told.keys())
            if (told.get(id) instanceof Value.Fields compliance)
                states.put(
                        id.substring("every/".length()), compliance.get("state").display());
        return states;
    }

    /** When each file of the host last changed in any way, but for the agent's own. */
    private Map<String, Object> written() throws IOException {
        var top = folder.resolve("h1/up");
        var all = new TreeMap<String, Object>();
        try (var files = Files.walk(top)) {
            for (var file : files.toList()) {
                var path = "/" + top.relativize(file);
                if (!path.matches("/(etc|var/lib|var/log)/opsbro(/.*)?")) all.put(path, changed(file));
            }
        }
        return all;
    }

    /** What was removed of the machine below stands as one device of many names, whose time changes with each. */
    private static Object changed(Path file) throws IOException {
        var seen = Files.readAttributes(file, "unix:ctime,isOther", LinkOption.NOFOLLOW_LINKS);
        return Boolean.TRUE.equals(seen.get("isOther")) ? "removed" : Objects.requireNonNull(seen.get("ctime"));
    }

    /** Each call of the kernel that changed something, or began a program, of a command and all it starts. */
    private List<String> changing(String command) throws Exception {
        var outcome = host().shell("strace -f -y -qq -s 300 -e signal=none -e trace=" + TRACED + " -o /tmp/trace "
                + command + " > /dev/null && grep -v -e ' = -1 ' -e ' resumed>' -e '<detached ...>' /tmp/trace");
        assertThat(outcome.code()).as(outcome.out() + outcome.error()).isZero();
        return outcome.out()
                .lines()
                .filter(line -> !line.contains("openat") || line.matches(".*O_(WRONLY|RDWR|CREAT|TRUNC).*"))
                .toList();
    }

    private static boolean begins(String call) {
        return call.contains("execve(");
    }

    @Test
    void who_looks_writes_nothing_and_asks_only_what_tells() throws Exception {
        assertThat(cases.keySet())
                .as("src/test/resources/every-rule-type.yml has a line for each type")
                .isEqualTo(items(Json.read(host().does("compliance types --json")))
                        .map(type -> type.get("name").display())
                        .collect(Collectors.toCollection(TreeSet::new)));
        var before = written();

        var plan = changing("./opsbro compliance plan every --local --json");
        var audit = changing("./opsbro agent start --one-shot");

        assertThat(plan)
                .filteredOn(call -> !begins(call))
                .allMatch(call -> call.matches(".*\"(/dev/null|/proc/self/coredump_filter)\".*"));
        assertThat(plan)
                .filteredOn(EveryRuleTypeTest::begins)
                .allMatch(call -> ASKING.matcher(call).find());
        assertThat(audit).as("it was seen at work").anyMatch(call -> call.contains("/var/lib/opsbro/"));
        assertThat(audit)
                .filteredOn(call -> !begins(call))
                .allMatch(call -> OWN.matcher(call).find());
        assertThat(written()).isEqualTo(before);
        assertThat(states())
                .hasSize(cases.size())
                .containsValue("NON-COMPLIANT")
                .allSatisfy((type, state) -> assertThat(state).as(type).isEqualTo("NON-COMPLIANT"));
    }

    @Test
    void what_is_done_is_what_was_planned_and_then_all_is_as_it_shall_be() throws Exception {
        compliances("enforcing");
        var before = written();
        var planned = planned();
        assertThat(planned.keySet()).containsAll(cases.keySet());

        host().does("agent start --one-shot");

        assertThat(done()).isEqualTo(planned);
        var mended =
                cases.keySet().stream().filter(type -> !type.equals(BY_HAND)).toList();
        assertThat(host().shell("sort /srv/ran").out().lines())
                .as("each post command, once")
                .isEqualTo(mended);
        changedPathsAreThoseOf(planned, before);

        host().does("agent start --one-shot");

        assertThat(states())
                .allSatisfy((type, state) ->
                        assertThat(state).as(type).isEqualTo(type.equals(BY_HAND) ? "ERROR" : "COMPLIANT"));
        assertThat(planned().values()).as("nothing is planned any more").allMatch(List::isEmpty);
        assertThat(done()).as("nothing more was done").isEqualTo(planned);
        assertThat(host().shell("sort /srv/ran").out().lines()).isEqualTo(mended);
    }

    @Test
    void links_in_the_place_of_what_is_changed_lead_nowhere() throws Exception {
        var traps = new StringBuilder("mkdir /srv/trap; cd /srv/trap\n");
        for (var path : paths(planned())) {
            var trap = "/srv/trap/" + path.replace('/', '_');
            traps.append("if [ -d %s ]; then mkdir %s; else echo trap > %s; fi; rm -rf %s; ln -s %s %s%n"
                    .formatted(path, trap, trap, path, trap, path));
        }
        assertThat(host().shell(traps.toString()).code()).isZero();
        compliances("enforcing");
        var seen = "find /srv/trap -printf '%p %M %u %g %s\\n' | sort; cat /srv/trap/_*[^h]";
        var before = host().shell(seen).out();

        host().does("agent start --one-shot");

        assertThat(before.lines().filter(line -> line.equals("trap"))).hasSizeGreaterThan(20);
        assertThat(host().shell(seen).out()).isEqualTo(before);
        assertThat(states()).containsEntry("link", "COMPLIANT").containsEntry("file-content", "ERROR");
    }

    /** By the type of its rule: what was changed. */
    private Map<String, List<String>> done() throws Exception {
        var done = new TreeMap<String, List<String>>();
        done.put(BY_HAND, List.of());
        items(Json.read(host().does("compliance changes --json"))).forEach(change -> {
            assertThat(change.get("done")).as("%s", change).isEqualTo(Value.TRUE);
            var type = change.get("rule").display().replaceFirst(".*#", "");
            done.computeIfAbsent(type, first -> new ArrayList<>())
                    .add(change.get("what").display());
        });
        return done;
    }

    /** The files and folders that a plan names. */
    private static Set<String> paths(Map<String, List<String>> planned) {
        return planned.values().stream()
                .flatMap(List::stream)
                .flatMap(what -> PATH.matcher(what).results())
                .map(MatchResult::group)
                .filter(path -> !path.startsWith("/proc/") && !path.equals("/srv/every/mounted"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void changedPathsAreThoseOf(Map<String, List<String>> planned, Map<String, Object> before)
            throws IOException {
        var told = paths(planned);
        var changed = written();
        changed.entrySet().removeAll(before.entrySet());
        assertThat(changed.keySet()).containsAll(told);
        assertThat(changed.keySet())
                .allMatch(path -> told.contains(path)
                        || BY_PROGRAMS.matcher(path).matches()
                        || changed.keySet().stream()
                                .anyMatch(below -> below.startsWith(path.equals("/") ? path : path + "/")));
    }
}
