package org.opsbro.packs.linux;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.opsbro.detection.Collected;
import org.opsbro.detection.Collector;
import org.opsbro.host.Host;
import org.opsbro.model.Value;
import org.opsbro.pack.Parameters;

/**
 * How well the clock of the machine is kept: {@code synchronised}, the {@code offset_ms} it still has to be moved by, how wrong it is thought to be
 * ({@code estimated_error_ms}) and can be ({@code maximum_error_ms}), and {@code frequency_ppm}, how much faster it is made to run. In a container this is
 * the clock of its host. Source: adjtimex(2), which whoever keeps the time (chrony, ntpd, systemd-timesyncd, ptp4l) sets.
 */
@AutoService(Collector.class)
public final class ClockDiscipline implements Collector {
    @Override
    public String name() {
        return "clock";
    }

    @Override
    public String doc() {
        return "Whether something keeps the clock, and how far it is off, of adjtimex(2).";
    }

    @Override
    public List<String> keys() {
        return List.of("synchronised", "offset_ms", "estimated_error_ms", "maximum_error_ms", "frequency_ppm");
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(1);
    }

    @Override
    public Collected collect(Host host, Parameters parameters) {
        var found = host.clock().discipline();
        if (found.isEmpty()) return new Collected.NotEligible("the kernel may not be asked about its clock here");
        var clock = found.get();
        return new Collected.Facts(Value.object()
                .with("synchronised", clock.synchronised())
                .with("offset_ms", millis(clock.offsetSeconds()))
                .with("estimated_error_ms", millis(clock.estimatedErrorSeconds()))
                .with("maximum_error_ms", millis(clock.maximumErrorSeconds()))
                .with("frequency_ppm", Math.rint(clock.frequencyPpm() * 1000) / 1000)
                .end());
    }

    /** To the nanosecond. */
    private static double millis(double seconds) {
        return Math.rint(seconds * 1e9) / 1e6;
    }
}
