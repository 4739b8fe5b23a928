package org.opsbro.compliance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.opsbro.model.Problem;
import org.opsbro.model.Value;
import org.opsbro.pack.Yaml;

/**
 * Tries one rule with one set of parameters on a {@link FakeMachine}, and holds its type to what every type promises:
 * looking changes nothing and asks only the programs it announced; what is applied is what was planned; after it the rule is compliant and plans nothing;
 * parameters that could hurt are refused or do no harm.
 */
public final class RuleBench {
    /** The folder of the pack that the rule comes from. */
    public static final String HOME = "/packs/bench";

    private static final String OWNED = "$(touch /tmp/owned)";
    private static final List<String> HOSTILE = List.of(
            "a\nb",
            "a\rb",
            "a\0b",
            "a\u2028b",
            "../../etc/passwd",
            "/etc/../etc/passwd",
            "/etc//passwd",
            OWNED,
            "`id`",
            "; rm -rf /",
            "-rf",
            "a'b\"c",
            "x".repeat(100_000));

    private static final String TEN_MEGABYTES = "x".repeat(10 << 20);

    private final RuleType type;
    private final FakeMachine machine;
    private final Value.Fields parameters;

    private RuleBench(RuleType type, FakeMachine machine, Value.Fields parameters) {
        this.type = type;
        this.machine = machine;
        this.parameters = parameters;
    }

    public static RuleBench of(RuleType type, FakeMachine machine, String yaml) {
        var problems = new ArrayList<Problem>();
        var keys = Yaml.keys("parameters.yml", yaml, problems::add);
        if (keys.isEmpty() || !problems.isEmpty()) throw new IllegalArgumentException("no YAML map: " + problems);
        return new RuleBench(type, machine, keys.get().toValue());
    }

    /** What is wrong in the parameters, a line each: {@code key: message}. */
    public List<String> refusals() {
        return prepared(parameters).refusals();
    }

    /** What it finds. */
    public Findings findings() {
        return inspection().inspect(look());
    }

    /** A line for each finding, then what would change: each change, its diff, its commands. */
    public String plan() {
        return told(findings());
    }

    /** Enforces it on the machine: applies what it planned, in order. */
    public Findings apply() {
        findings().changes().forEach(change -> change.apply(machine));
        return findings();
    }

    public FakeMachine machine() {
        return machine;
    }

    /** Holds the type to its promises with these parameters, and gives the plan of the first look. */
    public String holds() {
        assertThat(refusals()).as("the parameters of the test are valid").isEmpty();
        var before = machine.state();
        var first = findings();
        assertThat(machine.state()).as("looking changes nothing").isEqualTo(before);
        assertThat(machine.asked())
                .as("only announced programs are asked")
                .allMatch(words -> type.asks().contains(words.getFirst())
                        || inspection().asks().contains(words.getFirst()));
        assertThat(findings()).as("looking again finds the same").isEqualTo(first);
        everyDeviationHasItsChange(first);
        appliedIsPlanned(first);
        takenBackIsAsBefore(first);
        hostileValuesDoNoHarm();
        tooMuchIsRefused();
        return told(first);
    }

    private static void everyDeviationHasItsChange(Findings findings) {
        var deviates = findings.all().stream().anyMatch(Finding.Deviation.class::isInstance);
        var sure = findings.doubts().findAny().isEmpty();
        assertThat(!findings.changes().isEmpty())
                .as("changes are planned if and only if something deviates")
                .isEqualTo(deviates && sure);
        assertThat(findings.changes().stream()
                        .map(change -> change.getClass().getSimpleName() + " " + change.subject()))
                .as("one change of each kind for each subject")
                .doesNotHaveDuplicates();
    }

