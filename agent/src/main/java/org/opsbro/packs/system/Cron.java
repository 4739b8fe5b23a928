package org.opsbro.packs.system;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.FindingsBuilder;
import org.opsbro.compliance.Inspection;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.TextFile;
import org.opsbro.compliance.Wanted;
import org.opsbro.host.Accounts.User;
import org.opsbro.host.Files.Entry;
import org.opsbro.host.Hands.Rights;
import org.opsbro.host.Look;

/**
 * One job of cron, below a mark with its name: in a file of {@code /etc/cron.d}, or with {@code crontab: true} in the table of its user. That is written
 * where crontab(1) keeps it, in the way crontab(1) does it (beside it, 0600, then renamed, which changes the folder that cron watches), so that the former
 * table is kept and can come back.
 */
@AutoService(RuleType.class)
public final class Cron implements RuleType {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9 _.:-]{0,62}[A-Za-z0-9])?");
    /** Cron reads no file of cron.d with a dot in its name. */
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0,63}");

    private static final Pattern UNQUOTED_PERCENT = Pattern.compile("(?<!\\\\)%");
    private static final String FOLDER = "/etc/cron.d";
    /** Debian, SUSE, RHEL: the first that is there. */
    private static final List<String> SPOOLS =
            List.of("/var/spool/cron/crontabs", "/var/spool/cron/tabs", "/var/spool/cron");

    @Override
    public String name() {
        return "cron";
    }

    @Override
    public String doc() {
        return "A job of cron runs at these times as this user, or is not there.";
    }

    @Override
    public String example() {
        return """
                name: nightly backup
                user: root
                schedule: 30 4 * * mon-fri
                command: nice /usr/local/bin/backup --quiet > /dev/null
                """;
    }

    /** @param job schedule and command; empty if none is wanted */
    private record Wish(String name, String user, Optional<Job> job, String file, boolean crontab) {}

    private record Job(String schedule, String command) {
        String line(String between) {
            return schedule + between + command;
        }
    }

    @Override
    public Inspection prepare(Wanted wanted) {
        if (!wanted.has("name")) wanted.refuse("name", "the key is missing, want a name for the job");
        var name = wanted.text("name", NAME, "a name of letters, digits, blanks, \"_.:-\"")
                .orElse("none");
        var user = wanted.has("user") ? AccountWords.name(wanted, "user") : "root";
        var crontab = wanted.flag("crontab", false);
        if (crontab && wanted.has("file")) wanted.refuse("file", "is of " + FOLDER + ", so not with crontab: true");
        var file =
                wanted.text("file", FILE, "a name without dots that cron reads").orElse("opsbro");
        var absent = wanted.flag("absent", false);
        var job = absent ? Optional.<Job>empty() : Optional.of(job(wanted));
        if (absent && (wanted.has("schedule") || wanted.has("command")))
            wanted.refuse("absent", "want either absent: true or schedule: and command:");
        var wish = new Wish(name, user, job, file, crontab);
        return look -> crontab ? table(look, wish) : system(look, wish);
    }

    private static Job job(Wanted wanted) {
        var schedule = wanted.requiredText("schedule").strip().replaceAll("\\s+", " ");
        var fault = CronSchedule.fault(schedule);
        if (wanted.has("schedule") && !fault.isEmpty()) wanted.refuse("schedule", fault);
        var command = wanted.requiredText("command").strip();
        if (wanted.has("command") && command.isEmpty()) wanted.refuse("command", "want what the shell shall run");
        return new Job(schedule, UNQUOTED_PERCENT.matcher(command).replaceAll("\\\\%"));
    }

    private static Findings system(Look look, Wish wish) {
        if (!look.files().isDirectory(FOLDER))
            return Findings.notEligible("there is no " + FOLDER + ": no cron that reads it is here");
        if (wish.job().isPresent() && look.accounts().user(wish.user()).isEmpty())
            return Findings.cannotTell(
                    "there is no user " + wish.user() + ", and cron drops a file with an unknown one");
        return held(look, wish, FOLDER + "/" + wish.file(), " " + wish.user() + " ", new Rights(0644, 0, 0));
    }

    private static Findings table(Look look, Wish wish) {
        if (look.files()
                .link("/usr/bin/crontab")
                .filter(to -> to.endsWith("busybox"))
                .isPresent())
            return Findings.notEligible("the cron of busybox does not see a table that changes: want no crontab: true");
        var spool = SPOOLS.stream().filter(look.files()::isDirectory).findFirst();
        if (spool.isEmpty()) return Findings.notEligible("there is no /var/spool/cron: cron is not here");
        var user = look.accounts().user(wish.user());
        if (user.isEmpty())
            return Findings.cannotTell(
                    "there is no user " + wish.user() + ": a rule system-user before this one makes it");
        var group = look.files().entry(spool.get()).map(Entry::gid).orElse(0L);
        return held(look, wish, spool.get() + "/" + wish.user(), " ", rights(user.get(), group));
    }

    private static Rights rights(User user, long group) {
        return new Rights(0600, user.uid(), group);
    }

    private static Findings held(Look look, Wish wish, String path, String between, Rights ifNew) {
        var file = TextFile.read(look, path);
        if (file instanceof TextFile.Unreadable(String why)) return Findings.cannotTell(why);
        var findings = Findings.begin();
        var lines = new CronLines(file.textOrEmpty(), wish.name());
        wish.job()
                .map(job -> job.line(between))
                .ifPresentOrElse(job -> present(findings, lines, wish, job), () -> absent(findings, lines, wish));
        var rewritten = findings.deviates();
        if (!wish.crontab())
            look.files().entry(path).ifPresent(now -> new Owners(look).hold(findings, path, now.rights(), ifNew));
        if (rewritten) findings.change(file.becoming(path, lines.text(), ifNew, List.of()));
        return findings.end();
    }

    private static void present(FindingsBuilder findings, CronLines lines, Wish wish, String job) {
        var jobs = lines.jobs();
        var fine = jobs.equals(List.of(Optional.of(job)));
        var other = jobs.size() > 1
                ? "there " + jobs.size() + " times"
                : jobs.stream()
                        .flatMap(Optional::stream)
                        .findFirst()
                        .map(now -> "\"" + now + "\"")
                        .orElse("not there");
        findings.that(
                fine,
                "the job " + wish.name() + " is there",
                "the job " + wish.name() + " is " + other + ", want \"" + job + "\"");
        lines.hold(job);
    }

    private static void absent(FindingsBuilder findings, CronLines lines, Wish wish) {
        findings.that(
                lines.jobs().isEmpty(),
                "there is no job " + wish.name(),
                "there is a job " + wish.name() + ", want none");
        lines.drop();
    }
}
