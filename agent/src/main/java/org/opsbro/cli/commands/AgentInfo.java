package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;

final class AgentInfo implements Command {
    @Override
    public void declare(Arguments arguments) {
        OtherNode.declare(arguments.flag("--show-logs", "the last errors and warnings too"));
    }

    @Override
    public List<String> examples() {
        return List.of("agent info", "agent info --show-logs", "agent info --node web-1");
    }

    @Override
    public int run(Session session) {
        Answer info = session.agent().get(OtherNode.call(session, "/agent/info"));
        return session.show(info, screen -> {
            var report = new AgentReport(info, screen.paint());
            report.frames().forEach(frame -> frame.draw(screen));
            if (session.given().has("--show-logs")) report.logs(screen);
            session.quote();
        });
    }
}
