package org.opsbro.packs.system;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.opsbro.compliance.Change;
import org.opsbro.host.Commands.Command;
import org.opsbro.host.Look;
import org.opsbro.host.Service;
import org.opsbro.host.Service.Activity;

/** What is done to services, in this order, and the words that each manager has for it. systemd takes all services at once. */
enum ServiceDeed {
    UNMASK("unmask", "mask"),
    ENABLE("enable", "disable"),
    DISABLE("disable", "enable"),
    STOP("stop", "start"),
    MASK("mask", "unmask"),
    START("start", "stop");

    /** systemd itself gives a service 90 s to start or stop. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final String verb;
    private final String opposite;

    ServiceDeed(String verb, String opposite) {
        this.verb = verb;
        this.opposite = opposite;
    }

    List<Change> changes(Look look, String manager, List<Service> services) {
        if (manager.equals("systemd"))
            return List.of(run(services, systemctl(verb, services), Optional.of(systemctl(opposite, services))));
        return services.stream()
                .map(service -> manager.equals("openrc") ? openRc(service) : sysv(look, service))
                .toList();
    }

    private Change run(List<Service> services, Command command, Optional<Command> back) {
        return new Change.Run(
                verb + " "
                        + String.join(", ", services.stream().map(Service::name).toList()),
                command,
                back);
    }

    private static Command systemctl(String verb, List<Service> services) {
        return command(
                Stream.concat(Stream.of("systemctl", verb), services.stream().map(Service::name))
                        .toArray(String[]::new));
    }

    private Change openRc(Service service) {
        var name = service.name();
        return switch (this) {
            case ENABLE ->
                one(
                        service,
                        command("rc-update", "add", name, "default"),
                        command("rc-update", "del", name, "default"));
            case DISABLE -> one(service, update("del", service), update("add", service));
            case START ->
                one(service, command("rc-service", name, startOf(service)), command("rc-service", name, opposite));
            default -> one(service, command("rc-service", name, verb), command("rc-service", name, opposite));
        };
    }

    /** OpenRC holds one that crashed to be started. */
    private static String startOf(Service service) {
        return service.activity() == Activity.CRASHED ? "restart" : "start";
    }

    private static Command update(String verb, Service service) {
        var words = new ArrayList<>(List.of("rc-update", verb, service.name()));
        words.addAll(service.levels());
        return command(words.toArray(String[]::new));
    }

    private Change sysv(Look look, Service service) {
        var name = service.name();
        if (this != ENABLE && this != DISABLE) return one(service, script(name, verb), script(name, opposite));
        if (Programs.find(look, "update-rc.d").isEmpty())
            return one(service, chkconfig(name, this == ENABLE), chkconfig(name, this != ENABLE));
        var words = this == ENABLE && isNew(look, name) ? "defaults" : verb;
        return one(service, command("update-rc.d", name, words), command("update-rc.d", name, opposite));
    }

    /** update-rc.d(8) enables what was disabled, and wants to make the links of the others first. */
    private static boolean isNew(Look look, String name) {
        return Stream.of("2", "3", "4", "5", "S")
                .flatMap(level -> look.files().names("/etc/rc" + level + ".d").stream())
                .noneMatch(link ->
                        link.matches("[SK][0-9]{2}.*") && link.substring(3).equals(name));
    }

    private static Command script(String name, String verb) {
        return command("/etc/init.d/" + name, verb);
    }

    private static Command chkconfig(String name, boolean on) {
        return command("chkconfig", name, on ? "on" : "off");
    }

    private Change one(Service service, Command command, Command back) {
        return run(List.of(service), command, Optional.of(back));
    }

    private static Command command(String... words) {
        return Command.of(words).within(PATIENCE);
    }
}
