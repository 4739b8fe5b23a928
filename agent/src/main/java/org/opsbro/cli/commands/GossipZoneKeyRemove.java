package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;

final class GossipZoneKeyRemove implements Command {
    @Override
    public void declare(Arguments arguments) {
        ZoneKeyPath.declareKey(arguments);
    }

    @Override
    public List<String> examples() {
        return List.of("gossip zone key remove 1f3a9c04 --zone paris");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        return ZoneKeyPath.change(session, "remove", "opens no longer with");
    }
}
