package org.opsbro.packs.system;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.host.Files;
import org.opsbro.host.Host;
import org.opsbro.model.Value;
import org.opsbro.pack.Parameters;

/**
 * Who is logged in: {@code count} of sessions, {@code names} of the people without repetition, and {@code sessions}, each with {@code user tty host since}
 * (seconds since 1970; host and since absent where unknown). Source: utmp(5), and where a system keeps none any more, the sessions of systemd-logind(8).
 */
@AutoService(Collector.class)
public final class Users implements Collector {
    private static final List<String> UTMP = List.of("/run/utmp", "/var/run/utmp");
    private static final String SESSIONS = "/run/systemd/sessions";
    private static final int MOST_SESSIONS = 1000;
    /** The classes of sd_pam(8) that are people: others are screens before the login, services and managers. */
    private static final Set<String> PEOPLE = Set.of("user", "user-early", "user-light", "user-early-light");

    @Override
    public String name() {
        return "users";
    }

    @Override
    public String doc() {
        return "Who is logged in, of utmp or the sessions of systemd.";
    }

    @Override
    public List<String> keys() {
        return List.of("count", "names", "sessions");
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(30);
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        var found = utmp(host.files()).or(() -> sessions(host.files()));
        if (found.isEmpty())
            return new Collected.NotEligible("nothing notes who logs in here: no utmp and no systemd-logind");
        var all = found.get();
        var names = new TreeSet<String>();
        for (var each : all) names.add(each.user());
        return new Collected.Facts(Value.object()
                .with("count", all.size())
                .with("names", Value.texts(names))
                .with(
                        "sessions",
                        new Value.Items(all.stream().map(LoggedIn::toValue).toList()))
                .end());
    }

    private static Optional<List<LoggedIn>> utmp(Files files) {
        return UTMP.stream()
                .flatMap(path -> files.bytes(path).stream())
                .findFirst()
                .map(bytes -> Utmp.read(bytes, pid -> files.exists("/proc/" + pid)));
    }

    private static Optional<List<LoggedIn>> sessions(Files files) {
        if (!files.isDirectory(SESSIONS)) return Optional.empty();
        List<LoggedIn> found = new ArrayList<>();
        for (var name : files.names(SESSIONS)) {
            // beside each session lies a pipe called NAME.ref, which nobody must open
            if (name.indexOf('.') >= 0 || found.size() >= MOST_SESSIONS) continue;
            files.text(SESSIONS + "/" + name).flatMap(Users::session).ifPresent(found::add);
        }
        return Optional.of(found);
    }

    private static Optional<LoggedIn> session(String text) {
        Map<String, String> keys = new HashMap<>();
        for (var line : text.lines().toList()) {
            var equals = line.indexOf('=');
            if (equals > 0) keys.put(line.substring(0, equals), line.substring(equals + 1));
        }
        var user = keys.getOrDefault("USER", "");
        if (user.isEmpty()
                || !PEOPLE.contains(keys.getOrDefault("CLASS", "user"))
                || keys.getOrDefault("STATE", "").equals("closing")) return Optional.empty();
        var since = Optional.ofNullable(keys.get("REALTIME"))
                .filter(micros -> micros.matches("[0-9]{7,18}"))
                .map(micros -> Instant.ofEpochSecond(Long.parseLong(micros) / 1_000_000));
        return Optional.of(
                new LoggedIn(user, keys.getOrDefault("TTY", ""), keys.getOrDefault("REMOTE_HOST", ""), since));
    }
}
