package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.AgentClient;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.cli.display.Screen;

final class PacksParametersGet implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments.word("KEY", "LEVEL.PACK.KEY or PACK.KEY, such as linux.disk_warning");
    }

    @Override
    public List<String> examples() {
        return List.of("packs parameters get linux.disk_warning");
    }

    @Override
    public boolean runsWithTemporaryAgent() {
        return true;
    }

    @Override
    public int run(Session session) {
        var typed = session.given().text("KEY");
        var answer = session.agent()
                .get(AgentClient.target("/packs", PackName.of(typed)) + "/parameters/"
                        + AgentClient.encoded(PackName.key(typed)));
        return session.show(
                answer,
                screen -> screen.pairs(
                        "",
                        List.of(new Screen.Pair(
                                typed,
                                answer.find("value").orElse("(no value)"),
                                answer.isTrue("is_default") ? "is default" : answer.text("source")))));
    }
}
