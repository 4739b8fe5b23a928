package org.opsbro.cli.commands;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.opsbro.cli.Answer;
import org.opsbro.cli.Command;
import org.opsbro.cli.Session;
import org.opsbro.model.Value;

final class AgentKeygen implements Command {
    private static final int KEY_BYTES = 32;

    @Override
    public List<String> examples() {
        return List.of("agent keygen", "agent keygen --json");
    }

    @Override
    public int run(Session session) {
        var bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        var key = Base64.getEncoder().encodeToString(bytes);
        return session.show(new Answer(Value.object().with("key", key).end()), screen -> screen.line(key));
    }
}