    private void appliedIsPlanned(Findings planned) {
        var real = machine.copy();
        for (var change : planned.changes()) change.apply(real);
        var runs = planned.changes().stream()
                .filter(Change.Run.class::isInstance)
                .flatMap(change -> change.commands().stream());
        assertThat(real.ran())
                .as("the programs of the plan run, and no others")
                .isEqualTo(runs.map(command -> command.words()).toList());
        var paths = planned.changes().stream()
                .filter(change -> !(change instanceof Change.Run))
                .map(Change::subject)
                .distinct();
        if (real.ran().isEmpty())
            assertThat(real.changed())
                    .as("the paths of the plan change, and no others")
                    .containsExactlyInAnyOrderElementsOf(paths.toList());
        else assertThat(real.changed()).as("the paths of the plan change").containsAll(paths.toList());
        var after = inspection().inspect(real);
        assertThat(after.changes())
                .as("the second look plans nothing: " + told(after))
                .isEmpty();
        assertThat(after.all()).as("after it nothing deviates").noneMatch(Finding.Deviation.class::isInstance);
    }

    /** From the notes of its changes, as after a restart; programs are taken back only where the test has some that do it. */
    private void takenBackIsAsBefore(Findings planned) {
        var real = machine.copy();
        var before = real.state();
        var undoing = new ArrayDeque<Runnable>();
        for (var change : planned.changes()) {
            var note = ChangeNote.written(change);
            var kept = ChangeNote.backup(change);
            change.apply(real);
            if (change instanceof Change.Run) continue;
            if (change instanceof Change.Download && change.undo().isEmpty()) return; // what stood there is not kept
            assertThat(change.undo())
                    .as("it can be taken back: " + change.what())
                    .isPresent();
            undoing.push(() -> ChangeNote.undo(note, kept, real).apply(real));
        }
        if (!real.ran().isEmpty()) return;
        undoing.forEach(Runnable::run);
        assertThat(real.state()).as("what was done is taken back").isEqualTo(before);
    }

    private void hostileValuesDoNoHarm() {
        var honest = honestPaths();
        for (var hostile : HOSTILE) {
            eachWith(parameters, hostile, poisoned -> {
                var read = prepared(poisoned.values());
                var control = hostile.chars().anyMatch(letter -> letter < ' ' || letter == 0x2028);
                var where = poisoned.key() + " = " + hostile.substring(0, Math.min(20, hostile.length()));
                if ((control && !poisoned.isLines()) || hostile.length() > Wanted.MOST_TEXT)
                    assertThat(read.refusals()).as("refused: " + where).isNotEmpty();
                if (poisoned.isPath() && hostile.contains(".."))
                    assertThat(read.refusals()).as("refused: " + where).isNotEmpty();
                if (read.refusals().isEmpty()) doesNoHarm(read.inspection(), hostile, honest, where);
            });
        }
    }

    private void tooMuchIsRefused() {
        eachWith(
                parameters,
                TEN_MEGABYTES,
                poisoned -> assertThat(prepared(poisoned.values()).refusals())
                        .as("ten megabytes are refused: " + poisoned.key())
                        .isNotEmpty()
                        .allMatch(refusal -> refusal.length() < 1000));
    }

    private Set<String> honestPaths() {
        var paths = new TreeSet<String>();
        findings().changes().forEach(change -> paths.add(change.subject()));
        return paths;
    }

    private void doesNoHarm(Inspection inspection, String hostile, Set<String> honest, String where) {
        var findings = inspection.inspect(new Announced(machine.copy(), type));
        for (var change : findings.changes()) {
            if (!(change instanceof Change.Run) && !honest.isEmpty() && !hostile.startsWith("/"))
                assertThat(change.subject())
                        .as("no other path changes: " + where)
                        .doesNotContain("..");
            for (var command : change.commands()) {
                var words = command.words();
                assertThat(words)
                        .as("no shell reads it: " + where)
                        .noneMatch(word -> word.equals("-c")
                                && words.getFirst().endsWith("sh")
                                && words.stream().anyMatch(each -> each.contains(hostile)));
                var option = words.indexOf("-rf");
                if (option > 0)
                    assertThat(words.subList(0, option))
                            .as("it is no option: " + where)
                            .contains("--");
            }
        }
        appliedIsWhole(inspection, findings, where);
    }

