package org.opsbro.cli.commands;

import java.util.List;
import java.util.Optional;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.model.Value;

final class Version implements Command {
    @Override
    public List<String> examples() {
        return List.of("version", "version --json");
    }

    @Override
    public int run(Session session) {
        var answer = Value.object()
                .with("version", current())
                .with("java", Runtime.version().toString())
                .end();
        return session.show(new Answer(answer), screen -> screen.line("opsbro " + current()));
    }

    /** As the jar's manifest says; {@code development} where there is none. */
    static String current() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
