package org.opsbro.compliance.live;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.opsbro.compliance.Change;
import org.opsbro.compliance.ChangeNote;
import org.opsbro.compliance.Exits;
import org.opsbro.compliance.Rule;
import org.opsbro.host.Hands;
import org.opsbro.host.HostException;
import org.opsbro.host.Look;
import org.opsbro.model.RuleStatus.Line;
import org.opsbro.model.Value;
import org.opsbro.pack.CommandLine;
import org.opsbro.store.Debts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where compliance changes the machine: it owes the post commands, notes each change, makes it, and pays. For one thread at a time.
 */
final class Workshop {
    private static final Logger LOG = LoggerFactory.getLogger(Workshop.class);
    private static final DateTimeFormatter RUN =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
    private static final String SECONDS = "seconds";
    private static final long USUAL_SECONDS = 600;

    private final Hands hands;
    private final RunBook book;
    private final Debts debts;
    private final InstantSource clock;
    private final RandomGenerator random;

    Workshop(Hands hands, RunBook book, Debts debts, InstantSource clock, RandomGenerator random) {
        this.hands = hands;
        this.book = book;
        this.debts = debts;
        this.clock = clock;
        this.random = random;
    }

    /** The id of a run that begins now, such as {@code 20261125-101500-3f9c}. */
    String newRun() {
        return RUN.format(clock.instant()) + "-" + String.format("%04x", random.nextInt(0x10000));
    }

    /** What was done: lines for people, how many changes were made, and whether all were. */
    record Done(List<Line> lines, int made, boolean whole) {
        Done {
            lines = List.copyOf(lines);
        }
    }

    /**
     * Makes changes in their order, until one fails.
     *
     * @param who owes the commands: {@code pack/compliance#rule}
     * @param first the number of the first change within the run
     */
    Done make(String run, int first, String who, List<Change> changes, Rule.Environment environment, Duration limit) {
        var lines = new ArrayList<Line>();
        List<Debts.Added> owed = new ArrayList<>();
        var made = 0;
        try {
            owed.addAll(owe(who, environment.postCommands(), limit));
            for (var change : changes) {
                one(run, first + made, who, bounded(change, limit));
                lines.add(new Line("FIX", change.what()));
                made++;
            }
        } catch (HostException | IOException failed) {
            lines.add(new Line("ERROR", String.valueOf(failed.getMessage())));
        }
        // a program that failed may have changed something before: then the commands are still owed
        var untouched = made == 0 && changes.getFirst().commands().isEmpty();
        if (untouched) takeBack(owed);
        return new Done(lines, made, made == changes.size());
    }

    private List<Debts.Added> owe(String who, List<CommandLine> commands, Duration limit) throws IOException {
        var note = Value.object().with(SECONDS, limit.toSeconds()).end();
        List<Debts.Added> owed = new ArrayList<>();
        for (var line : commands) owed.add(debts.add(line.toValue(), who, note, clock.instant()));
        return owed;
    }

    private void one(String run, int number, String who, Change change) throws IOException {
        book.before(run, number, who, change, clock.instant());
        try {
            change.apply(hands);
        } catch (HostException failed) {
            book.after(run, number, String.valueOf(failed.getMessage()), clock.instant());
            throw failed;
        }
        book.after(run, number, "", clock.instant());
        LOG.info("compliance: changed run={} rule={} change={}", run, who, change.what());
    }

    private static Change bounded(Change change, Duration limit) {
        return switch (change) {
            case Change.Run run
            when run.command().timeout().compareTo(limit) > 0 ->
                new Change.Run(run.what(), run.command().within(limit), run.undoing());
            case Change.Download download ->
                new Change.Download(download.fetching().within(limit));
            default -> change;
        };
    }

    private void takeBack(List<Debts.Added> owed) {
        try {
            for (var each : owed.reversed()) debts.takeBack(each);
        } catch (IOException failed) {
            LOG.warn("compliance: commands stay owed, they run once too often reason={}", failed.getMessage());
        }
    }