    /** What a hostile value made is read again as what was wanted: it ended no line and no word on its way. */
    private void appliedIsWhole(Inspection inspection, Findings findings, String where) {
        if (findings.changes().stream().anyMatch(each -> each instanceof Change.Run || each instanceof Change.Download))
            return;
        var real = machine.copy();
        findings.changes().forEach(change -> change.apply(real));
        assertThat(real.changed())
                .as("the paths of the plan change, and no others: " + where)
                .isEqualTo(findings.changes().stream().map(Change::subject).collect(Collectors.toSet()));
        assertThat(inspection.inspect(new Announced(real, type)).changes())
                .as("it is whole: " + where)
                .isEmpty();
    }

    private record Poisoned(Value.Fields values, String key, boolean isPath, boolean isLines) {}

    /** The parameters with each value, and each key below them, in turn replaced. */
    private static void eachWith(Value.Fields parameters, String hostile, Consumer<Poisoned> then) {
        for (var key : parameters.keys())
            replaced(parameters.get(key), hostile, key, (value, about) -> {
                var all = new TreeMap<String, Value>();
                parameters.forEach(all::put);
                all.put(key, value);
                then.accept(new Poisoned(
                        Value.fields(all),
                        about.key(),
                        about.text().startsWith("/"),
                        about.text().contains("\n")));
            });
    }

    private record About(String key, String text) {}

    private interface Replaced {
        void with(Value value, About about);
    }

    private static void replaced(Value value, String hostile, String key, Replaced then) {
        switch (value) {
            case Value.Text text -> then.with(Value.of(hostile), new About(key, text.text()));
            case Value.Items items -> {
                for (var i = 0; i < items.all().size(); i++) {
                    var at = i;
                    replaced(items.all().get(i), hostile, key + "[" + i + "]", (item, about) -> {
                        var all = new ArrayList<>(items.all());
                        all.set(at, item);
                        then.with(new Value.Items(all), about);
                    });
                }
            }
            case Value.Fields fields -> eachBelow(fields, hostile, key, then);
            default -> then.with(Value.of(hostile), new About(key, value.display()));
        }
    }

    private static void eachBelow(Value.Fields fields, String hostile, String key, Replaced then) {
        for (var name : fields.keys()) {
            replaced(fields.get(name), hostile, key + "." + name, (value, about) -> {
                var all = new TreeMap<String, Value>();
                fields.forEach(all::put);
                all.put(name, value);
                then.with(Value.fields(all), about);
            });
            var renamed = new TreeMap<String, Value>();
            fields.forEach((each, value) -> renamed.put(each.equals(name) ? hostile : each, value));
            then.with(Value.fields(renamed), new About(key + " with a key in the place of " + name, name));
        }
    }

    private record Prepared(Inspection inspection, List<String> refusals) {}

    private Prepared prepared(Value.Fields values) {
        var refusals = new ArrayList<String>();
        var wanted = new Wanted(values, HOME, refusal -> refusals.add(refusal.key() + ": " + refusal.message()));
        var inspection = type.prepare(wanted);
        wanted.end();
        return new Prepared(inspection, refusals);
    }

    private Inspection inspection() {
        return prepared(parameters).inspection();
    }

    private Announced look() {
        return new Announced(machine, type);
    }

    static String told(Findings findings) {
        var lines = findings.all().stream().map(finding -> switch (finding) {
            case Finding.Compliant fine -> "compliant: " + fine.what();
            case Finding.Deviation deviation -> "deviation: " + deviation.what();
            case Finding.ByHand hand -> "by hand: " + hand.what() + ": " + hand.why();
            case Finding.Drift drift -> "drift: " + drift.what();
            case Finding.NotEligible not -> "not eligible: " + not.why();
            case Finding.CannotTell doubt -> "cannot tell: " + doubt.why();
        });
        var changes = findings.changes().stream()
                .flatMap(change -> Stream.concat(
                        Stream.of("change: " + change.what()),
                        Stream.concat(
                                change.diff().lines(),
                                change.commands().stream().map(command -> "$ " + Change.typed(command)))));
        return Stream.concat(lines, changes).collect(Collectors.joining("\n", "", "\n"));
    }
}
