package org.opsbro.host.linux;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.opsbro.host.Commands;
import org.opsbro.host.Commands.Command;
import org.opsbro.host.Commands.Outcome;
import org.opsbro.host.Files;
import org.opsbro.host.Service;
import org.opsbro.host.Service.Activity;
import org.opsbro.host.Service.Boot;

/**
 * Scripts of System V: the links of the run levels tell what starts, and a pid file of a living process what runs. Only where no pid file tells, the script
 * is asked for its status, by the exit codes of the Linux Standard Base 5, "Init Script Actions".
 */
final class SysvServices {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String SCRIPTS = "/etc/init.d/";
    private static final List<String> LEVELS = List.of("S", "2", "3", "4", "5");
    private static final Pattern PIDFILE =
            Pattern.compile("(?m)^(?:#[ \\t]*pidfile:[ \\t]*|PIDFILE=)\"?([^\"\\s]+)\"?");
    private static final int DEAD_WITH_LOCK = 2;
    private static final int STOPPED = 3;

    private final Files files;
    private final Commands commands;

    SysvServices(Files files, Commands commands) {
        this.files = files;
        this.commands = commands;
    }

    boolean has(String name) {
        return files.entry(SCRIPTS + name).isPresent();
    }

    Optional<Service> of(String name) {
        if (!has(name)) return Optional.empty();
        var levels = levels(name);
        var boot = levels.isEmpty() ? Boot.DISABLED : Boot.ENABLED;
        return Optional.of(runs(name)
                .map(process -> new Service(name, Activity.RUNNING, "running as " + process, boot, levels))
                .orElseGet(() -> asked(name, boot, levels)));
    }

    /** The run levels that start it. */
    List<String> levels(String name) {
        var link = Pattern.compile("S[0-9]{2}" + Pattern.quote(name));
        return LEVELS.stream()
                .filter(level -> Stream.of("/etc/rc", "/etc/rc.d/rc")
                        .flatMap(folder -> files.names(folder + level + ".d").stream())
                        .anyMatch(each -> link.matcher(each).matches()))
                .toList();
    }

    /** The process of its pid file, if it has the name of the service: the number may be that of another by now. */
    private Optional<String> runs(String name) {
        var script = files.text(SCRIPTS + name).orElse("");
        var told =
                PIDFILE.matcher(script).results().map(found -> found.group(1).replaceAll("\\$(NAME|\\{NAME})", name));
        return Stream.concat(told, Stream.of("/run/" + name + ".pid", "/run/" + name + "/" + name + ".pid"))
                .filter(path -> path.startsWith("/") && !path.contains("$"))
                .flatMap(path -> PidFile.process(files, path).stream())
                .filter(process -> alike(process, name))
                .findFirst();
    }

    /** {@code crond} is {@code cron}, {@code sshd} is {@code ssh}. */
    private static boolean alike(String process, String name) {
        var one = process.toLowerCase(Locale.ROOT);
        var other = name.toLowerCase(Locale.ROOT);
        return one.startsWith(other) || other.startsWith(one);
    }

    private Service asked(String name, Boot boot, List<String> levels) {
        var command = Command.of(SCRIPTS + name, "status").within(PATIENCE);
        return switch (commands.run(command)) {
            case Outcome.Exited(int code, var output, var errors, var cut, var took) ->
                new Service(name, activity(code), told(code), boot, levels);
            case Outcome.NotStarted(String why) -> new Service(name, Activity.UNKNOWN, why, boot, levels);
            case Outcome.Signalled killed -> new Service(name, Activity.UNKNOWN, "its status was killed", boot, levels);
            case Outcome.TimedOut late ->
                new Service(name, Activity.UNKNOWN, "its status did not end in " + PATIENCE, boot, levels);
            case Outcome.Stopped stopped -> new Service(name, Activity.UNKNOWN, "its status was stopped", boot, levels);
        };
    }

    private static String told(int code) {
        var exits = "its status exits with " + code;
        var activity = activity(code);
        return activity == Activity.UNKNOWN ? exits : activity.name().toLowerCase(Locale.ROOT) + " (" + exits + ")";
    }

    private static Activity activity(int code) {
        if (code == 0) return Activity.RUNNING;
        if (code > STOPPED) return Activity.UNKNOWN;
        return code <= DEAD_WITH_LOCK ? Activity.CRASHED : Activity.STOPPED;
    }
}