    /** What a debt is for, as people read it. */
    static String line(Debts.Debt debt) {
        return CommandLine.of(debt.command()).text();
    }

    private static Duration patience(Debts.Debt debt) {
        var seconds = debt.by().values().stream()
                .mapToLong(note -> note.get(SECONDS) instanceof Value.Int number ? number.number() : USUAL_SECONDS)
                .max()
                .orElse(USUAL_SECONDS);
        return Duration.ofSeconds(Math.max(1, seconds));
    }

    /** Runs what is owed and due; of one rule, or of all where who is empty. What exits with 0 is settled, and told; the rest stays owed. */
    List<Line> pay(String who) {
        var lines = new ArrayList<Line>();
        var now = clock.instant();
        for (var debt : who.isEmpty() ? debts.all() : debts.of(who)) {
            if (!debt.isDue(now)) continue;
            pay(debt, lines);
        }
        return lines;
    }

    private void pay(Debts.Debt debt, List<Line> lines) {
        var command = CommandLine.of(debt.command()).within(patience(debt));
        var outcome = hands.run(command);
        try {
            if (Exits.succeeded(outcome)) {
                debts.settle(debt);
                lines.add(new Line("SUCCESS", "ran " + line(debt)));
                return;
            }
            var why = Exits.told(command, outcome);
            debts.failed(debt, clock.instant(), why);
            LOG.warn(
                    "compliance: a command after changes failed, it is owed by={} reason={}",
                    debt.by().keySet(),
                    why);
        } catch (IOException failed) {
            lines.add(new Line("ERROR", "what is owed cannot be kept: " + failed.getMessage()));
        }
    }

    List<Debts.Debt> owed() {
        return debts.all();
    }

    List<Debts.Debt> owedBy(String who) {
        return debts.of(who);
    }

    /** Commands after changes, and how long each may take. */
    record Owing(List<CommandLine> commands, Duration limit) {
        static final Owing NOTHING = new Owing(List.of(), Duration.ZERO);

        Owing {
            commands = List.copyOf(commands);
        }
    }

    /**
     * Takes the changes of a run back, the last one first, as a run of its own. What does not stand any more, or nothing takes back, is left and told.
     *
     * @param owing what the rule of a change owes after it, so that its programs know that it is taken back
     * @throws HostException if nothing could be taken back
     */
    Undone rollBack(String run, Look look, Function<String, Owing> owing) {
        var noted = book.of(run).stream()
                .filter(each -> each.failure().isEmpty())
                .toList()
                .reversed();
        if (noted.isEmpty()) throw new HostException("there is no run " + run + " that changed something");
        var next = newRun();
        var back = new ArrayList<String>();
        var left = new ArrayList<String>();
        for (var each : noted) {
            try {
                var undo = ChangeNote.undo(each.change(), book.kept(run, each.number()), look);
                var after = owing.apply(each.rule());
                owe(each.rule(), after.commands(), after.limit());
                one(next, back.size() + left.size() + 1, each.rule(), undo);
                back.add(undo.what());
            } catch (HostException no) {
                if (each.done()) left.add(String.valueOf(no.getMessage()));
                else if (ChangeNote.isProgram(each.change())) left.add(unknown(each));
            } catch (IOException failed) {
                throw new HostException("the journal cannot be written: " + failed.getMessage(), failed);
            }
        }
        if (back.isEmpty()) throw new HostException("nothing of it is taken back: " + String.join("; ", left));
        return new Undone(
                next, noted.stream().map(RunBook.Noted::rule).distinct().toList(), back, left);
    }

    private static String unknown(RunBook.Noted noted) {
        return "the agent ended while it ran, so nobody knows what it did: "
                + noted.change().get("what").display();
    }

    List<RunBook.Noted> changes() {
        return book.all();
    }

    void forget(Instant now) {
        book.forget(now);
    }
}
