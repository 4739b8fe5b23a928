package org.opsbro.monitoring.live;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.opsbro.host.Accounts;
import org.opsbro.host.Clock;
import org.opsbro.host.Commands;
import org.opsbro.host.Files;
import org.opsbro.host.Host;
import org.opsbro.host.Network;
import org.opsbro.host.Packages;
import org.opsbro.host.Services;
import org.opsbro.host.linux.LinuxHost;

/** The real machine with a clock that is moved by hand. */
public final class MovedHost implements Host {
    private final Host real = new LinuxHost();
    private final AtomicLong nanos = new AtomicLong(1_000_000_000L);

    @Override
    public Files files() {
        return real.files();
    }

    @Override
    public Clock clock() {
        return real.clock();
    }

    @Override
    public Commands commands() {
        return real.commands();
    }

    @Override
    public Accounts accounts() {
        return real.accounts();
    }

    @Override
    public Packages packages() {
        return real.packages();
    }

    @Override
    public Services services() {
        return real.services();
    }

    @Override
    public Network network() {
        return real.network();
    }

    @Override
    public long nanos() {
        return nanos.get();
    }

    public void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
