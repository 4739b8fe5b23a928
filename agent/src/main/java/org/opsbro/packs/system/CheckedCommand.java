package org.opsbro.packs.system;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.opsbro.compliance.Change;
import org.opsbro.compliance.Findings;
import org.opsbro.compliance.Inspection;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.Wanted;
import org.opsbro.host.Commands.Command;
import org.opsbro.host.Commands.Outcome;
import org.opsbro.host.Look;

/**
 * What no other type holds: a program tells by its exit code whether all is right (0) or not (1 to 125), and another makes it so. The first also runs in
 * audit, so it must only look. No shell reads them unless {@code shell: true}.
 */
@AutoService(RuleType.class)
public final class CheckedCommand implements RuleType {
    private static final Pattern PROGRAM =
            Pattern.compile("[A-Za-z0-9_.+-]{1,255}|(?:/(?!\\.{1,2}(?:/|$))[^/]{1,255}){1,40}");
    private static final int NOT_FOUND_OR_WORSE = 126;
    private static final Duration LONGEST = Duration.ofDays(1);

    @Override
    public String name() {
        return "command";
    }

    @Override
    public String doc() {
        return "A program exits with 0; where it does not, another makes it so.";
    }

    @Override
    public String example() {
        return """
                check: [/usr/local/sbin/app-is-ready]
                apply: [/usr/local/sbin/app-setup]
                """;
    }

    @Override
    public Inspection prepare(Wanted wanted) {
        var shell = wanted.flag("shell", false);
        var check = command(wanted, "check", shell);
        var apply = command(wanted, "apply", shell);
        if (!wanted.has("check")) wanted.refuse("check", "the key is missing, want check: and a program");
        return new Checking(check.orElse(Command.of("false")), apply);
    }

    private static Optional<Command> command(Wanted wanted, String key, boolean shell) {
        var line = wanted.command(key, shell);
        if (line.filter(each -> !each.shell()
                        && !PROGRAM.matcher(each.words().getFirst()).matches())
                .isPresent())
            wanted.refuse(
                    key,
                    "found the program \"" + line.get().words().getFirst() + "\", want its name or its whole path");
        return line.map(each -> each.within(LONGEST)); // the rule's timeout: is shorter
    }

    private record Checking(Command check, Optional<Command> apply) implements Inspection {
        @Override
        public Set<String> asks() {
            return Set.of(check.words().getFirst());
        }

        @Override
        public Findings inspect(Look look) {
            var typed = Change.typed(check);
            return switch (look.ask(check)) {
                case Outcome.Exited exited
                when exited.code() == 0 ->
                    Findings.begin().compliant(typed + " exits with 0").end();
                case Outcome.Exited exited
                when exited.code() < NOT_FOUND_OR_WORSE ->
                    deviating(typed + " exits with " + exited.code() + said(exited));
                case Outcome.Exited exited ->
                    Findings.cannotTell(typed + " exits with " + exited.code() + said(exited));
                case Outcome.Signalled signalled ->
                    Findings.cannotTell(typed + " was ended by the signal " + signalled.signal());
                case Outcome.TimedOut late -> Findings.cannotTell(typed + " did not end in " + late.limit());
                case Outcome.Stopped stopped -> Findings.cannotTell(typed + " was stopped");
                case Outcome.NotStarted not -> Findings.cannotTell(typed + " did not start: " + not.reason());
            };
        }

        private Findings deviating(String what) {
            return apply.map(command -> Findings.begin()
                            .deviation(what)
                            .change(new Change.Run("run " + Change.typed(command), command, Optional.empty()))
                            .end())
                    .orElseGet(() -> Findings.begin()
                            .byHand(what, "the rule has no apply:")
                            .end());
        }

        private static String said(Outcome.Exited exited) {
            var line = (exited.errors() + exited.output())
                    .lines()
                    .findFirst()
                    .orElse("")
                    .strip();
            return line.isEmpty() ? "" : ": " + line.substring(0, Math.min(200, line.length()));
        }
    }
}
