package org.opsbro.packs.system;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.host.Host;
import org.opsbro.host.Updates;
import org.opsbro.model.Value;
import org.opsbro.pack.Parameters;

/**
 * Package updates that wait, by the lists that the package manager has already: nothing is fetched. Facts: {@code manager}, {@code count},
 * {@code packages} (names, at most 500), {@code security} (how many mend a weakness), {@code security_packages}, and {@code lists_age_days}, absent where
 * nothing notes when the lists were fetched. Source: apt-get(8), dnf(8), yum(8), zypper(8), apk(8) or pacman(8), asked again when their files changed.
 */
@AutoService(Collector.class)
public final class PackageUpdates implements Collector {
    private static final int MOST_NAMES = 500;
    private static final double A_DAY = Duration.ofDays(1).toSeconds();

    @Override
    public String name() {
        return "updates";
    }

    @Override
    public String doc() {
        return "Package updates that wait, and which of them mend a weakness, as the package manager's own lists say.";
    }

    @Override
    public List<String> keys() {
        return List.of("manager", "count", "packages", "security", "security_packages", "lists_age_days");
    }

    /** Mostly a few times of files are compared. */
    @Override
    public Duration every() {
        return Duration.ofMinutes(5);
    }

    /** The first question keeps a processor busy for a second or two. */
    @Override
    public Duration firstAfter() {
        return Duration.ofMinutes(1);
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        return switch (host.packages().updates()) {
            case Updates.Untold(var why) -> new Collected.NotEligible(why);
            case Updates.Waiting waiting -> new Collected.Facts(facts(host, waiting));
        };
    }

    private static Value.Fields facts(Host host, Updates.Waiting waiting) {
        var names = waiting.packages().stream()
                .map(Updates.Update::name)
                .sorted()
                .limit(MOST_NAMES)
                .toList();
        var security = waiting.security().stream().sorted().limit(MOST_NAMES).toList();
        var facts = Value.object()
                .with("manager", host.packages().manager())
                .with("count", waiting.packages().size())
                .with("packages", Value.texts(names))
                .with("security", waiting.security().size())
                .with("security_packages", Value.texts(security));
        waiting.listsFrom()
                .map(from -> Duration.between(from, host.clock().now()).toSeconds() / A_DAY)
                .ifPresent(days -> facts.with("lists_age_days", Math.max(0, Math.round(days * 100) / 100.0)));
        return facts.end();
    }
}
