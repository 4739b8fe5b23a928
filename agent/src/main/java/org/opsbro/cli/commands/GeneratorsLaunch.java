package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Arguments;
import org.opsbro.cli.Command;
import org.opsbro.cli.ExitCode;
import org.opsbro.cli.Session;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

final class GeneratorsLaunch implements Command {
    @Override
    public void declare(Arguments arguments) {
        arguments
                .word("NAME", "which generator, such as haproxy/backends")
                .flag("--force", "write the file though min_items or max_change_pct would keep it");
    }

    @Override
    public List<String> examples() {
        return List.of("generators launch haproxy/backends", "generators launch haproxy/backends --force");
    }

    @Override
    public int run(Session session) {
        var body = Value.object()
                .with("name", session.given().text("NAME"))
                .with("force", session.given().has("--force"))
                .end();
        var said = session.agent().post("/generators/launch", Json.write(body));
        session.show(said, screen -> {
            GeneratorLines.line(screen, said, screen.state(said.text("state")));
            screen.said("    ", said.text("log"));
            // of a file that was right, the difference is that of a change before
            if (!said.text("state").equals("COMPLIANT")) GeneratorLines.diff(screen, said.text("diff"));
        });
        return said.text("state").equals("ERROR") ? ExitCode.FAILED : ExitCode.OK;
    }
}
