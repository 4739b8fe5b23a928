package org.opsbro.host.linux;

import java.util.Optional;
import java.util.stream.Stream;
import org.opsbro.host.Files;
import org.opsbro.host.Service;
import org.opsbro.host.Service.Activity;
import org.opsbro.host.Service.Boot;

/** OpenRC keeps what it knows in folders of links: {@code /run/openrc/started}, {@code /etc/runlevels}, as rc-service(8) and rc-update(8) write them. */
final class OpenRcServices {
    private static final String STATE = "/run/openrc/";
    private static final String LEVELS = "/etc/runlevels";
    private static final String PIDFILE = "pidfile=";

    private final Files files;

    OpenRcServices(Files files) {
        this.files = files;
    }

    Optional<Service> of(String name) {
        if (files.entry("/etc/init.d/" + name).isEmpty()) return Optional.empty();
        var levels = files.names(LEVELS).stream()
                .filter(level -> files.entry(LEVELS + "/" + level + "/" + name).isPresent())
                .toList();
        var boot = levels.isEmpty() ? Boot.DISABLED : Boot.ENABLED;
        var dead = is("started", name) && daemonIsGone(name);
        var told = dead ? "crashed" : told(name);
        return Optional.of(new Service(name, activity(told), told, boot, levels));
    }

    private boolean is(String state, String name) {
        return files.entry(STATE + state + "/" + name).isPresent();
    }

    private String told(String name) {
        return Stream.of("starting", "stopping", "inactive", "failed", "started")
                .filter(state -> is(state, name))
                .findFirst()
                .orElse("stopped");
    }

    private static Activity activity(String told) {
        return switch (told) {
            case "started", "starting" -> Activity.RUNNING;
            case "crashed", "failed" -> Activity.CRASHED;
            default -> Activity.STOPPED;
        };
    }

    /** A file for each daemon that the service started, with its words and its pid file. */
    private boolean daemonIsGone(String name) {
        var folder = STATE + "daemons/" + name;
        return files.names(folder).stream()
                .flatMap(file -> files.text(folder + "/" + file).stream())
                .flatMap(String::lines)
                .filter(line -> line.startsWith(PIDFILE) && line.length() > PIDFILE.length())
                .anyMatch(line ->
                        PidFile.process(files, line.substring(PIDFILE.length())).isEmpty());
    }
}
