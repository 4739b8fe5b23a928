package org.opsbro.compliance.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opsbro.compliance.Place;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.Waiver;
import org.opsbro.evaluator.Evaluator;
import org.opsbro.evaluator.FunctionLibrary;
import org.opsbro.host.Commands;
import org.opsbro.host.Hands;
import org.opsbro.host.HostException;
import org.opsbro.host.linux.LinuxHands;
import org.opsbro.model.ComplianceState;
import org.opsbro.model.ComplianceStatus;
import org.opsbro.model.Event;
import org.opsbro.model.Level;
import org.opsbro.model.Node;
import org.opsbro.model.NodeId;
import org.opsbro.model.RuleStatus;
import org.opsbro.model.World;
import org.opsbro.monitoring.live.MovedHost;
import org.opsbro.pack.PackLoader;
import org.opsbro.pack.PaperFiles;

class ComplianceTurnTest {
    private static final Evaluator EVALUATOR = new Evaluator(ServiceLoader.load(FunctionLibrary.class));
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    @TempDir
    private Path temporary;

    private final MovedHost host = new MovedHost();
    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final List<Event> told = new ArrayList<>();
    private Path file;
    private World world = World.of(Node.named(new NodeId("aa"), "here", "internet"), NOON);
    private ComplianceTurn turn;
    private String mode = "enforcing";
    private String extra = "";
    private String more = "";
    private Rollout rollout = Rollout.NONE;

    @BeforeEach
    void one_file() throws IOException {
        file = Files.writeString(temporary.toRealPath().resolve("a"), "");
        mode(file, "rw-rw-rw-");
        turn = turn(new LinuxHands());
    }

    @AfterEach
    void end() {
        turn.close();
    }

    private ComplianceTurn turn(Hands hands) {
        return turn(hands, true);
    }

    private ComplianceTurn turn(Hands hands, boolean mends) {
        return new ComplianceTurn(
                EVALUATOR,
                ServiceLoader.load(RuleType.class),
                host,
                hands,
                mends,
                now::get,
                new SplittableRandom(7),
                () -> true,
                this::fold,
                rollout,
                temporary.resolve("data"));
    }

    private void fold(List<Event> events) {
        for (var event : events) {
            told.add(event);
            world = world.after(event);
        }
    }

    private void packs() {
        var files = new PaperFiles();
        files.put("/packs/p/package.yml", "name: p\n");
        files.put(
                "/packs/p/compliance/files.yml",
                """
                compliance:
                  verify_if: "True"
                  mode: %s
                  interval: 10m
                  rules:
                    - name: rights
                      type: file-rights
                      %s
                      parameters: {file: %s, permissions: 640}
                      shell: true
                      post_commands: ["echo reloaded >> %s"]
                    - {name: none, type: file-rights, parameters: {file: /etc/passwd, owner: root}}
                """.formatted(mode, extra, file, temporary.resolve("ran")) + more.indent(4));
        var packs = new PackLoader(files, List.of(new PackLoader.Place(Level.LOCAL, "/packs"))).load();
        assertThat(packs.problems()).isEmpty();
        turn.packs(packs);
    }

    private RuleStatus rule(Duration later) {
        now.set(now.get().plus(later));
        host.pass(later);
        fold(turn.take(world));
        return whole().rule("rights").orElseThrow();
    }

    private ComplianceStatus whole() {
        return Objects.requireNonNull(world.compliance().get("p/files"));
    }

    private RuleStatus look() {
        packs();
        return rule(Duration.ofSeconds(10));
    }

