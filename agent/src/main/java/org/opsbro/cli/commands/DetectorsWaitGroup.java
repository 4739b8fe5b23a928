package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;

final class DetectorsWaitGroup implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments.word("GROUP", "which group");
    }

    @Override
    public List<String> examples() {
        return List.of("detectors wait-group linux --timeout 30s");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var group = session.given().text("GROUP");
        return session.await(
                "this node is in the group " + group,
                () -> session.agent()
                        .get("/agent/detectors/state")
                        .texts("groups")
                        .contains(group));
    }
}
