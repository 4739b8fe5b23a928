package org.opsbro.cli.commands;

import java.util.List;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.model.Value;

final class Banner implements Command {
    private static final String LETTERS = """
             ██████╗ ██████╗ ███████╗██████╗ ██████╗  ██████╗
            ██╔═══██╗██╔══██╗██╔════╝██╔══██╗██╔══██╗██╔═══██╗
            ██║   ██║██████╔╝███████╗██████╔╝██████╔╝██║   ██║
            ██║   ██║██╔═══╝ ╚════██║██╔══██╗██╔══██╗██║   ██║
            ╚██████╔╝██║     ███████║██████╔╝██║  ██║╚██████╔╝
             ╚═════╝ ╚═╝     ╚══════╝╚═════╝ ╚═╝  ╚═╝ ╚═════╝
            """;

    @Override
    public List<String> examples() {
        return List.of("banner");
    }

    @Override
    public int run(Session session) {
        var answer = Value.object()
                .with("name", "OpsBro")
                .with("version", Version.current())
                .end();
        return session.show(new Answer(answer), screen -> {
            LETTERS.lines().forEach(line -> screen.line(screen.paint().accent(line)));
            screen.line(screen.paint().faint("  your servers' bro, version " + Version.current()));
            session.quote();
        });
    }
}