    private static void mode(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private int mode() throws IOException {
        return (int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
    }

    private String ran() throws IOException {
        var path = temporary.resolve("ran");
        return Files.exists(path) ? Files.readString(path) : "";
    }

    private List<String> changes() {
        return told.stream()
                .filter(Event.RuleChanged.class::isInstance)
                .map(Event.RuleChanged.class::cast)
                .filter(event -> event.after().name().equals("rights"))
                .map(event -> event.before().state().word() + " "
                        + event.after().state().word())
                .toList();
    }

    @Test
    void audit_reports_and_runs_nothing() throws IOException {
        mode = "audit";

        assertThat(look().state()).isEqualTo(ComplianceState.NON_COMPLIANT);

        assertThat(mode()).isEqualTo(0666);
        assertThat(ran()).isEmpty();
        assertThat(turn.changes()).isEmpty();
        assertThat(whole().state()).isEqualTo(ComplianceState.NON_COMPLIANT);
    }

    @Test
    void enforcing_mends_runs_the_command_once_and_is_compliant_with_the_next_look() throws IOException {
        assertThat(look().state()).isEqualTo(ComplianceState.FIXED);
        assertThat(mode()).isEqualTo(0640);
        assertThat(ran()).isEqualTo("reloaded\n");
        assertThat(turn.owed()).isEmpty();

        assertThat(rule(Duration.ofSeconds(10)).state()).isEqualTo(ComplianceState.COMPLIANT);
        assertThat(rule(Duration.ofMinutes(11)).state()).isEqualTo(ComplianceState.COMPLIANT);

        assertThat(ran()).isEqualTo("reloaded\n");
        assertThat(changes()).containsExactly("PENDING FIXED", "FIXED COMPLIANT");
    }

    @Test
    void what_is_unchanged_is_not_looked_at_and_a_change_is_seen_at_once() throws IOException {
        mode = "audit";
        mode(file, "rw-r-----");
        look();
        told.clear();

        rule(Duration.ofSeconds(10));
        assertThat(told).isEmpty();

        mode(file, "rw-rw-rw-");
        assertThat(rule(Duration.ofSeconds(10)).state()).isEqualTo(ComplianceState.NON_COMPLIANT);
    }

    @Test
    void another_definition_counts_at_once() throws IOException {
        mode = "audit";
        assertThat(look().state()).isEqualTo(ComplianceState.NON_COMPLIANT);

        mode = "enforcing";
        assertThat(look().state()).isEqualTo(ComplianceState.FIXED);

        look();
        more = "- {name: third, type: file-rights, parameters: {file: /etc/passwd, owner: root}}\n";
        look();
        assertThat(whole().rule("third")).isPresent();
        more = "";
        look();
        assertThat(whole().rule("third")).isEmpty();
    }

    @Test
    void a_kill_between_the_change_and_its_command_runs_the_command_after_the_restart() throws IOException {
        turn.close();
        turn = turn(new Killed(""));
        packs();
        assertThatThrownBy(() -> turn.take(world)).isInstanceOf(Kill.class);
        assertThat(mode()).isEqualTo(0640);
        assertThat(ran()).isEmpty();

        turn.close();
        turn = turn(new LinuxHands());

        assertThat(look().state()).isEqualTo(ComplianceState.COMPLIANT);
        assertThat(ran()).isEqualTo("reloaded\n");
        assertThat(turn.owed()).isEmpty();
    }

    @Test
    void a_command_that_fails_is_owed_and_the_rule_is_an_error_until_it_exits_with_0() throws IOException {
        Files.createDirectory(temporary.resolve("ran"));

        assertThat(look().state()).isEqualTo(ComplianceState.ERROR);
        assertThat(rule(Duration.ofMinutes(11)).state()).isEqualTo(ComplianceState.ERROR);
        assertThat(turn.owed())
                .singleElement()
                .satisfies(debt -> assertThat(debt.tries()).isEqualTo(2));

        Files.delete(temporary.resolve("ran"));
        assertThat(rule(Duration.ofMinutes(11)).state()).isEqualTo(ComplianceState.COMPLIANT);
        assertThat(ran()).isEqualTo("reloaded\n");
    }

    @Test
    void after_a_rule_that_failed_the_others_are_unknown() throws IOException {
        Files.delete(file);

        assertThat(look().state()).isEqualTo(ComplianceState.ERROR);

        var whole = whole();
        assertThat(whole.state()).isEqualTo(ComplianceState.ERROR);
        assertThat(whole.rule("none").orElseThrow().state()).isEqualTo(ComplianceState.UNKNOWN);
    }

    @Test
    void somebody_who_changes_it_back_each_time_is_not_fought() throws IOException {
        look();
        for (var i = 0; i < 2; i++) {
            mode(file, "rw-rw-rw-");
            assertThat(rule(Duration.ofSeconds(60)).state()).isEqualTo(ComplianceState.FIXED);
        }
        mode(file, "rw-rw-rw-");

        assertThat(rule(Duration.ofSeconds(60)).state()).isEqualTo(ComplianceState.FLAPPING);
        assertThat(rule(Duration.ofHours(1)).state()).isEqualTo(ComplianceState.FLAPPING);
        assertThat(mode()).isEqualTo(0666);

        turn.launch(turn.named("files").orElseThrow(), world);
        assertThat(mode()).isEqualTo(0640);
    }

    @Test
    void a_run_is_taken_back_and_the_rule_left_alone_until_it_is_launched() throws IOException {
        look();
        var run = turn.changes().getFirst().get("run").display();

        var undone = turn.rollBack(run, world);

        assertThat(undone.what()).singleElement().asString().contains("0666");
        assertThat(undone.left()).isEmpty();
        assertThat(mode()).isEqualTo(0666);
        assertThat(ran()).as("what is taken back is told too").isEqualTo("reloaded\nreloaded\n");
        assertThat(rule(Duration.ofMinutes(11)).state()).isEqualTo(ComplianceState.ROLLED_BACK);
        assertThat(mode()).isEqualTo(0666);
        assertThatThrownBy(() -> turn.rollBack(run, world))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("was given other rights since");

        turn.launch(turn.named("files").orElseThrow(), world);
        assertThat(mode()).isEqualTo(0640);
    }

    @Test
    void what_cannot_be_taken_back_is_told_and_the_rest_is_taken_back() throws IOException {
        var link = Files.createSymbolicLink(temporary.toRealPath().resolve("link"), Path.of("a"));
        var empty = Files.createDirectory(temporary.toRealPath().resolve("empty"));
        var made = temporary.resolve("made");
        more = """
                - {name: link, type: link, parameters: {path: %s, absent: true}}
                - {name: empty, type: directory, parameters: {path: %s, absent: true}}
                - {name: one, type: file-lines, parameters: {file: %s, lines: [one]}}
                - {name: two, type: file-lines, parameters: {file: %s, lines: [two]}}
                - {name: run, type: command, parameters: {check: [test, -e, %s], apply: [touch, %s]}}
                """.formatted(link, empty, file, file, made, made);
        look();
        assertThat(whole().state()).isEqualTo(ComplianceState.FIXED);
        assertThat(file).hasContent("one\ntwo\n");
        var run = turn.changes().getFirst().get("run").display();

        var undone = turn.rollBack(run, world);

        assertThat(undone.what()).hasSize(5);
        assertThat(undone.left()).singleElement().asString().startsWith("nothing takes back: run touch");
        assertThat(link).isSymbolicLink().hasSameTextualContentAs(file);
        assertThat(empty).isEmptyDirectory();
        assertThat(file).hasContent("");
    }

    /** Killed after the third change, before that was noted. */
    @Test
    void a_run_that_a_kill_ended_is_taken_back_as_far_as_it_went() throws IOException {
        var link = temporary.toRealPath().resolve("link");
        var next = temporary.toRealPath().resolve("next");
        more = """
                - {name: link, type: link, parameters: {path: %s, target: a}}
                - {name: text, type: file-lines, parameters: {file: %s, lines: [one]}}
                - {name: next, type: link, parameters: {path: %s, target: a}}
                """.formatted(link, file, next);
        turn.close();
        turn = turn(new Killed(file.toString()));
        packs();
        assertThatThrownBy(() -> turn.take(world)).isInstanceOf(Kill.class);
        assertThat(file).hasContent("one\n");
        turn.close();
        turn = turn(new LinuxHands());
        mode = "audit";
        packs();

        var undone = turn.rollBack(turn.changes().getFirst().get("run").display(), world);

        assertThat(undone.left()).isEmpty();
        assertThat(undone.what()).hasSize(3);
        assertThat(file).hasContent("");
        assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isFalse();
        assertThat(mode()).isEqualTo(0666);
    }

    @Test
    void a_command_is_run_without_a_shell_unless_the_rule_says_so() throws IOException {
        var touched = temporary.resolve("a b");
        more = """
                - name: words
                  type: file-lines
                  parameters: {file: %s, lines: [one]}
                  post_commands: ["touch '%s'", [touch, %s]]
                """.formatted(file, touched, temporary.resolve("$HOME"));

        look();

        assertThat(touched).exists();
        assertThat(temporary.resolve("$HOME")).exists();
    }

    private RuleStatus held() {
        return whole().rule("held").orElseThrow();
    }

    /** Of the state that is now, as the rule tells it. */
    private String state() {
        return held().lines().getLast().text().replaceAll(".* ", "");
    }

    private Path watched() throws IOException {
        var folder = Files.createDirectories(temporary.toRealPath().resolve("watched"));
        more = """
                - {name: held, type: file-integrity, parameters: {paths: [%s]}}
                - {name: after, type: file-rights, parameters: {file: /etc/passwd, owner: root}}
                """.formatted(folder);
        return Files.writeString(folder.resolve("a"), "one");
    }

    @Test
    void what_was_first_seen_is_held_until_a_person_accepts_another_state() throws IOException {
        var path = watched();
        look();
        assertThat(held().state()).isEqualTo(ComplianceState.COMPLIANT);
        assertThat(held().lines()).singleElement().asString().contains("is held as it is from now on");

        Files.writeString(path, "another");
        assertThat(rule(Duration.ofSeconds(10)).state()).isEqualTo(ComplianceState.COMPLIANT);
        assertThat(held().state()).isEqualTo(ComplianceState.NON_COMPLIANT);
        assertThat(held().lines().getFirst().text()).contains(path + " was size=3 sha256=");
        assertThat(whole().rule("after").orElseThrow().state()).isEqualTo(ComplianceState.COMPLIANT);
        rule(Duration.ofMinutes(11));
        assertThat(held().state()).as("nothing is accepted by itself").isEqualTo(ComplianceState.NON_COMPLIANT);

        var shown = state();
        Files.writeString(path, "a third");
        assertThatThrownBy(() -> turn.accept("p/files#held", shown, "ann", world))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("which is not " + shown);
        rule(Duration.ofSeconds(10));
        turn.accept("p/files#held", state(), "ann", world);
        assertThat(held().state()).isEqualTo(ComplianceState.COMPLIANT);

        turn.close();
        turn = turn(new LinuxHands());
        Files.writeString(path, "one");
        look();
        assertThat(held().state()).isEqualTo(ComplianceState.NON_COMPLIANT);
    }

    @Test
    void a_baseline_that_is_lost_is_told_and_one_whose_note_is_lost_is_found() throws IOException {
        var path = watched();
        look();
        turn.close();
        Files.delete(temporary.resolve("data/rules.json"));
        Files.writeString(path, "another");
        turn = turn(new LinuxHands());
        look();
        assertThat(held().state()).isEqualTo(ComplianceState.NON_COMPLIANT);

        turn.close();
        try (var files = Files.list(temporary.resolve("data/baseline"))) {
            var kept = files.toList();
            assertThat(kept).hasSize(1);
            Files.writeString(kept.getFirst(), Files.readString(kept.getFirst()).replace("size=3", "size=7"));
        }
        turn = turn(new LinuxHands());
        look();

        assertThat(held().state()).isEqualTo(ComplianceState.ERROR);
        assertThat(held().lines().getFirst().text()).contains("or somebody changed it");
        turn.accept("p/files#held", state(), "ann", world);
        assertThat(held().state()).isEqualTo(ComplianceState.COMPLIANT);
    }

    @Test
    void an_agent_that_only_looks_and_a_plan_hold_nothing() throws IOException {
        watched();
        turn.close();
        turn = turn(new Killed(""), false);
        look();
        assertThat(held().state()).isEqualTo(ComplianceState.NOT_ELIGIBLE);
        turn.plans(turn.compliances(), world);
        assertThat(temporary.resolve("data/baseline")).doesNotExist();
    }

    @Test
    void a_waiver_is_kept_over_a_restart_until_it_ends() throws IOException {
        packs();
        turn.waive("p/files#rights", new Waiver(NOON.plusSeconds(3600), "known", "ann"), world);
        turn.close();
        turn = turn(new LinuxHands());

        assertThat(look().state()).isEqualTo(ComplianceState.WAIVED);
        assertThat(mode()).isEqualTo(0666);
        assertThat(rule(Duration.ofHours(1)).state()).isEqualTo(ComplianceState.FIXED);
    }

    @Test
    void a_lock_that_nobody_can_give_blocks() throws IOException {
        extra = "max_parallel: 2";

        var rule = look();

        assertThat(rule.state()).isEqualTo(ComplianceState.BLOCKED);
        assertThat(rule.lines().getLast().text()).isEqualTo("not mended: there is no store of the zone here");
        assertThat(mode()).isEqualTo(0666);
    }

    /** Writes down what it is asked for. */
    private static final class Asked implements Rollout {
        private final List<String> all = new ArrayList<>();
        private String why = "";

        @Override
        public Optional<String> enter(Place place) {
            all.add("enter " + place.name() + " " + place.most() + " " + place.soak());
            return why.isEmpty() ? Optional.empty() : Optional.of(why);
        }

        @Override
        public void left(Place place, boolean changed, String failure) {
            all.add("left " + place.name() + " " + changed + " " + failure);
        }

        @Override
        public void resume(String name) {
            all.add("resume " + name);
        }
    }

    @Test
    void who_has_a_place_mends_and_tells_what_came_of_it() throws IOException {
        var asked = new Asked();
        rollout = asked;
        turn.close();
        turn = turn(new LinuxHands());
        extra = "max_parallel: 2\n      soak: 5m";
        asked.why = "it waits for its turn";

        assertThat(look().state()).isEqualTo(ComplianceState.BLOCKED);
        assertThat(mode()).isEqualTo(0666);
        asked.why = "";
        assertThat(rule(Duration.ofSeconds(10)).state()).isEqualTo(ComplianceState.FIXED);
        assertThat(rule(Duration.ofSeconds(10)).state()).isEqualTo(ComplianceState.COMPLIANT);
        turn.resume(turn.meant("").getFirst());

        assertThat(asked.all)
                .containsExactly(
                        "enter p/files 2 PT5M", "enter p/files 2 PT5M", "left p/files true ", "resume p/files");
    }

    @Test
    void what_cannot_be_mended_ends_the_roll_out() throws IOException {
        var asked = new Asked();
        rollout = asked;
        turn.close();
        turn = turn(new LinuxHands());
        extra = "lock: proxies";
        Files.createDirectory(temporary.resolve("ran"));

        assertThat(look().state()).isEqualTo(ComplianceState.ERROR);

        assertThat(asked.all.getLast()).startsWith("left lock:proxies true owed since");
    }

    @Test
    void a_plan_is_what_enforcing_then_does_and_changes_nothing() throws IOException {
        packs();

        var plan = turn.plans(turn.meant(""), world).getFirst();

        assertThat(plan.changes()).isEqualTo(1);
        assertThat(plan.steps().getFirst().postCommands()).hasSize(1);
        assertThat(mode()).isEqualTo(0666);
        assertThat(ran()).isEmpty();
        rule(Duration.ofSeconds(10));
        assertThat(turn.changes().getFirst().get("what").display())
                .isEqualTo(plan.steps().getFirst().changes().getFirst().what());
        assertThat(turn.plans(turn.meant(""), world).getFirst().changes()).isZero();
    }

    @Test
    void an_agent_that_is_there_for_one_command_only_looks_and_notes_nothing() throws IOException {
        turn.close();
        turn = turn(new Killed(""), false);

        var rule = look();

        assertThat(rule.state()).isEqualTo(ComplianceState.NON_COMPLIANT);
        assertThat(rule.lines().getLast().text()).startsWith("not mended: this agent is here for one command");
        assertThat(mode()).isEqualTo(0666);
        assertThat(turn.changes()).isEmpty();
        assertThat(told).noneMatch(Event.RuleChanged.class::isInstance);
        assertThat(temporary.resolve("data/rules.json")).doesNotExist();
        assertThat(temporary.resolve("data/owed.json")).doesNotExist();
    }

    @Test
    void an_agent_that_is_there_for_one_command_leaves_what_is_owed_and_noted_to_the_one_that_stays()
            throws IOException {
        Files.createDirectory(temporary.resolve("ran"));
        look();
        Files.delete(temporary.resolve("ran"));
        var noted = Files.readString(temporary.resolve("data/rules.json"));
        turn.close();
        told.clear();
        turn = turn(new Killed(""), false);
        now.set(NOON.plusSeconds(3600));

        assertThat(look().state()).isEqualTo(ComplianceState.ERROR);

        assertThat(turn.owed())
                .singleElement()
                .satisfies(debt -> assertThat(debt.tries()).isEqualTo(1));
        assertThat(told).noneMatch(Event.RuleChanged.class::isInstance);
        assertThat(temporary.resolve("data/rules.json")).hasContent(noted);
        var run = turn.changes().getFirst().get("run").display();
        var compliance = turn.named("files").orElseThrow();
        assertThatThrownBy(() -> turn.launch(compliance, world)).isInstanceOf(HostException.class);
        assertThatThrownBy(() -> turn.rollBack(run, world))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("only looks");
    }

    private static final class Kill extends Error {
        private static final long serialVersionUID = 1;
    }

    /** An agent that is killed as soon as it would run a program, or has written a file. */
    private static final class Killed implements Hands {
        private final Hands real = new LinuxHands();
        private final String deadly;

        Killed(String deadly) {
            this.deadly = deadly;
        }

        @Override
        public void write(Writing writing) {
            real.write(writing);
            if (writing.path().equals(deadly)) throw new Kill();
        }

        @Override
        public void rights(String path, Rights rights) {
            real.rights(path, rights);
        }

        @Override
        public void makeFolder(String path, Rights rights) {
            real.makeFolder(path, rights);
        }

        @Override
        public void makeLink(String path, String target) {
            real.makeLink(path, target);
        }

        @Override
        public void remove(String path, Optional<byte[]> expected) {
            real.remove(path, expected);
        }

        @Override
        public void tellKernel(String path, String value) {
            real.tellKernel(path, value);
        }

        @Override
        public void fetch(Fetching fetching) {
            real.fetch(fetching);
        }

        @Override
        public Commands.Outcome run(Commands.Command command) {
            if (deadly.isEmpty()) throw new Kill();
            return real.run(command);
        }
    }
}
