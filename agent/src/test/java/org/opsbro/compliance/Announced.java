package org.opsbro.compliance;

import org.opsbro.host.Accounts;
import org.opsbro.host.Commands.Command;
import org.opsbro.host.Commands.Outcome;
import org.opsbro.host.Look;
import org.opsbro.host.Packages;
import org.opsbro.host.ReadableFiles;
import org.opsbro.host.Services;

/** A machine without hands. */
record Announced(FakeMachine machine, RuleType type) implements Look {
    @Override
    public ReadableFiles files() {
        return machine.files();
    }

    @Override
    public Accounts accounts() {
        return machine.accounts();
    }

    @Override
    public Packages packages() {
        return machine.packages();
    }

    @Override
    public Services services() {
        return machine.services();
    }

    @Override
    public Outcome ask(Command command) {
        return machine.ask(command);
    }
}
