package org.opsbro.host.linux;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.opsbro.host.Commands;
import org.opsbro.host.Commands.Command;
import org.opsbro.host.Files;
import org.opsbro.host.Services;

/** systemd, OpenRC or System V init, whichever runs. */
final class LinuxServices implements Services {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private final Files files;
    private final Commands commands;

    LinuxServices(Files files, Commands commands) {
        this.files = files;
        this.commands = commands;
    }

    @Override
    public String manager() {
        // sd_booted(3)
        if (files.isDirectory("/run/systemd/system")) return "systemd";
        if (files.isDirectory("/run/openrc")) return "openrc";
        return files.isDirectory("/etc/init.d") ? "sysv" : "";
    }

    @Override
    public List<String> failed() {
        return switch (manager()) {
            case "systemd" ->
                names("systemctl", "list-units", "--state=failed", "--no-legend", "--plain", "--no-pager");
            case "openrc" -> names("rc-status", "--crashed", "--nocolor");
            default -> List.of();
        };
    }

    private List<String> names(String... words) {
        return commands.run(Command.of(words).within(PATIENCE)) instanceof Commands.Outcome.Exited exited
                        && exited.code() == 0
                ? exited.output()
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .flatMap(line -> Stream.of(line.split("\\s+", -1)).limit(1))
                        .toList()
                : List.of();
    }
}
