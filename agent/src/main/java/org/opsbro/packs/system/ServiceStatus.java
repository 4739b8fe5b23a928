package org.opsbro.packs.system;

import com.google.auto.service.AutoService;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.opsbro.compliance.Inspection;
import org.opsbro.compliance.RuleType;
import org.opsbro.compliance.Wanted;

/** Services that run or do not, now and when the machine starts. A restart is nothing to be held: it is a post command of the rule that changes a file. */
@AutoService(RuleType.class)
public final class ServiceStatus implements RuleType {
    // a template is no service, and a name that begins with - would be an option
    private static final Pattern NAME = Pattern.compile("(?!.*@(?:\\.|$))[A-Za-z0-9_][A-Za-z0-9_.:@\\\\-]{0,240}");
    private static final List<Set<String>> CONTRARY = List.of(
            Set.of("started", "stopped"),
            Set.of("enabled", "disabled"),
            Set.of("masked", "unmasked"),
            Set.of("masked", "enabled"),
            Set.of("masked", "started"));

    @Override
    public String name() {
        return "services";
    }

    @Override
    public String doc() {
        return "Services are started or stopped, enabled or disabled, masked or unmasked.";
    }

    @Override
    public String example() {
        return """
                name: cron
                status: [enabled, started]
                """;
    }

    @Override
    public Inspection prepare(Wanted wanted) {
        var names =
                new LinkedHashSet<>(wanted.texts("name", NAME, "the name of a service, such as cron or man-db.timer"));
        names.addAll(wanted.texts("names", NAME, "the names of services"));
        if (names.isEmpty()) wanted.refuse("name", "want name: or names: of services");
        var status = new TreeSet<String>();
        for (var word : wanted.texts("status")) status.add(word.toLowerCase(Locale.ROOT));
        for (var word : status)
            if (CONTRARY.stream().noneMatch(pair -> pair.contains(word)))
                wanted.refuse(
                        "status",
                        "found \"" + word + "\", want some of started, stopped, enabled, disabled, masked, unmasked");
        for (var pair : CONTRARY)
            if (status.containsAll(pair))
                wanted.refuse("status", "found both " + String.join(" and ", new TreeSet<>(pair)));
        if (status.isEmpty()) status.add("started");
        return look -> new ServiceLook(look, List.copyOf(names), status).found();
    }
}
