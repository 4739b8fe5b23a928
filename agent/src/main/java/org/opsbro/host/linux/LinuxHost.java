package org.opsbro.host.linux;

import org.opsbro.host.Accounts;
import org.opsbro.host.Clock;
import org.opsbro.host.Commands;
import org.opsbro.host.Files;
import org.opsbro.host.Host;
import org.opsbro.host.Network;
import org.opsbro.host.Packages;
import org.opsbro.host.Services;

/** This machine. The package manager is the first whose database is there; the service manager is asked anew, because it may come later than we. */
public final class LinuxHost implements Host {
    private final Files files = new LinuxFiles();
    private final Commands commands = new LinuxCommands();
    private final Accounts accounts = new LinuxAccounts(files, commands);
    private final Network network = new LinuxNetwork(files);
    private final Packages packages = PackageDatabase.of(files, commands);
    private final Clock clock = new LinuxClock();
    private final Services services = new LinuxServices(files, commands);

    @Override
    public Files files() {
        return files;
    }

    @Override
    public Commands commands() {
        return commands;
    }

    @Override
    public Accounts accounts() {
        return accounts;
    }

    @Override
    public Packages packages() {
        return packages;
    }

    @Override
    public Services services() {
        return services;
    }

    @Override
    public Network network() {
        return network;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }
}
