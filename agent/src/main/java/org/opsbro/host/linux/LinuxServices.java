package org.opsbro.host.linux;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.opsbro.host.Commands;
import org.opsbro.host.Commands.Command;
import org.opsbro.host.Files;
import org.opsbro.host.HostException;
import org.opsbro.host.Service;
import org.opsbro.host.Service.Activity;
import org.opsbro.host.Service.Boot;
import org.opsbro.host.Services;

/** systemd, OpenRC or System V init, whichever runs. */
final class LinuxServices implements Services {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String SERVICE = ".service";

    private final Files files;
    private final Commands commands;
    private final SystemdBus bus = new SystemdBus();

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
            case "systemd" -> failedUnits();
            case "openrc" -> names("rc-status", "--crashed", "--nocolor");
            default -> List.of();
        };
    }

    private List<String> failedUnits() {
        try {
            return bus.failed();
        } catch (HostException silent) {
            return List.of();
        }
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

    @Override
    public Map<String, Service> services(Collection<String> names) {
        return switch (manager()) {
            case "systemd" -> units(names);
            case "openrc" -> scripts(names, new OpenRcServices(files)::of);
            case "sysv" -> scripts(names, new SysvServices(files, commands)::of);
            default -> Map.of();
        };
    }

    private static Map<String, Service> scripts(Collection<String> names, Function<String, Optional<Service>> reading) {
        var found = new LinkedHashMap<String, Service>();
        for (var name : names) reading.apply(script(name)).ifPresent(service -> found.put(name, service));
        return found;
    }

    private static String script(String name) {
        return name.endsWith(SERVICE) ? name.substring(0, name.length() - SERVICE.length()) : name;
    }

    private Map<String, Service> units(Collection<String> names) {
        var units = new SystemdUnits(files);
        var there = new LinkedHashMap<String, SystemdUnits.Unit>();
        for (var name : names) units.of(name).ifPresent(unit -> there.put(name, unit));
        if (there.isEmpty()) return Map.of();
        var own =
                there.values().stream().map(SystemdUnits.Unit::name).distinct().toList();
        var told = bus.units(own).stream()
                .collect(Collectors.toMap(SystemdBus.Unit::name, Function.identity(), (one, same) -> one));
        var found = new LinkedHashMap<String, Service>();
        there.forEach((name, unit) -> found.put(
                name,
                service(unit, told.getOrDefault(unit.name(), new SystemdBus.Unit(unit.name(), "inactive", "dead")))));
        return found;
    }

    private Service service(SystemdUnits.Unit unit, SystemdBus.Unit told) {
        var script = script(unit.name());
        // systemd makes units of scripts, which their links enable: systemd-sysv-generator(8)
        var scripts = new SysvServices(files, commands);
        var ofScript = unit.path().startsWith("/run/systemd/generator") && scripts.has(script);
        var levels = ofScript ? scripts.levels(script) : List.<String>of();
        var boot = ofScript ? levels.isEmpty() ? Boot.DISABLED : Boot.ENABLED : unit.boot();
        return new Service(unit.name(), activity(told), told.active() + " (" + told.sub() + ")", boot, levels);
    }

    private static Activity activity(SystemdBus.Unit unit) {
        return switch (unit.active()) {
            case "active", "reloading", "refreshing", "maintenance" -> Activity.RUNNING;
            case "activating" -> unit.sub().startsWith("auto-restart") ? Activity.RETRYING : Activity.RUNNING;
            case "failed" -> Activity.CRASHED;
            default -> Activity.STOPPED;
        };
    }
}
